/**
 * Real OpenSearch nodes, assembled from Maven artifacts and run as processes of their own: for the
 * demo, for tests, and for a developer with a debugger.
 *
 * <p>{@link org.learnedpartition.node.Workspace} is the folder all of it lives in; {@link
 * org.learnedpartition.node.NodeHome} assembles OpenSearch, once per version; {@link
 * org.learnedpartition.node.NodeSpec} says what to start and {@link
 * org.learnedpartition.node.RunningCluster} starts and stops it.
 */
package org.learnedpartition.node;
