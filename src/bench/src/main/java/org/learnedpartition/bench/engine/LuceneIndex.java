package org.learnedpartition.bench.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.store.ReadAdvice;
import org.apache.lucene.util.IOUtils;

/** A Lucene index that is open for search. A query takes one thread and no cache. */
public final class LuceneIndex implements OpenIndex {
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final LuceneQueries queries;
  private final Map<RowFilter, RowQuery> filters = new IdentityHashMap<>();
  private int[] rowOf;

  LuceneIndex(Path folder, LuceneQueries queries) throws IOException {
    this.directory = mapped(folder);
    try {
      this.reader = DirectoryReader.open(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
    this.searcher = searcher(reader);
    this.queries = queries;
  }

  /**
   * Maps the files without read-ahead: by default a cold search brings in whatever lies around a
   * page that it touches, up to several MiB, by the device's setting. It makes no difference to
   * pages that are in memory.
   */
  private static Directory mapped(Path folder) throws IOException {
    MMapDirectory directory = new MMapDirectory(folder);
    directory.setReadAdvice((name, context) -> Optional.of(ReadAdvice.RANDOM));
    return directory;
  }

  private static IndexSearcher searcher(DirectoryReader reader) {
    IndexSearcher searcher = new IndexSearcher(reader);
    searcher.setQueryCache(null);
    return searcher;
  }

  IndexSearcher searcher() {
    return searcher;
  }

  @Override
  public int segments() {
    return reader.leaves().size();
  }

  @Override
  public Search search(Map<String, Object> parameters, RowFilter filter) throws IOException {
    RowQuery query = null;
    if (filter != null) {
      int[] rows = rows();
      synchronized (filters) {
        query = filters.computeIfAbsent(filter, f -> new RowQuery(f, rows));
      }
    }
    return queries.search(this, parameters, query);
  }

  @Override
  public int row(int id) throws IOException {
    return rows()[id];
  }

  /** Read when first asked for, so that it does not count as the index's heap. */
  private synchronized int[] rows() throws IOException {
    if (rowOf == null) {
      int[] rows = new int[reader.maxDoc()];
      for (LeafReaderContext leaf : reader.leaves()) {
        NumericDocValues values = leaf.reader().getNumericDocValues(LuceneEngine.ROW);
        for (int doc = values.nextDoc(); doc < leaf.reader().maxDoc(); doc = values.nextDoc()) {
          rows[leaf.docBase + doc] = (int) values.longValue();
        }
      }
      rowOf = rows;
    }
    return rowOf;
  }

  @Override
  public void close() throws IOException {
    IOUtils.close(reader, directory);
  }
}
