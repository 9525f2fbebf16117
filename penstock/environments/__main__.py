"""`python -m penstock.environments FOLDER [NAME_OR_KEY …] [--upgrade] [--called NAME]`: builds environments there.

Progress on stderr, the Python of each on stdout, why not on stderr and exit status 1. Ends with its parent.
"""

import argparse
import sys
from pathlib import Path

from penstock.environments import EnvironmentFailed, Shelf, ensure
from penstock.environments.tools import die_with_parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="penstock.environments")
    parser.add_argument("folder", type=Path)
    parser.add_argument("keys", nargs="*", default=["current"])
    parser.add_argument("--upgrade", action="store_true")
    parser.add_argument("--called", default="")
    options = parser.parse_args()
    die_with_parent()
    shelf = Shelf(options.folder)
    for key in options.keys or ["current"]:
        try:
            recipe = shelf.recipe(key, options.called)
            built = ensure(
                shelf, recipe, lambda line: print(line, file=sys.stderr, flush=True), upgrade=options.upgrade
            )
        except EnvironmentFailed as failure:
            print(failure, file=sys.stderr)
            return 1
        print(built.python, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
