"""Entry point: `python -I -S runs/stepd --dir RUN_DIR [--slots N]`; isolated, so it starts in a few milliseconds."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from runs.stepd.serving import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
