"""Call the public maths with arrays of every kind: python -m tools.fuzz 100000 --seed 0

Each call draws a function, shapes, values, types and layouts, and often spoils one array. What
must come back is the answer in wide floats, within the precision of the type, or a refusal of one
sentence; without a warning, and with the arrays as they were. Everything else is written down.
"""

import argparse
import sys
from collections import Counter

from tools.fuzz.faults import fault

SHOWN = 20  # kinds of faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("calls", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first call")
    options = parser.parse_args()
    counts, shown = Counter(), Counter()
    for number in range(options.first, options.first + options.calls):
        name, spoil, wrong = fault(options.seed, number)
        counts[name] += 1
        if wrong:
            shown[name, spoil, wrong.split(":")[0]] += 1
            if shown[name, spoil, wrong.split(":")[0]] == 1 and len(shown) <= SHOWN:
                print(f"call {number}: {name}, {spoil or 'nothing spoiled'}: {wrong}")
    print(f"{options.calls:,} calls of {len(counts)} functions, {shown.total():,} with a fault")
    return int(bool(shown))


if __name__ == "__main__":
    sys.exit(main())
