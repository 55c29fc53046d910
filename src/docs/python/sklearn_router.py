"""Trains a router with scikit-learn and writes it as ONNX.

sklearn_router.py BASE.npy ROUTER.onnx BINS
"""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestNeighbors

base, out, bins = sys.argv[1], sys.argv[2], int(sys.argv[3])
vectors = np.load(base).astype(np.float32)
vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
bin_of = KMeans(bins, n_init=1, random_state=0).fit_predict(vectors)

# A query looks for its neighbours: each vector learns the bins of the five nearest others.
near = NearestNeighbors(n_neighbors=6).fit(vectors).kneighbors(vectors)[1][:, 1:]
model = LogisticRegression(C=100, max_iter=500)
model.fit(np.repeat(vectors, 5, axis=0), bin_of[near].ravel())
assert len(model.classes_) == bins, "a bin is nobody's neighbour's"

constants = {
    "weights": model.coef_.astype(np.float32),
    "bias": model.intercept_.astype(np.float32),
    "ranked": np.array([bins], dtype=np.int64),
}
graph = helper.make_graph(
    [
        helper.make_node("LpNormalization", ["vector"], ["unit"], axis=1, p=2),
        helper.make_node("Gemm", ["unit", "weights", "bias"], ["logits"], transB=1),
        helper.make_node("LogSoftmax", ["logits"], ["all"], axis=1),
        helper.make_node("TopK", ["all", "ranked"], ["log_probability", "bins"], axis=1),
    ],
    "router",
    [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["n", vectors.shape[1]])],
    [
        helper.make_tensor_value_info("bins", TensorProto.INT64, ["n", bins]),
        helper.make_tensor_value_info("log_probability", TensorProto.FLOAT, ["n", bins]),
    ],
    [numpy_helper.from_array(array, name) for name, array in constants.items()],
)
opset = [helper.make_opsetid("", 17)]
onnx.save(helper.make_model(graph, opset_imports=opset, ir_version=8), out)
