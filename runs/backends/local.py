"""Steps on this machine, under the step daemon. Finds the daemon or starts it, and survives its death."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from runs.ports import Launch, Report
from runs.stepd.daemon import SOCKET
from runs.stepd.environment import KEPT_VARIABLES
from runs.stepd.wire import Line, Message, connect

STEPD = Path(__file__).resolve().parent.parent / "stepd"
GROUPS = "PENSTOCK_CGROUPS"  # "off": memory is watched, and never left to control groups
START_TIMEOUT = 10.0  # seconds
AHEAD = 12  # attempts handed over per slot: enough to never leave one idle, few enough to cancel quickly


class DaemonUnavailable(RuntimeError):
    """The step daemon could not be started; its log is in `logs/stepd.log`."""


class LocalBackend:
    """A client of the daemon that serves `run_dir`. One thread only."""

    def __init__(self, run_dir: Path, log: Path, slots: int | None = None) -> None:
        self.run_dir = run_dir
        self.log = log
        self.slots = slots or len(os.sched_getaffinity(0))
        self.asked: dict[str, Launch] = {}  # not yet ended, by id
        self.trouble = ""  # what the machine lacks for any step to start
        self.line: Line | None = None
        self.daemon: subprocess.Popen[bytes] | None = None
        self._connect()

    def start(self, launch: Launch) -> None:
        self.asked[launch.id] = launch
        self._queue_start(launch)

    def stop(self, id: str) -> None:
        if self.line is not None:
            self.line.queue({"op": "stop", "id": id})

    def forget(self, id: str) -> None:
        self.asked.pop(id, None)

    def fileno(self) -> int:
        assert self.line is not None
        return self.line.sock.fileno()

    def poll(self) -> Sequence[Report]:
        assert self.line is not None
        messages = self.line.receive()
        if messages is None:
            # Killed, or the machine forgot it. A new one is asked about every attempt: it knows by the records
            # which of them ended, and answers "lost" for the ones that died with its predecessor.
            self.line.sock.close()
            self._connect()
            for launch in self.asked.values():
                self._queue_start(launch)
            self.flush()
            return ()
        return [report for message in messages if (report := self._read(message)) is not None]

    def flush(self) -> None:
        if self.line is not None:
            while not self.line.flush():  # the socket is blocking for sends in practice: 200 kB of buffer
                time.sleep(0.001)

    @property
    def room(self) -> int:
        return self.slots * AHEAD - len(self.asked)

    @property
    def busy(self) -> bool:
        return len(self.asked) > self.slots * 3

    def close(self) -> None:
        """Leave the daemon to its steps; without steps it goes too."""
        if self.line is not None:
            self.line.queue({"op": "quit"})
            self.flush()
            self.line.sock.close()
            self.line = None

    def _read(self, message: Message) -> Report | None:
        kind = message["event"]
        if kind == "started":
            return Report("started", message["id"], message["at"])
        if kind == "hello":
            self.slots, self.trouble = message["slots"], message.get("short", "")
            return None
        if kind == "short":
            self.trouble = message["why"]
            return None
        self.asked.pop(message["id"], None)
        if kind == "lost":
            return Report("lost", message["id"], time.time())
        usage = {
            "cpu_seconds": round(message["user_seconds"] + message["system_seconds"], 3),
            "started": message["started"],
        }
        if message["max_rss"]:  # else nobody can tell: it lived too shortly and used too little
            usage["max_rss_bytes"] = message["max_rss"]
        return Report(
            "exited", message["id"], message["ended"], message["code"], message["reason"], message["message"], usage
        )

    def _queue_start(self, launch: Launch) -> None:
        assert self.line is not None
        message = {
            "op": "start",
            "id": launch.id,
            "dir": launch.folder,
            "argv": launch.argv,
            "env": launch.env,
            "cwd": launch.cwd,
            "log": launch.log,
            "cpus": launch.cpus,
            "timeout": launch.timeout,
            "grace": launch.grace,
        }
        for key in ("gpus", "memory", "user", "priority"):  # which most steps do not ask for
            if value := getattr(launch, key):
                message[key] = value
        self.line.queue(message)

    def _connect(self) -> None:
        """Connect to the daemon; start one when there is none."""
        deadline, pause = time.monotonic() + START_TIMEOUT, 0.005
        while True:
            try:
                sock = connect(str(self.run_dir), SOCKET)
                break
            except OSError:
                self._ensure_daemon()
                if time.monotonic() > deadline:
                    raise DaemonUnavailable(f"the step daemon does not start; see {self.log}") from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.5)  # one that ends at once is not started a hundred times a second
        sock.setblocking(False)
        self.line = Line(sock)
        self.line.queue({"op": "hello"})
        self.line.flush()

    def _ensure_daemon(self) -> None:
        if self.daemon is not None and self.daemon.poll() is None:
            return
        groups = "off" if os.environ.get(GROUPS) == "off" else "on"
        options = ["--dir", str(self.run_dir), "--slots", str(self.slots), "--groups", groups]
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen(
                [sys.executable, "-I", "-S", str(STEPD), *options],
                # The daemon's environment is every step's: nothing of the server's own may be in it.
                env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
