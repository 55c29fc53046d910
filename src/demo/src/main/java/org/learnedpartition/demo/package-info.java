/**
 * The demo, a reverse dictionary: WordNet's definitions as vectors in a real OpenSearch node, found
 * by meaning. {@link org.learnedpartition.demo.DemoCommand} is the command line, {@link
 * org.learnedpartition.demo.Demo} the stages of a run.
 */
package org.learnedpartition.demo;
