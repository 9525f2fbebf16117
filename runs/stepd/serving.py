"""Being the daemon of one folder: the only one, with the strays of an earlier one swept away."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import sys
import time

from runs.stepd import processes
from runs.stepd.daemon import Daemon


def main(arguments: list[str]) -> int:
    """Run the daemon of one folder; a second one for the same folder leaves at once."""
    parser = argparse.ArgumentParser(prog="stepd")
    parser.add_argument("--dir", required=True)
    parser.add_argument("--slots", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--groups", choices=["on", "off"], default="on")
    options = parser.parse_args(arguments)
    lock = os.open(options.dir + "/stepd.lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return 0
    processes.become_subreaper()
    sweep(f"PENSTOCK_STEPD={os.path.realpath(options.dir)}".encode())
    daemon = Daemon(options.dir, options.slots, options.groups == "on")
    daemon.run()
    sys.stdout.flush()
    return 0


def sweep(marker: bytes) -> None:
    """Kill what steps of an earlier, killed daemon left running: they are about to be started again."""
    deadline = time.monotonic() + 5.0
    while (strays := processes.find_marked(marker)) and time.monotonic() < deadline:
        processes.send(strays, signal.SIGKILL)
        time.sleep(0.01)
