"""Softmax of rows by torch, numpy and scipy, and torch.logsumexp, one thread, for run.mjs.

Reads lines `<peer> <float> <rows> <width> <repeats>`, answers with nanoseconds per element. Outputs are reused where
the library lets them be.
"""

import os
import sys
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import scipy.special
import torch

torch.set_num_threads(1)


def contender(peer, x):
    if peer == "torch":
        source = torch.from_numpy(x)
        out = torch.empty_like(source)
        return lambda: torch.softmax(source, 1, out=out)
    if peer == "torch.logsumexp":
        source = torch.from_numpy(x)
        total = torch.empty(x.shape[0], dtype=source.dtype)
        return lambda: torch.logsumexp(source, 1, out=total)
    if peer == "scipy":
        return lambda: scipy.special.softmax(x, axis=1)
    out = np.empty_like(x)

    def shifted():
        np.subtract(x, x.max(1, keepdims=True), out=out)
        np.exp(out, out=out)
        np.divide(out, out.sum(1, keepdims=True), out=out)

    return shifted


print(f"torch {torch.__version__}, numpy {np.__version__}, scipy {scipy.__version__}", flush=True)
made, x = None, None
for line in sys.stdin:
    peer, bits, rows, width, repeats = line.split()
    if made != (bits, rows, width):
        made = (bits, rows, width)
        x = (np.random.default_rng(1).standard_normal((int(rows), int(width))) * 4).astype(f"float{bits}")
    run = contender(peer, x)
    run()
    run()
    start = time.perf_counter()
    for _ in range(int(repeats)):
        run()
    elapsed = time.perf_counter() - start
    print(elapsed * 1e9 / int(repeats) / x.size, flush=True)
