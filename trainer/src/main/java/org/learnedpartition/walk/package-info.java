/**
 * Graphs that are searched greedily, and a policy that learns which of their edges to drop, by
 * reinforcement.
 */
package org.learnedpartition.walk;
