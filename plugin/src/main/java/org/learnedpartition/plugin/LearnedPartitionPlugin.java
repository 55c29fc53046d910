package org.learnedpartition.plugin;

import org.opensearch.plugins.Plugin;

/** Vector search over a learned partition, as an OpenSearch plugin. */
public final class LearnedPartitionPlugin extends Plugin {}
