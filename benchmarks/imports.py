"""What `import embedlab` costs on top of `import numpy`, in fresh interpreters, one after the other."""

import statistics
import subprocess
import sys
import time


def seconds(code):
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def main(rounds=15):
    pairs = [(seconds("import numpy"), seconds("import embedlab")) for _ in range(rounds)]
    numpy, embedlab = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"numpy {numpy * 1e3:.0f} ms, embedlab {embedlab * 1e3:.0f} ms: {ratio:.2f} × (budget 1.2 ×)")
