"""Everything that is measured, against a peer in the same run: python -m benchmarks [part …]

Machines are noisy: read the ratios, not the milliseconds.
"""

import sys
from importlib import import_module

PARTS = ("imports", "maths", "lab", "player", "lessons", "practice", "review", "skipgram")

if __name__ == "__main__":
    chosen = sys.argv[1:] or PARTS
    unknown = set(chosen) - set(PARTS)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; choose from {', '.join(PARTS)}.")
    for part in chosen:
        print(f"== {part}", flush=True)
        import_module(f"benchmarks.{part}").main()
