/** The query {@code learned_knn}: from a request to a search of each shard. */
package org.learnedpartition.plugin.query;
