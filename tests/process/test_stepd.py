"""The step daemon by itself: what must not bring it down, because every running step would go with it."""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from runs.backends.local import STEPD
from runs.stepd import daemon as stepd
from runs.stepd import processes, records
from runs.stepd.steps import Step
from runs.stepd.wire import Line
from runs.stepd.wire import connect as connect_to
from tests.faults import fault
from tests.yard import Yard, yard

__all__ = ["yard"]

HIDE = (
    "setsid env -i /bin/bash -c 'echo $$ > {mark}; exec /bin/sleep 300' &"
    " while [ ! -s {mark} ]; do sleep 0.01; done; sleep 0.05"
)


def make(tmp_path: Path, name: str = "a", **more: Any) -> Step:
    folder = tmp_path / name
    folder.mkdir()
    given = {"argv": ["/bin/true"], "env": {}, "cwd": "/", "log": "/dev/null", "cpus": 1, "grace": 5.0, "timeout": None}
    return Step(f"{name}#1", str(folder), **{**given, **more})


def test_a_full_disk_below_the_daemons_own_log_does_not_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    daemon = stepd.Daemon(str(tmp_path), 1)
    step = make(tmp_path)

    def full(folder: str, record: records.ExitRecord) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(records, "write_exit", full)
    with open("/dev/full", "w") as nowhere:
        monkeypatch.setattr(sys, "stderr", nowhere)
        daemon.steps[step.id] = step
        daemon.finish(step, stepd.failed_start(step, "stopped", ""))
        monkeypatch.setattr(sys, "stderr", sys.__stderr__)
        os.dup2(os.open("/dev/null", os.O_WRONLY), nowhere.fileno())  # so that closing it can flush
    assert step.id in daemon.unrecorded


def test_what_is_not_recorded_yet_keeps_the_daemon(tmp_path: Path) -> None:
    daemon = stepd.Daemon(str(tmp_path), 1)
    step = make(tmp_path)
    daemon.unrecorded[step.id] = (step.folder, stepd.failed_start(step, "stopped", ""))
    daemon.idle_since -= stepd.IDLE_EXIT + 1
    daemon.on_quit(-1, {})
    assert not daemon.stopping
    assert not daemon.idle_too_long()


def test_a_full_disk_at_the_start_costs_no_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step = make(tmp_path)

    def full(fd: int, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    gc.collect()  # what other tests left open may be closed at any moment
    before = set(os.listdir("/proc/self/fd"))
    with monkeypatch.context() as patch:
        patch.setattr(records.os, "write", full)
        for _ in range(5):
            with pytest.raises(OSError, match="No space"):
                records.open_start(step.folder)
    assert set(os.listdir("/proc/self/fd")) <= before


def test_half_an_exit_record_counts_as_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    step, real = make(tmp_path), os.write
    with monkeypatch.context() as patch:
        patch.setattr(records.os, "write", lambda fd, data: real(fd, data[:10]))
        with pytest.raises(OSError, match="No space"):
            records.write_exit(step.folder, stepd.failed_start(step, "stopped", ""))
    assert not os.path.exists(step.folder + "/exit.json")


@pytest.mark.parametrize(
    "more", [{"argv": ["/bin/echo", "\0"]}, {"env": {"A=B": "x"}}, {"argv": ["/bin/echo", "\ud800"]}]
)
def test_a_step_that_cannot_be_spawned_at_all_fails_alone(tmp_path: Path, more: dict[str, Any]) -> None:
    daemon = stepd.Daemon(str(tmp_path), 1)
    step = make(tmp_path, **more)
    daemon.steps[step.id] = step
    daemon.queue.push(step, step.run)
    daemon.start_queued()
    record = records.read_exit(step.folder)
    assert record is not None
    assert record["reason"] == "not_started"
    assert not daemon.steps


def test_a_process_that_may_not_be_signalled_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(processes.os, "kill", refuse)
    processes.send([1], signal.SIGTERM)


def test_words_the_daemon_does_not_know_are_passed_over(yard: Yard) -> None:
    """A runner of a newer version finds a daemon of an older one that still has steps."""
    sock = connect_to(str(yard.folder / "run"), stepd.SOCKET)
    sock.sendall(b'{"op":"dance"}\nnonsense\n[1]\n{"op":"start"}\n')
    yard.start("a", "exit 3")
    assert yard.wait("exited", "a").code == 3
    sock.close()


def test_a_client_that_leaves_does_not_take_the_daemon_from_another(tmp_path: Path) -> None:
    daemon = stepd.Daemon(str(tmp_path), 1)
    clients = [connect_to(str(tmp_path), stepd.SOCKET) for _ in range(2)]
    daemon.accept()
    daemon.accept()
    leaving, staying = daemon.lines
    daemon.on_quit(leaving, {})
    assert not daemon.stopping
    clients[0].close()
    daemon.hear(leaving)
    daemon.on_quit(staying, {})
    assert daemon.stopping
    clients[1].close()


def test_a_client_that_never_reads_holds_up_nobody(yard: Yard) -> None:
    sock = connect_to(str(yard.folder / "run"), stepd.SOCKET)
    sock.settimeout(10)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    for _ in range(300):
        sock.sendall(b'{"op":"hello"}\n' * 100)
    yard.start("a", "exit 4")
    assert yard.wait("exited", "a").code == 4
    sock.close()


def test_sigterm_to_the_daemon_ends_its_steps_and_calls_them_lost(yard: Yard) -> None:
    """As a kill does: the step did nothing wrong, so it must not read "Failed"."""
    launch = yard.start("a", "echo up; sleep 300 & wait")
    yard.wait("started", "a")
    os.kill(yard.pid(), signal.SIGTERM)
    assert yard.wait("lost", "a")
    assert records.read_exit(launch.folder) is None
    assert processes.find_marked(f"PENSTOCK_STEPD={os.path.realpath(yard.folder / 'run')}".encode()) == []


def test_a_second_daemon_of_a_folder_leaves_at_once(yard: Yard) -> None:
    yard.start("a", "sleep 300")
    yard.wait("started", "a")
    argv = [sys.executable, "-I", "-S", str(STEPD), "--dir", str(yard.folder / "run")]
    assert subprocess.run(argv, timeout=10, check=False).returncode == 0
    assert yard.backend.poll() == []
    yard.backend.stop("a#1")
    yard.backend.flush()
    assert yard.wait("exited", "a").reason == "stopped"


@fault(
    "Processes",
    "hides a child: a session of its own and an empty environment, so that nothing says whose it is",
    "Completed; the child is found as an orphan of the daemon and ended with the step",
)
def test_a_process_that_hid_itself_ends_with_the_step_that_left_it(yard: Yard) -> None:
    """A session of its own and an empty environment: nothing in it says whose it is."""
    mark = yard.folder / "hidden"
    hide = HIDE.format(mark=mark)
    yard.start("a", hide)
    assert yard.wait("exited", "a").code == 0
    assert not os.path.exists(f"/proc/{mark.read_text().strip()}")


def test_what_a_hidden_process_belongs_to_is_never_guessed_too_early(yard: Yard) -> None:
    mark, flag = yard.folder / "hidden", yard.folder / "flag"
    yard.start("a", f"while [ ! -e {flag} ]; do sleep 0.01; done; exit 5")
    yard.wait("started", "a")
    hide = HIDE.format(mark=mark)
    yard.start("b", hide)
    assert yard.wait("exited", "b").code == 0
    pid = mark.read_text().strip()
    assert os.path.exists(f"/proc/{pid}")  # `a` could have left it, too
    flag.touch()
    assert yard.wait("exited", "a").code == 5
    assert not os.path.exists(f"/proc/{pid}")


def test_who_asks_late_hears_of_the_start_as_well(yard: Yard) -> None:
    """Else a step that began and ended while the runner was down would have run for no time at all."""
    launch = yard.start("a", "exit 3")
    began = yard.wait("started", "a").at
    yard.wait("exited", "a")
    yard.backend.start(launch)
    yard.backend.flush()
    assert yard.wait("started", "a").at == began
    assert yard.wait("exited", "a").code == 3


def test_a_line_is_read_whole_however_it_is_cut() -> None:
    one, other = socket.socketpair()
    one.setblocking(False)
    line = Line(one)
    other.sendall(b'{"a":')
    assert line.receive() == []
    other.sendall(b'1}\n{"b":2}\n')
    assert line.receive() == [{"a": 1}, {"b": 2}]
    one.close()
    other.close()
