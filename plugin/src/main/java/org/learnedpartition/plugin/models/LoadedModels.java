package org.learnedpartition.plugin.models;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.learnedpartition.model.OpenModel;
import org.learnedpartition.model.PartitionModel;
import org.learnedpartition.plugin.mapper.LearnedVectorFieldType;
import org.learnedpartition.plugin.mapper.ModelReference;
import org.opensearch.common.unit.TimeValue;
import org.opensearch.common.util.concurrent.AbstractRunnable;
import org.opensearch.core.index.Index;
import org.opensearch.index.IndexSettings;
import org.opensearch.index.mapper.MappedFieldType;
import org.opensearch.index.shard.IndexEventListener;
import org.opensearch.index.shard.IndexShard;
import org.opensearch.indices.cluster.IndicesClusterStateService.AllocatedIndices.IndexRemovalReason;
import org.opensearch.threadpool.ThreadPool;

/**
 * The models that this node's shards write with, one for each content, held open while an index of
 * the node uses it. A flush or merge asks and is answered at once: a model that is not there is
 * loaded in the background, tried again for as long as an index wants it, and used by the flushes
 * and merges after. One that a segment on the node carries is taken from there.
 */
public final class LoadedModels implements IndexEventListener, AutoCloseable {
  private static final Logger LOGGER = LogManager.getLogger(LoadedModels.class);

  private static final TimeValue RETRY = TimeValue.timeValueSeconds(5);

  /** How long a model is kept for an index that is about to be made. */
  private static final long UNUSED_NANOS = TimeValue.timeValueMinutes(1).nanos();

  private final ModelStore store;
  private final ThreadPool threadPool;
  private final String executor;
  private final Map<String, Entry> bySha256 = new HashMap<>();
  private boolean closed;

  /** A model that is wanted; guarded by the map's owner. */
  private static final class Entry {
    private final Set<Index> users = new HashSet<>();
    private OpenModel model;
    private boolean loading;
    private long since = System.nanoTime();
  }

  /**
   * @param executor name of the thread pool to load on, where waiting is allowed
   */
  public LoadedModels(ModelStore store, ThreadPool threadPool, String executor) {
    this.store = store;
    this.threadPool = threadPool;
    this.executor = executor;
  }

  /**
   * The model for new segments of a field. Never waits.
   *
   * @return null if it is not loaded yet, or does not fit the field
   */
  public PartitionModel modelFor(
      Index index, ModelReference reference, int dimension, VectorSimilarityFunction function) {
    PartitionModel model = use(index, reference);
    if (model == null) {
      model = adopt(reference);
    }
    if (model != null && (model.dimension() != dimension || !model.similarity().serves(function))) {
      LOGGER.warn(
          "index [{}] names model [{}] of dimension {} and space {} for vectors of dimension {} and"
              + " {}: its new segments stay flat",
          index.getName(),
          reference.id(),
          model.dimension(),
          model.similarity().space(),
          dimension,
          function);
      return null;
    }
    return model;
  }

  private synchronized PartitionModel use(Index index, ModelReference reference) {
    if (closed) {
      return null;
    }
    if (reference.sha256() == null) {
      LOGGER.warn(
          "index [{}] names model [{}] in a mapping that was never checked: its new segments stay"
              + " flat until the mapping is put again",
          index.getName(),
          reference.id());
      return null;
    }
    Entry entry = bySha256.computeIfAbsent(reference.sha256(), sha256 -> new Entry());
    entry.users.add(index);
    if (entry.model == null && !entry.loading) {
      entry.loading = true;
      schedule(reference, TimeValue.ZERO);
    }
    return entry.model == null ? null : entry.model.model();
  }

  /** Takes the model that a segment of the node brought with it, as after a restart or restore. */
  private PartitionModel adopt(ModelReference reference) {
    OpenModel open = reference.sha256() == null ? null : OpenModel.share(reference.sha256());
    if (open == null) {
      return null;
    }
    keep(reference, open);
    return open.model();
  }

  /** Keeps an open model, or gives it back if the same is kept already. */
  private synchronized void keep(ModelReference reference, OpenModel open) {
    Entry entry = bySha256.computeIfAbsent(reference.sha256(), sha256 -> new Entry());
    if (closed || entry.model != null) {
      open.close();
    } else {
      entry.model = open;
      LOGGER.info("loaded model [{}], {}", reference.id(), open.model());
    }
  }

  private void schedule(ModelReference reference, TimeValue delay) {
    threadPool.schedule(
        new AbstractRunnable() {
          @Override
          protected void doRun() {
            load(reference);
          }

          @Override
          public void onFailure(Exception e) {
            LOGGER.warn(
                "model [{}] could not be loaded, new segments stay flat; next try in {}: {}",
                reference.id(),
                RETRY,
                e.toString());
            retry(reference);
          }
        },
        delay,
        executor);
  }

  private synchronized void retry(ModelReference reference) {
    if (bySha256.containsKey(reference.sha256()) && !closed) {
      schedule(reference, RETRY);
    }
  }

  /** Loads a model, and waits for it; called where waiting is allowed. */
  void load(ModelReference reference) {
    synchronized (this) {
      dropUnused();
      Entry entry = bySha256.get(reference.sha256());
      if (closed || entry != null && entry.model != null) {
        return;
      }
    }
    OpenModel open = OpenModel.share(reference.sha256());
    keep(reference, open == null ? OpenModel.open(store.read(reference)) : open);
  }

  @Override
  public void afterIndexShardCreated(IndexShard shard) {
    for (MappedFieldType type : shard.mapperService().fieldTypes()) {
      if (type instanceof LearnedVectorFieldType vector && vector.model() != null) {
        use(shard.shardId().getIndex(), vector.model());
      }
    }
  }

  @Override
  public synchronized void afterIndexRemoved(
      Index index, IndexSettings settings, IndexRemovalReason reason) {
    for (Entry entry : bySha256.values()) {
      if (entry.users.remove(index) && entry.users.isEmpty()) {
        entry.since = System.nanoTime() - UNUSED_NANOS;
      }
    }
    dropUnused();
  }

  private void dropUnused() {
    for (Iterator<Entry> entries = bySha256.values().iterator(); entries.hasNext(); ) {
      Entry entry = entries.next();
      if (entry.users.isEmpty() && System.nanoTime() - entry.since >= UNUSED_NANOS) {
        entries.remove();
        if (entry.model != null) {
          entry.model.close();
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Entry entry : bySha256.values()) {
      if (entry.model != null) {
        entry.model.close();
      }
    }
    bySha256.clear();
  }
}
