/**
 * The partition model: one file that says which bins vector space is divided into, and a small
 * network, the router, that ranks the bins for a vector.
 *
 * <h2>File format, version 1 ({@code .partition})</h2>
 *
 * All numbers are little-endian. The file is at most {@value
 * org.learnedpartition.model.ModelFile#MAX_BYTES} bytes.
 *
 * <pre>
 * offset  type            field
 * 0       byte[8]         magic: 89 4C 50 41 52 54 0D 0A ("\x89LPART\r\n")
 * 8       int32           version: 1
 * 12      int32           S, the number of sections: 4 to 7
 * 16      int64           length of the file in bytes, this header and the trailer included
 * 24      S × section     the section table, by ascending kind, no kind twice:
 *           int32           kind
 *           int32           reserved: 0
 *           int64           offset of the section from the start of the file, a multiple of 64
 *           int64           length of the section in bytes, at least 1
 * …       sections        in the order of the table, each padded with zeros to the next multiple of 64
 * end-32  byte[32]        SHA-256 of every byte before it: the id of the model, written as 64 hex digits
 * </pre>
 *
 * <table>
 * <caption>Sections</caption>
 * <tr><th>kind</th><th>name</th><th>content</th></tr>
 * <tr><td>1</td><td>manifest</td><td>UTF-8 JSON without blanks, keys sorted: {@code bin_sizes} (vectors
 *   of each bin in training), {@code bins}, {@code dimension}, {@code prices} (what a document pays,
 *   in units of log-probability, to enter each bin; empty with a document head), {@code provenance}
 *   (object of strings), {@code ranked} (bins the router ranks), {@code router} (its kind), {@code
 *   similarity}</td></tr>
 * <tr><td>2</td><td>router</td><td>ONNX model, contract in {@link org.learnedpartition.model.Router}</td></tr>
 * <tr><td>3</td><td>document head</td><td>ONNX model with the router's contract; optional</td></tr>
 * <tr><td>4</td><td>centres</td><td>float32[bins][dimension], the mean of each bin</td></tr>
 * <tr><td>5</td><td>calibration</td><td>UTF-8 JSON, see {@link
 *   org.learnedpartition.model.Calibration}</td></tr>
 * <tr><td>6</td><td>codes</td><td>what rows are coded with, see below; optional: without it rows are
 *   float32 vectors</td></tr>
 * <tr><td>7</td><td>spill</td><td>UTF-8 JSON, see {@link org.learnedpartition.model.Spill}; optional:
 *   without it no document has a second row</td></tr>
 * </table>
 *
 * The JSON sections have exactly the keys named, none twice.
 *
 * <h2>Codes</h2>
 *
 * What the encodings mean is said in {@link org.learnedpartition.model.Quantizer}, what the values
 * mean in {@link org.learnedpartition.model.Codebook}.
 *
 * <pre>
 * type                     field
 * int32                    E, the number of encodings that have codes: 1 to 4
 * E × encoding, by ascending number, none twice, nothing between or after them:
 *   int32                  number of the {@link org.learnedpartition.model.Encoding}, 1 to 4
 *   float32                alpha, 0 to 1.5
 *   float32                relative error of residuals, at least 0
 *   float32[9]             margins at the shares 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998 and
 *                          0.999, not decreasing
 *   and its values:
 *   float32[2][dimension]  encoding 1: component of code 0, then the step, at least 0
 *   float32[dimension][16] encodings 2 to 4: components of the 16 points of each group. A group is
 *                          1, 2 or 4 components in a row; the last has what is left
 * </pre>
 *
 * All floats are finite.
 *
 * <h2>Graphs</h2>
 *
 * A model is untrusted input. A graph is checked without running it when the model is read, made
 * anew from what was checked, and tried under a time limit when it is opened ({@link
 * org.learnedpartition.model.OpenModel}). It must have:
 *
 * <ul>
 *   <li>ONNX IR version 7 to 12, the standard operator set of version 13 to 23 and no other, and
 *       the inputs and outputs of {@link org.learnedpartition.model.Router}, the batch symbolic;
 *   <li>only the operators in {@code OnnxOperators}: no control flow, functions, sparse or external
 *       data; at most 1,024 nodes and 1,024 weights; axes, shapes and k as constants;
 *   <li>weights of FLOAT, DOUBLE, FLOAT16, INT32 or INT64, whole and finite;
 *   <li>the batch as the first dimension of every value that depends on it, so that rows stay
 *       apart;
 *   <li>at most 4,194,304 elements and 268,435,456 steps of arithmetic for one vector.
 * </ul>
 *
 * <h2>Shortlists</h2>
 *
 * A router of thousands of bins B may score them in two levels: with sketches of the bins' heads,
 * of a few components, all of them; then the L best, the shortlist, with their heads, over features
 * f of width w, which are the prepared vector and the hidden layer behind it:
 *
 * <pre>
 * projected  = Gemm(f, [r, w])                 sketched = Gemm(projected, [B, r], bias)
 * by_sketch, order = TopK(sketched, B)         shortlist = Gather(order, 0 … L-1)
 * product    = Reshape(MatMul(Gather(heads [B, w], shortlist), Unsqueeze(f)), [0, L])
 * exact      = Add(product, Gather(bias [B], shortlist))
 * logits     = Concat(exact, Gather(by_sketch, L … B-1))
 * log_probability, at = TopK(LogSoftmax(logits), ranked)
 * bins       = GatherElements(order, at)
 * </pre>
 *
 * So each bin has a score, and ONNX Runtime needs nothing that other graphs do not.
 *
 * <h2>Evaluation</h2>
 *
 * A graph of dense layers ({@code DenseLayers} lists the operators), and one that ends in a
 * shortlist with heads of bfloat16, both as the trainer writes them, are evaluated on the Vector
 * API; any other by ONNX Runtime, which is loaded only then. For one vector of 100 components and
 * 1,024 bins ours takes a twentieth of ONNX Runtime's time, most of which goes into its TopK. On
 * the heap an open model takes its file, and with our own evaluator the weights once more, packed
 * for the kernel; the rankings of the vectors routed last add at most 8 MB.
 */
package org.learnedpartition.model;
