"""Holds reference.c to mpmath: both at the hard points of fixtures/activations and at many random floats.

Run: /usr/bin/python3 tools/exhaustive-float32/check.py [--scale N]     (gcc, Debian's python3-mpmath)

Prints the largest error of each function in ulp of float32, which is what the reference adds to what it measures.
100 times --scale 1 is about 10^5 points. Expressions and points are those of fixtures/generate/activations-truth.py.
"""

import argparse
import importlib.util
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import mpmath as mp

ROOT = pathlib.Path(__file__).resolve().parents[2]
ALLOWED = 1e-4


def load(path):
    spec = importlib.util.spec_from_file_location("truth", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unit(exact):
    """An ulp of float32 at the exact value."""
    return mp.mpf(2) ** max(mp.mag(exact) - 24, -149) if exact != 0 else mp.mpf(2) ** -149


def worst(truth, definition, program, scale):
    common = truth.points(definition["domain"], 32, scale)
    xs = common + truth.closely(definition["near"], definition["domain"], 32, scale)
    xs = [x for x in xs if math.isfinite(x)]
    output = subprocess.run([program, "values", definition["name"]], input="\n".join(map(repr, xs)), capture_output=True, text=True, check=True)
    function = truth.Function(definition, {})
    largest, where = mp.mpf(0), 0.0
    for x, text in zip(xs, output.stdout.split(), strict=True):
        got, exact = float.fromhex(text), truth.value_at(function, x)
        if math.isinf(got) or mp.isinf(exact) or abs(exact) > truth.LARGEST[32] * 2:
            assert math.isinf(truth.to_float32(got)) and (got > 0) == (exact > 0), (definition["name"], x)
            continue
        error = abs(mp.mpf(got) - exact) / unit(exact)
        if error > largest:
            largest, where = error, x
    return largest, where, len(xs)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=int, default=1)
    options = parser.parse_args()
    mp.mp.prec = 200
    truth = load(ROOT / "fixtures" / "generate" / "activations-truth.py")
    definitions = json.loads((ROOT / "fixtures" / "activations" / "definitions.json").read_text())
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        program = f"{folder}/reference"
        subprocess.run(["gcc", "-O2", "-D_GNU_SOURCE", "-o", program, pathlib.Path(__file__).with_name("reference.c"), "-lm"], check=True)
        known = subprocess.run([program, "list"], capture_output=True, text=True, check=True).stdout.split()
        for definition in definitions:
            if definition["name"] not in known:
                print(f"{definition['name']}: not in reference.c")
                continue
            largest, where, count = worst(truth, definition, program, options.scale)
            failed |= largest > ALLOWED
            print(f"{definition['name']}: {mp.nstr(largest, 3)} ulp of float32 at {where!r}, {count} points")
    sys.exit(failed)


main()
