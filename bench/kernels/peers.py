"""Softmax of rows by torch, numpy and scipy, and torch.logsumexp, one thread, for run.mjs.

Reads lines `<peer> <float> <rows> <width> <repeats>`, answers with nanoseconds of processor time per element. Outputs are reused where
the library lets them be.
"""

import json
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


def widest():
    found = np.core._multiarray_umath.__cpu_features__
    names = ("AVX512_SKX", "AVX512F", "AVX2", "SSE42")
    return next((name for name in names if found.get(name)), "SSE2")


def capability():
    lines = torch.__config__.show().splitlines()
    return next((line.split(":")[1].strip() for line in lines if "capability" in line), "unknown")


libraries = {"torch": torch, "numpy": np, "scipy": scipy}
versions = {name: library.__version__ for name, library in libraries.items()}
# scipy's softmax is numpy's loops.
bits = {"torch": capability(), "numpy": widest(), "scipy": widest()}
print(json.dumps({"versions": versions, "bits": bits}), flush=True)
made, x = None, None
for line in sys.stdin:
    peer, bits, rows, width, repeats = line.split()
    if made != (bits, rows, width):
        made = (bits, rows, width)
        x = (np.random.default_rng(1).standard_normal((int(rows), int(width))) * 4).astype(f"float{bits}")
    run = contender(peer, x)
    run()
    run()
    start = time.process_time()
    for _ in range(int(repeats)):
        run()
    elapsed = time.process_time() - start
    print(elapsed * 1e9 / int(repeats) / x.size, flush=True)
