package org.learnedpartition.plugin.models;

import org.opensearch.common.settings.Settings;
import org.opensearch.threadpool.ExecutorBuilder;
import org.opensearch.threadpool.FixedExecutorBuilder;

/** The threads that read, check, store and load models, and may wait for the models' index. */
public final class ModelsThreads {
  /** Name of the thread pool. */
  public static final String NAME = "learned_partition";

  /** Two, so that one large upload does not hold up the others; checking a model takes a core. */
  private static final int THREADS = 2;

  /** Each waiting upload holds its model in memory; beyond this a request is refused with 429. */
  private static final int QUEUE = 100;

  private ModelsThreads() {}

  public static ExecutorBuilder<?> builder(Settings settings) {
    return new FixedExecutorBuilder(settings, NAME, THREADS, QUEUE, "thread_pool." + NAME);
  }
}
