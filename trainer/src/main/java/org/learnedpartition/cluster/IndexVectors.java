package org.learnedpartition.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.learnedpartition.data.JoinedSource;
import org.learnedpartition.data.Spool;
import org.learnedpartition.data.VectorSource;
import org.learnedpartition.parallel.Progress;
import org.learnedpartition.parallel.Workers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a field of a live index, as it was at one point in time, into temporary files.
 *
 * <p>One slice of the search for each shard: within a shard the order {@code _doc} is one that
 * nothing shares and nothing has to sort for, so that a page that was lost is asked for again from
 * where the last whole one ended, and nothing comes twice. Documents without the field are passed
 * over.
 */
public final class IndexVectors {
  /** Requests at once: what a small cluster bears beside its searches. */
  private static final int MOST_THREADS = 4;

  /** How long the cluster keeps the point in time from one request to the next. */
  private static final String KEEP_ALIVE = "10m";

  /** Components of a page: 1 MiB as floats, some 3 MB as text. */
  private static final int PAGE_COMPONENTS = 1 << 18;

  /** Documents of a page whose dimension is not known yet. */
  private static final int FIRST_PAGE = 50;

  /** As many as an index lets a search have, unless it is set otherwise. */
  private static final int MOST_PAGE = 10_000;

  /** A random sample is asked for so much larger, so that it is large enough. */
  private static final double SPARE = 1.05;

  private static final int SEED = 42;

  private final IndexField from;
  private final Cluster cluster;
  private final Progress progress;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong vectors = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile boolean away;
  private long total;

  private IndexVectors(IndexField from, Cluster cluster, Progress progress) {
    this.from = from;
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * The documents of one shard.
   *
   * @param query which of them, or null for all
   */
  private record Part(String pit, int slice, int slices, JsonNode query) {}

  /**
   * Reads the vectors.
   *
   * @param most a random sample of not many more than these is read of a larger index; the same
   *     documents each time that an unchanged index is read
   * @param progress told in documents
   * @throws ClusterException if the index cannot be read to its end
   */
  public static VectorSource read(
      IndexField from, ClusterAccess access, int most, Progress progress)
      throws IOException, InterruptedException {
    return read(from, access, most, progress, Cluster.PATIENCE);
  }

  static VectorSource read(
      IndexField from, ClusterAccess access, int most, Progress progress, Duration patience)
      throws IOException, InterruptedException {
    try (Cluster cluster = Cluster.at(from.cluster(), access, patience)) {
      return new IndexVectors(from, cluster, progress).read(most);
    }
  }

  private VectorSource read(int most) throws IOException, InterruptedException {
    JsonNode indexes = ask("GET", "/" + from.index() + "/_settings/index.number_of_shards", null);
    long documents = ask("GET", "/" + from.index() + "/_count", null).path("count").asLong();
    double share = documents > SPARE * most ? SPARE * most / documents : 1;
    total = Math.max(1, (long) (share * documents));
    List<String> pits = new ArrayList<>();
    try {
      List<Part> parts = new ArrayList<>();
      // An alias may be of several: each has shards of its own number.
      for (Map.Entry<String, JsonNode> each : indexes.properties()) {
        String path = "/" + each.getKey() + "/_search/point_in_time?keep_alive=" + KEEP_ALIVE;
        String pit = ask("POST", path, null).path("pit_id").asString();
        pits.add(pit);
        // A point in time is of an index, whose documents an alias may be some of.
        JsonNode alias =
            ask("GET", "/" + each.getKey() + "/_alias", null)
                .path(each.getKey())
                .path("aliases")
                .path(from.index());
        JsonNode query = query(alias.get("filter"), share);
        int shards = each.getValue().at("/settings/index/number_of_shards").asInt(1);
        for (int slice = 0; slice < shards; slice++) {
          parts.add(new Part(pit, slice, shards, query));
        }
      }
      if (parts.isEmpty()) {
        throw new ClusterException("[" + from + "] names no index");
      }
      return read(parts, search());
    } finally {
      release(pits);
    }
  }

  private VectorSource read(List<Part> parts, ObjectNode search)
      throws IOException, InterruptedException {
    Spool[] spools = new Spool[parts.size()];
    boolean whole = false;
    try (Workers workers = new Workers(Math.min(MOST_THREADS, parts.size()))) {
      for (int i = 0; i < spools.length; i++) {
        spools[i] = Spool.create();
      }
      progress.report(stage(), 0, total);
      workers.run(parts.size(), i -> read(parts.get(i), search, spools[i]));
      progress.report(stage(), total, total);
      VectorSource source = joined(spools);
      whole = true;
      return source;
    } catch (UncheckedIOException e) {
      // The flag is gone where the other threads had to be waited for.
      if (Thread.interrupted() || e.getCause().getCause() instanceof InterruptedException) {
        throw new InterruptedException("interrupted");
      }
      throw e.getCause();
    } finally {
      for (Spool spool : spools) {
        if (spool != null && (!whole || spool.count() == 0)) {
          spool.close();
        }
      }
    }
  }

  private VectorSource joined(Spool[] spools) throws IOException {
    List<VectorSource> sources = new ArrayList<>();
    int dimension = 0;
    for (Spool spool : spools) {
      if (spool.count() == 0) {
        continue;
      }
      if (dimension != 0 && spool.dimension() != dimension) {
        throw new ClusterException(
            "["
                + from
                + "] has vectors of dimension "
                + dimension
                + " and of dimension "
                + spool.dimension());
      }
      dimension = spool.dimension();
      sources.add(spool.source());
    }
    if (sources.isEmpty()) {
      throw new ClusterException(
          "["
              + from
              + "] has no vectors: none of its "
              + done.get()
              + " documents has the field in its _source");
    }
    return sources.size() == 1 ? sources.getFirst() : new JoinedSource(sources);
  }

  /** Reads one shard; the first that fails stops the others. */
  private void read(Part part, ObjectNode search, Spool into) {
    try {
      HitsPage page = new HitsPage(from.field(), part.pit());
      ObjectNode body = search.deepCopy();
      if (part.query() != null) {
        body.set("query", part.query());
      }
      if (part.slices() > 1) {
        body.putObject("slice").put("id", part.slice()).put("max", part.slices());
      }
      for (int size = FIRST_PAGE; !stopped.get(); ) {
        body.put("size", size);
        body.putObject("pit").put("id", page.pit()).put("keep_alive", KEEP_ALIVE);
        search(body, page, size);
        if (page.rows() > 0) {
          into.add(page.vectors(), page.rows(), page.dimension());
        }
        vectors.addAndGet(page.rows());
        progress.report(stage(), Math.min(total, done.addAndGet(page.hits())), total);
        if (page.hits() < size) {
          return;
        }
        body.putArray("search_after").add(page.last());
        size = Math.clamp(PAGE_COMPONENTS / Math.max(1, page.dimension()), 1, MOST_PAGE);
      }
    } catch (IOException e) {
      stopped.set(true);
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      stopped.set(true);
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private void search(ObjectNode body, HitsPage page, int size)
      throws IOException, InterruptedException {
    try {
      cluster.send(
          "POST",
          "/_search?allow_partial_search_results=false",
          "application/json",
          JsonMapper.shared().writeValueAsBytes(body),
          (status, in) -> page.read(in, size));
    } catch (ClusterException e) {
      away = true;
      throw new ClusterException(
          "["
              + from
              + "] could be read no further than "
              + vectors.get()
              + " vectors: "
              + e.getMessage(),
          e);
    } catch (IllegalArgumentException e) {
      throw new ClusterException("[" + from + "] " + e.getMessage(), e);
    }
  }

  /** Which documents are read: those of an alias's filter, and of them a random share. */
  private static JsonNode query(JsonNode filter, double share) {
    if (share == 1) {
      return filter;
    }
    ObjectNode query = JsonMapper.shared().createObjectNode();
    ObjectNode score = query.putObject("function_score");
    if (filter != null) {
      score.putObject("query").putObject("constant_score").set("filter", filter);
    }
    score.putObject("random_score").put("seed", SEED).put("field", "_seq_no");
    score.put("min_score", 1 - share);
    return query;
  }

  /** What each search asks for. */
  private ObjectNode search() throws IOException, InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("track_total_hits", false);
    body.putArray("sort").add("_doc");
    if (fromDocValues()) {
      body.put("_source", false);
      body.putArray("docvalue_fields").add(from.field());
    } else {
      body.putArray("_source").add(from.field());
    }
    return body;
  }

  /**
   * Whether {@code _source} goes without the vectors. The k-NN plugin's fields tell them from doc
   * values as well; those of other fields are sorted, which makes other vectors of them.
   */
  private boolean fromDocValues() throws IOException, InterruptedException {
    String name = URLEncoder.encode(from.field(), StandardCharsets.UTF_8);
    JsonNode mappings = ask("GET", "/" + from.index() + "/_mapping/field/" + name, null);
    boolean ofKnn = mappings.findValuesAsString("type").stream().anyMatch("knn_vector"::equals);
    if (!ofKnn) {
      return false;
    }
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("size", 1);
    body.putArray("_source").add(from.field());
    body.putObject("query").putObject("exists").put("field", from.field());
    JsonNode hits = ask("POST", "/" + from.index() + "/_search", body).at("/hits/hits");
    return !hits.isEmpty() && hits.get(0).path("_source").isEmpty();
  }

  private JsonNode ask(String method, String path, JsonNode body)
      throws IOException, InterruptedException {
    byte[] bytes = body == null ? null : JsonMapper.shared().writeValueAsBytes(body);
    return cluster.send(method, path, "application/json", bytes).json();
  }

  /** Gives points in time back to a cluster that answers; they end by themselves, too. */
  private void release(List<String> pits) {
    if (pits.isEmpty() || away) {
      return;
    }
    ObjectNode body = JsonMapper.shared().createObjectNode();
    pits.forEach(body.putArray("pit_id")::add);
    boolean interrupted = Thread.interrupted();
    try {
      ask("DELETE", "/_search/point_in_time", body);
    } catch (IOException e) {
      // What there was to say was said, or everything was read.
      away = true;
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private String stage() {
    return "reading " + from.index();
  }
}
