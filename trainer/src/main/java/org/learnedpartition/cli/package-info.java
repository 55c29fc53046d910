/** The command line: train, pack, evaluate, compare, inspect, upload. */
package org.learnedpartition.cli;
