/** The command line: train, evaluate, inspect. */
package org.learnedpartition.cli;
