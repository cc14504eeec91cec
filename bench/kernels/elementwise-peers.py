"""Element-wise functions by torch, numpy and scipy, one thread, for elementwise.mjs.

Says its versions and what vectors they use, as JSON in the first line; NPY_DISABLE_CPU_FEATURES and ATEN_CPU_CAPABILITY limit those.

Reads lines `<library> <name> <float> <count> <repeats>`, answers with nanoseconds per element, or nan where the library
has no such function. Outputs are reused where the library lets them be.
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

OUT = {name: getattr(torch, name) for name in ("sigmoid", "tanh", "exp", "expm1", "erf", "log", "log1p", "logit")}
NN = {
    "silu": lambda x, out: torch._C._nn.silu(x, out=out),
    "mish": lambda x, out: torch._C._nn.mish(x, out=out),
    "elu": lambda x, out: torch._C._nn.elu(x, out=out),
    "selu": lambda x, out: torch._C._nn.elu(x, 1.6732632423543772, 1.0507009873554805, out=out),
    "gelu": lambda x, out: torch._C._nn.gelu(x, out=out),
    "geluTanh": lambda x, out: torch._C._nn.gelu(x, approximate="tanh", out=out),
    "softplus": lambda x, out: torch._C._nn.softplus(x, out=out),
    "logSigmoid": lambda x, out: torch._C._nn.log_sigmoid(x, out=out),
}


NUMPY = {name: getattr(np, name) for name in ("exp", "expm1", "tanh", "log", "log1p")}


def contender(library, name, x):
    out = np.empty_like(x)
    if library == "torch":
        source, target = torch.from_numpy(x), torch.from_numpy(out)
        if name in OUT:
            return lambda: OUT[name](source, out=target)
        return NN[name] and (lambda: NN[name](source, target))
    if library == "scipy" and name == "sigmoid":
        return lambda: scipy.special.expit(x, out=out)
    if library == "numpy" and name == "silu":
        return lambda: np.divide(x, 1 + np.exp(-x), out=out)
    if library == "numpy" and name in NUMPY:
        return lambda: NUMPY[name](x, out=out)
    raise KeyError(name)


def positive(name, x):
    """Arguments of logarithms: those that elementwise.mjs takes."""
    return abs(x) / 8.001 if name == "logit" else abs(x) / 9 if name in ("log", "log1p") else x


def widest():
    """Of what numpy chooses by; it does not say which it has chosen."""
    features = np.core._multiarray_umath.__cpu_features__
    return "AVX-512" if features.get("AVX512F") else "AVX2" if features.get("AVX2") else "SSE"


capability = next(line for line in torch.__config__.show().splitlines() if "capability" in line).split()[-1]
versions = {
    "torch": f"torch {torch.__version__.split('+')[0]} {capability.replace('AVX512', 'AVX-512')}",
    "numpy": f"numpy {np.__version__} {widest()}",
    "scipy": f"scipy {scipy.__version__}",
}
print(json.dumps(versions), flush=True)
for line in sys.stdin:
    library, name, bits, count, repeats = line.split()
    x = np.random.default_rng(1).uniform(-8, 8, int(count)).astype(f"float{bits}")
    try:
        run = contender(library, name, positive(name, x))
        run()
    except KeyError:
        print("nan", flush=True)
        continue
    run()
    start = time.perf_counter()
    for _ in range(int(repeats)):
        run()
    elapsed = time.perf_counter() - start
    print(elapsed * 1e9 / int(repeats) / x.size, flush=True)
