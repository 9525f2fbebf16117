"""`python -m penstock.environments FOLDER`: builds `current` there with its progress on stderr, prints its Python."""

import sys
from pathlib import Path

from penstock.environments import EnvironmentFailed, ensure_current

try:
    print(ensure_current(Path(sys.argv[1]), lambda line: print(line, file=sys.stderr, flush=True)))
except EnvironmentFailed as failure:
    sys.exit(str(failure))
