/** The command line: train, pack, evaluate, compare, tune, inspect, upload. */
package org.learnedpartition.cli;
