"""What `import embedlab` costs on top of `import numpy`, in fresh interpreters, taken in turn."""

import statistics
import subprocess
import sys
import time

from benchmarks.rows import OURS, Row


def milliseconds(code):
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return 1e3 * (time.perf_counter() - begin)


def main(rounds=15):
    pairs = [(milliseconds("import embedlab"), milliseconds("import numpy")) for _ in range(rounds)]
    ours, numpy = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    yield Row("interpreter, import, exit", OURS, ours, "ms")
    yield Row("interpreter, import, exit", "numpy", numpy, "ms", ratio, "≤ 1.2")
