package org.learnedpartition.bench.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.SortedMap;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * One row of {@code points.jsonl}: one setting of one format, measured in one round. What was not
 * measured is null and left out of the row.
 *
 * @param benchmark name of the benchmark
 * @param scenario what was done: search, indexing, merge, churn or cold
 * @param mode smoke, standard or full
 * @param dataset name of the data set, and of its queries if they are not the usual ones: {@code
 *     wordnetminilm/ood}
 * @param n vectors indexed
 * @param dimension components of a vector
 * @param similarity l2, cosinesimil or innerproduct
 * @param k neighbours asked for
 * @param format label of the format in the benchmark; rows of one label are one curve
 * @param parameters of the index and of the search together
 * @param segments of the index
 * @param filter {@code none}, or {@code KIND SHARE}: {@code random 0.01}
 * @param threads that searched at the same time
 * @param round from 0; points of all formats take turns in a round
 * @param step generation of merges or of churn, from 0
 * @param queries that were timed
 * @param recall share of the exact k nearest that were found, 0 … 1
 * @param qps queries a second, all threads together, by the wall clock
 * @param cpuUsPerQuery processor time of the searching threads
 * @param visited vectors or codes scored, those that were scored again too, mean of a query; what a
 *     router scores is not among them
 * @param visitedBytes bytes of them, mean of a query
 * @param routerUs time to choose where to search, mean of a query
 * @param tablesUs time to make the tables that codes are looked up in, mean of a query
 * @param scanUs time in segments, mean of a query, summed over threads
 * @param rescoreUs time to score the best rows exactly, mean of a query
 * @param indexSeconds time to index, merging left out but for what a churning index merges by
 *     itself
 * @param indexCpuSeconds processor time of it
 * @param mergeSeconds time to merge to that many segments
 * @param mergeCpuSeconds processor time of it
 * @param docsPerSecond vectors indexed a second, merging left out
 * @param indexBytes size of the index's files
 * @param heapBytes heap that the open index holds
 * @param bytesRead from the disk, mean of a query, without read-ahead
 * @param pagesRead distinct pages of the index's files that came into the page cache, mean of a
 *     query
 * @param minHits fewest hits of a query
 * @param commit of this project; ends in {@code +} if sources differed from it
 * @param machine processor, cores, memory, Java
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Point(
    String benchmark,
    String scenario,
    String mode,
    String dataset,
    int n,
    int dimension,
    String similarity,
    int k,
    String format,
    SortedMap<String, Object> parameters,
    int segments,
    String filter,
    int threads,
    int round,
    Integer step,
    Integer queries,
    Double recall,
    Double qps,
    Double latencyP50Us,
    Double latencyP99Us,
    Double cpuUsPerQuery,
    Double visited,
    Double visitedBytes,
    Double routerUs,
    Double tablesUs,
    Double scanUs,
    Double rescoreUs,
    Double indexSeconds,
    Double indexCpuSeconds,
    Double mergeSeconds,
    Double mergeCpuSeconds,
    Double docsPerSecond,
    Long indexBytes,
    Long heapBytes,
    Double bytesRead,
    Double pagesRead,
    Integer minHits,
    String commit,
    long seed,
    String machine) {}
