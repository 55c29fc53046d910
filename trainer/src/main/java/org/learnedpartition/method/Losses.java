package org.learnedpartition.method;

/**
 * How the training of a router went.
 *
 * @param stage that trained it
 * @param epochs mean loss of each epoch, in nats
 */
public record Losses(String stage, double[] epochs) {}
