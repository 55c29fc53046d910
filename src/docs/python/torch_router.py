"""Trains a router with PyTorch and writes it as ONNX.

torch_router.py BASE.npy ROUTER.onnx BINS
"""

import sys

import numpy as np
import torch

base, out, bins = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.manual_seed(0)
vectors = torch.from_numpy(np.load(base).astype(np.float32))
vectors /= vectors.norm(dim=1, keepdim=True)

# Spherical k-means: each vector goes to the centre at the smallest angle.
centres = vectors[torch.randperm(len(vectors))[:bins]]
for _ in range(20):
    bin_of = (vectors @ centres.T).argmax(dim=1)
    sums = torch.zeros_like(centres).index_add(0, bin_of, vectors)
    centres = sums / sums.norm(dim=1, keepdim=True).clamp_min(1e-12)

# A query looks for its neighbours: each vector learns the bins of the five nearest others. A large
# base is gone through in batches.
near = (vectors @ vectors.T).topk(6, dim=1).indices[:, 1:]
target = torch.nn.functional.one_hot(bin_of[near], bins).float().mean(dim=1)


class Router(torch.nn.Module):
    def __init__(self, dimension, hidden):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(dimension, hidden),
            torch.nn.ReLU(),
            torch.nn.Linear(hidden, bins),
        )

    def forward(self, vector):
        # Users of cosine give vectors of any length.
        unit = vector / vector.norm(dim=1, keepdim=True).clamp_min(1e-12)
        log_probabilities = torch.log_softmax(self.layers(unit), dim=1)
        log_probability, ranked = log_probabilities.topk(bins, dim=1)
        return ranked, log_probability

    def loss(self, some):
        log_probabilities = torch.log_softmax(self.layers(vectors[some]), dim=1)
        return -(target[some] * log_probabilities).sum(dim=1).mean()


router = Router(vectors.shape[1], 64)
adam = torch.optim.Adam(router.parameters(), lr=1e-2)
for _ in range(60):
    for some in torch.randperm(len(vectors)).split(256):
        adam.zero_grad()
        router.loss(some).backward()
        adam.step()

torch.onnx.export(
    router.eval(),
    torch.zeros(2, vectors.shape[1]),
    out,
    input_names=["vector"],
    output_names=["bins", "log_probability"],
    dynamic_axes={name: {0: "n"} for name in ["vector", "bins", "log_probability"]},
    opset_version=13,
)
