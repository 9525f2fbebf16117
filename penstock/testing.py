"""A pytest plug-in (`-p penstock.testing`): gives the tests a workspace of their own before settings are read."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from penstock.messages import compile_messages

_shm = Path("/dev/shm")
_root = tempfile.mkdtemp(prefix="penstock-tests-", dir=_shm if os.access(_shm, os.W_OK) else None)
_owner = os.getpid()

if "PENSTOCK_ENVIRONMENTS_DIR" not in os.environ:
    from penstock.workspace import Workspace

    os.environ["PENSTOCK_ENVIRONMENTS_DIR"] = str(Workspace.open(None).environments)
os.environ["PENSTOCK_DATA_DIR"] = _root
# What images become must not depend on who has Docker; tests of containers say which engine they mean.
os.environ["PENSTOCK_CONTAINER_ENGINE"] = "none"
compile_messages()


@atexit.register
def _remove() -> None:
    if os.getpid() == _owner:  # forked children leave it alone
        shutil.rmtree(_root, ignore_errors=True)
