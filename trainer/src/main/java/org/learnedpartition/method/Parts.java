package org.learnedpartition.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.learnedpartition.cache.Cache;
import org.learnedpartition.cache.Form;
import org.learnedpartition.cache.Key;
import org.learnedpartition.cache.PartInput;
import org.learnedpartition.cache.PartOutput;
import org.learnedpartition.data.Points;
import org.learnedpartition.graph.Neighbours;
import org.learnedpartition.learn.Network;
import org.learnedpartition.learn.RouterTraining;
import org.learnedpartition.learn.RouterTraining.Queries;
import org.learnedpartition.parallel.Progress;

/**
 * What trainings on a set of vectors keep in a cache, so that the next one, or the same one after
 * it was killed, need not make it again. Keys hold the contents of what a part is made of, and not
 * how that came about: a part is found again whatever ran before it.
 */
final class Parts {
  private final TrainingSet set;
  private final Cache cache;
  private final Progress progress;
  private String contents;

  Parts(TrainingSet set, Cache cache, Progress progress) {
    this.set = set;
    this.cache = cache;
    this.progress = progress;
  }

  /** Parts that are kept nowhere. */
  static Parts unkept(TrainingSet set) {
    return new Parts(set, Cache.none(), Progress.NONE);
  }

  TrainingSet set() {
    return set;
  }

  /** Time as if nothing came from the cache, in nanoseconds. */
  long clock() {
    return cache.clock();
  }

  /** The key of a part that is made of the set; what else it is made of is to be added. */
  Key key(String part) {
    if (contents == null) {
      Key all = cache.key("vectors").with("trained", set.trained()).with("self", set.selfOffset());
      for (Points points : List.of(set.documents(), set.judges(), set.queries())) {
        all.with("dimension", points.dimension())
            .with("vectors", points.vectors(), points.count() * points.dimension())
            .with("bias", points.bias(), points.count());
      }
      contents = all.digest();
    }
    return cache.key(part).with("set", contents);
  }

  /** The key of a part that is made of the set and a network. */
  Key key(String part, Network network) {
    Key key = key(part).with("dimension", network.dimension()).with("hidden", network.hidden());
    for (float[] parameters : network.parameters()) {
      key.with("parameters", parameters);
    }
    return key;
  }

  Neighbours neighbours(Key key, Cache.Maker<Neighbours> maker) throws InterruptedException {
    return cache.get(key, new NeighboursForm(), progress, maker);
  }

  Clustering clusters(Key key, Cache.Maker<Clustering> maker) throws InterruptedException {
    return cache.get(key, new ClusteringForm(), progress, maker);
  }

  Groundwork.Graph graph(Key key, Cache.Maker<Groundwork.Graph> maker) throws InterruptedException {
    return cache.get(key, new GraphForm(set), progress, maker);
  }

  /** The bin of each document. */
  int[] bins(Key key, Cache.Maker<int[]> maker) throws InterruptedException {
    return cache.get(key, new BinsForm(), progress, maker);
  }

  /** A model of a network without a head. */
  Model balanced(Key key, Network network, Cache.Maker<Model> maker) throws InterruptedException {
    return cache.get(key, new BalancedForm(network), progress, maker);
  }

  /** Keeps the state of a router's training. */
  RouterTraining.Keeper keeper(Key key) {
    long start = cache.clock();
    return new RouterTraining.Keeper() {
      @Override
      public RouterTraining.State last() {
        return cache.find(key, new StateForm());
      }

      @Override
      public void keep(RouterTraining.State state) throws InterruptedException {
        cache.keep(key, new StateForm(), state, cache.clock() - start);
      }
    };
  }

  /** k, ids. */
  static final class NeighboursForm implements Form<Neighbours> {
    @Override
    public void write(Neighbours value, PartOutput out) throws IOException {
      out.write(value.k());
      out.write(value.ids());
    }

    @Override
    public Neighbours read(PartInput in) throws IOException {
      return new Neighbours(in.readInt(), in.readInts());
    }
  }

  private static final class ClusteringForm implements Form<Clustering> {
    @Override
    public void write(Clustering value, PartOutput out) throws IOException {
      out.write(value.centres());
      out.write(value.bias());
      out.write(value.prices());
      out.write(value.bin());
    }

    @Override
    public Clustering read(PartInput in) throws IOException {
      return new Clustering(in.readFloats(), in.readFloats(), in.readFloats(), in.readInts());
    }
  }

  /** Recall and neighbours; vectors are those of the set. */
  private record GraphForm(TrainingSet set) implements Form<Groundwork.Graph> {
    @Override
    public void write(Groundwork.Graph value, PartOutput out) throws IOException {
      out.write(value.recall());
      for (Queries queries : value.queries()) {
        out.write(queries.neighbours());
      }
    }

    @Override
    public Groundwork.Graph read(PartInput in) throws IOException {
      double recall = in.readDouble();
      List<Queries> queries = new ArrayList<>();
      for (Points points : List.of(set.trainedDocuments(), set.queries())) {
        if (points.count() > 0) {
          queries.add(new Queries(points.vectors(), points.count(), in.readInts()));
        }
      }
      return new Groundwork.Graph(List.copyOf(queries), recall);
    }
  }

  private static final class BinsForm implements Form<int[]> {
    @Override
    public void write(int[] value, PartOutput out) throws IOException {
      out.write(value);
    }

    @Override
    public int[] read(PartInput in) throws IOException {
      return in.readInts();
    }
  }

  /** Prices and bins; the network is in the key. */
  private record BalancedForm(Network network) implements Form<Model> {
    @Override
    public void write(Model value, PartOutput out) throws IOException {
      out.write(value.prices());
      out.write(value.bin());
    }

    @Override
    public Model read(PartInput in) throws IOException {
      return new Model(network, in.readFloats(), in.readInts());
    }
  }

  private static final class StateForm implements Form<RouterTraining.State> {
    @Override
    public void write(RouterTraining.State value, PartOutput out) throws IOException {
      out.write(value.losses());
      out.write(value.parameters());
      out.write(value.first());
      out.write(value.second());
    }

    @Override
    public RouterTraining.State read(PartInput in) throws IOException {
      return new RouterTraining.State(
          in.readDoubles(), in.readRows(), in.readRows(), in.readRows());
    }
  }
}
