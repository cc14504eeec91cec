"""Element-wise functions by torch, numpy and scipy, one thread, for elementwise.mjs.

Reads lines `<library> <name> <float> <count> <repeats>`, answers with nanoseconds per element, or nan where the library
has no such function. Outputs are reused where the library lets them be.
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
    raise KeyError(name)


features = np.core._multiarray_umath.__cpu_features__
widest = "AVX-512" if features.get("AVX512F") else "AVX2" if features.get("AVX2") else "SSE"
capability = next(line for line in torch.__config__.show().splitlines() if "capability" in line).split()[-1]
print(
    f"torch {torch.__version__} ({capability}), numpy {np.__version__} ({widest}), scipy {scipy.__version__}",
    flush=True,
)
for line in sys.stdin:
    library, name, bits, count, repeats = line.split()
    x = np.random.default_rng(1).uniform(-8, 8, int(count)).astype(f"float{bits}")
    try:
        run = contender(library, name, abs(x) / 9 if name.startswith("log") and name != "logSigmoid" else x)
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
