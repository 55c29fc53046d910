/** The command line: train, pack, evaluate, inspect, upload. */
package org.learnedpartition.cli;
