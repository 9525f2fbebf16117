"""Scripts that do what no script should, each beside a good one: what becomes of them, and of nobody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import OutputSpec
from runs.models import Run
from runs.services import request_cancel
from runs.stepd import ending, sampling
from runs.stepd.gpus import GpuReader
from runs.stepd.steps import Step as Running
from runs.testing import command, pipeline
from tests.desk import Desk
from tests.faults import fault

OUT = {"out": OutputSpec()}
PYTHON = sys.executable


class Yard:
    """A bad step and a good one in runs of their own, at the same time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def run(self, text: str, *, timeout: float | None = None, **spec: Any) -> dict[str, Any]:
        """Let the bad one end. Afterwards: the good one is untouched, no process is left, all slots are free."""
        good = self.desk.submit(pipeline("", command("good", command="sleep 1; echo still here", outputs=OUT)))
        step = replace(command("bad", command=text, outputs=OUT, spec=spec), timeout=timeout)
        self.bad = self.desk.submit(pipeline("", step))
        node: dict[str, Any] = self.desk.finish(self.bad)["bad"]
        self.is_clean(good)
        return node

    def is_clean(self, good: Run) -> None:
        found = self.desk.finish(good)["good"]
        assert (found["status"], found["attempt"]) == ("Completed", 1)
        assert self.desk.log(good, "good") == "still here\n"
        self.desk.drive(lambda: not self.desk.processes(), 10)
        slots = len(os.sched_getaffinity(0))
        nodes = [command(f"n{i}", command=f"sleep 0.3; echo {time.time()}") for i in range(slots)]
        after = self.desk.run(pipeline("", *nodes))
        assert {after[f"n{i}"]["status"] for i in range(slots)} == {"Completed"}
        starts = [after[f"n{i}"]["start_time"] for i in range(slots)]
        assert max(starts) < min(after[f"n{i}"]["end_time"] for i in range(slots)), "a slot was not given back"

    @property
    def log(self) -> str:
        return self.desk.log(self.bad, "bad")


@pytest.fixture
def yard(desk: Desk) -> Yard:
    return Yard(desk)


def python(text: str) -> str:
    """A command that runs this program; its lines may hold any quotes but those of bash."""
    return f"{PYTHON} -u - <<'END'\n{text}\nEND\n"


@fault(
    "Processes",
    "daemonises: forks twice, begins a session of its own, closes its files, and its parent ends with 0",
    "Completed with what it did until then; the daemon is asked to end and killed within its grace period of 5 s",
)
def test_a_script_that_daemonises_takes_its_daemon_along(yard: Yard, tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    node = yard.run(
        python(
            "import os, time\n"
            "if os.fork() == 0:\n"
            "    os.setsid()\n"
            "    if os.fork() == 0:\n"
            f"        open('{mark}.new', 'w').write(str(os.getpid()))\n"
            f"        os.rename('{mark}.new', '{mark}')\n"
            "        os.closerange(0, 100)\n"
            "        time.sleep(600)\n"
            "    os._exit(0)\n"
            f"while not os.path.exists('{mark}'): time.sleep(0.01)\n"
            "print('done')"
        )
    )
    assert node["status"] == "Completed"
    assert yard.log == "done\n"
    assert not os.path.exists(f"/proc/{mark.read_text()}")


@fault(
    "Processes",
    "ignores TERM, in its own process and in a child, and runs longer than `limits.timeout`",
    "Failed: “the step ran longer than its limits.timeout allows …”; killed after a grace period of 5 s",
)
def test_a_script_that_ignores_term_is_killed(yard: Yard) -> None:
    node = yard.run(
        "trap '' TERM; (trap '' TERM; while :; do sleep 1; done) & echo up; while :; do sleep 1; done", timeout=1
    )
    assert node["status"] == "Failed"
    assert "longer than its limits.timeout" in node["error"]
    assert yard.log == "up\n"


@fault(
    "Processes",
    "ignores TERM and is canceled by a person",
    "Canceled within the grace period of 5 s; the log is kept",
)
def test_a_script_that_ignores_term_can_be_canceled(desk: Desk) -> None:
    run = desk.submit(pipeline("", command("bad", command="trap '' TERM; echo up; while :; do sleep 0.1; done")))
    desk.drive(lambda: desk.log(run, "bad") == "up\n")
    request_cancel(name=run.name)
    assert desk.finish(run)["bad"]["status"] == "Canceled"
    assert desk.log(run, "bad") == "up\n"
    assert not desk.processes()


@fault(
    "Processes",
    "forks a thousand children that ignore TERM, and ends with 3",
    "Failed with exit code 3; all children are frozen first, then killed",
)
def test_a_thousand_children_end_with_their_step(yard: Yard) -> None:
    node = yard.run(
        python(
            "import os, signal, sys\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "for _ in range(1000):\n"
            "    if os.fork() == 0:\n"
            "        signal.pause()\n"
            "print('thousand'); sys.stdout.flush(); os._exit(3)"
        )
        + "exit 3"
    )
    assert (node["status"], node["exit_code"]) == ("Failed", 3)
    assert yard.log == "thousand\n"


@fault(
    "Processes",
    "children that fork a child and end, over and over, so that no list of processes is right for long",
    "Failed by `limits.timeout`; frozen in rounds until nothing moves, then killed",
)
def test_children_that_keep_forking_are_caught(yard: Yard) -> None:
    text = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('up')\n"
        "if os.fork() == 0:\n"
        "    while True:\n"
        "        if os.fork() != 0: os._exit(0)\n"
        "        time.sleep(0.002)\n"
        "time.sleep(600)"
    )
    node = yard.run(python(text), timeout=1)
    assert node["status"] == "Failed"
    assert "limits.timeout" in node["error"]


@fault(
    "Processes",
    "closes its stdout and stderr and goes on",
    "Completed with its outputs; the log has what was printed before",
)
def test_a_script_that_closes_its_stdout_goes_on(yard: Yard) -> None:
    node = yard.run("echo before; exec 1>&- 2>&-; sleep 0.2; : > ${{outputs.out}}/f")
    assert node["status"] == "Completed"
    assert yard.log == "before\n"


@fault(
    "Processes",
    "replaces itself by another program (`exec`) in the middle",
    "what that program ends with is what the step ends with; its output is in the same log",
)
def test_a_script_that_becomes_another_program_is_the_same_step(yard: Yard) -> None:
    node = yard.run("echo one; exec /bin/sh -c 'echo two; exit 4'")
    assert (node["status"], node["exit_code"]) == ("Failed", 4)
    assert node["error"] == "exit code 4: two"
    assert yard.log == "one\ntwo\n"


@fault(
    "Processes",
    "ends while a child it left behind holds its log open and writes into it",
    "Completed after at most the grace period of 5 s; what the child wrote until then is in the log",
)
def test_a_child_that_holds_the_log_open_holds_up_nobody(yard: Yard) -> None:
    node = yard.run("(trap '' TERM; echo child; while :; do sleep 0.05; done) & sleep 0.3; echo parent")
    assert node["status"] == "Completed"
    assert sorted(yard.log.split()) == ["child", "parent"]


@fault(
    "Processes",
    "hangs: waits for a lock that nobody frees, without using any CPU",
    "Failed by `limits.timeout`; without one it is Running, its samples show no CPU, and it can be stopped",
)
def test_a_script_that_hangs_ends_at_its_timeout(yard: Yard) -> None:
    node = yard.run(
        python("import threading\nprint('waiting')\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()"), timeout=1
    )
    assert node["status"] == "Failed"
    assert "limits.timeout" in node["error"]
    assert yard.log == "waiting\n"


@fault(
    "Processes",
    "stops itself (SIGSTOP) and never goes on",
    "Failed by `limits.timeout`; a stopped process does not hear TERM, KILL ends it",
)
def test_a_script_that_stops_itself_is_ended(yard: Yard) -> None:
    node = yard.run("echo up; kill -STOP $$; echo never", timeout=1)
    assert node["status"] == "Failed"
    assert yard.log == "up\n"


@fault(
    "Processes",
    "kills all processes of its own session, itself included",
    "Failed: “killed (signal 9)”",
)
def test_a_script_that_kills_its_session_fails_alone(yard: Yard) -> None:
    node = yard.run("echo up; kill -9 0")
    assert node["status"] == "Failed"
    assert node["error"].startswith("killed (signal 9)")
    assert yard.log == "up\n"


@fault(
    "Processes",
    "is a fork bomb: more than 5,000 processes at once",
    "Failed within a second or two: “the step was stopped: it had … processes at once”; frozen, then killed",
)
def test_a_step_of_very_many_processes_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sampling, "MOST_PROCESSES", 5)  # the machine that runs this test has other things to do
    text = "for i in 1 2 3 4 5 6 7; do sleep 300 & done; echo up; wait"
    with subprocess.Popen(["/bin/bash", "-c", text], stdout=subprocess.PIPE, start_new_session=True) as bomb:
        assert bomb.stdout is not None
        bomb.stdout.readline()
        step = Running("a#1", str(tmp_path), [], {}, "/", "", 1, 5.0, None, pid=bomb.pid, started=time.time() - 2)
        sampler = sampling.Sampler(lambda: [step], GpuReader(""))
        sampler.began(step, 0.0)
        sampler.look(2.0)
        assert (step.reason, step.kill_at) == ("processes", 2.0)
        assert step.message == "it had 8 processes at once; a step may have 5"
        ending.kill(step)
        assert bomb.wait(10) < 0


@pytest.fixture(params=["on", "off"])
def groups(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Memory kept by the system itself, where it gives us a control group, and by looking, as on most machines."""
    monkeypatch.setenv("PENSTOCK_CGROUPS", request.param)
    return str(request.param)


@fault(
    "Memory",
    "eats memory beyond the limit it asked for, as fast as it can",
    "Failed within a second: “the step was stopped: it used … of memory, more than the 256 MiB it may”; at once",
)
def test_a_script_that_eats_more_memory_than_it_asked_for_is_stopped(groups: str, yard: Yard) -> None:
    text = "import time\nprint('eating')\nkept = []\nwhile len(kept) < 1500:\n    kept.append(bytearray(1 << 20))\n    time.sleep(0.002)\ntime.sleep(600)"  # noqa: E501
    node = yard.run(python(text), wants={"memory": 256 << 20})
    assert node["status"] == "Failed"
    assert re.search("the step was stopped: it (used|wanted) .*memory.* than the 256 MiB it may", node["error"])
    assert yard.log == "eating\n"


@fault(
    "Memory",
    "its children eat the memory, each of them less than the limit",
    "Failed: the whole tree counts, memory that processes share counts once",
)
def test_memory_of_children_counts(groups: str, yard: Yard) -> None:
    text = "import time\nkept = bytearray(100 << 20)\ntime.sleep(600)"
    eat = f'{PYTHON} -c "{text}" &'.replace("\n", ";")
    node = yard.run(f"{eat} {eat} {eat} wait", wants={"memory": 200 << 20})
    assert node["status"] == "Failed"
    assert "than the 200 MiB it may" in node["error"]


@fault(
    "Retries",
    "fails at its first two attempts and asks for three",
    "Queued with “attempt 2 in … s” between the attempts, each attempt with its own log; Completed at the third",
)
def test_a_script_that_fails_now_and_then_is_tried_again(yard: Yard, tmp_path: Path) -> None:
    count = tmp_path / "count"
    text = f"echo x >> {count}; echo try $(wc -l < {count}); [ $(wc -l < {count}) = 3 ]"
    node = yard.run(text, retries={"most": 2, "delay": 0.1})
    assert (node["status"], node["attempt"]) == ("Completed", 3)
    logs = [yard.desk.log(yard.bad, "bad", attempt) for attempt in (1, 2, 3)]
    assert [f"try {i + 1}\n" in log for i, log in enumerate(logs)] == [True] * 3


@contextmanager
def small_disk(place: Path) -> Iterator[str]:
    """A disk of 4 MB at `place`, in memory. Mounting takes root; others get a limit on the size of files, to be put
    before a command."""
    place.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        yield "" if mounted else "ulimit -f 4096; trap '' XFSZ; "
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


@fault(
    "Disk",
    "fills the disk that it writes its data to",
    "Failed with the words of the program: “No space left on device”; the disk of the workspace is another",
)
def test_a_script_that_fills_its_disk_fails_with_the_reason(yard: Yard, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as limit:
        node = yard.run(f"{limit}echo writing; head -c 50000000 /dev/zero > {tmp_path}/disk/data")
    assert node["status"] == "Failed"
    assert "No space left on device" in node["error"] or "File too large" in node["error"]
    assert yard.log.startswith("writing\n")


@fault(
    "Disk",
    "fills the disk that its own folder is on, with everything that other steps need",
    "Failed with the words of the program; its end is told although no record of it can be written. What comes next"
    " waits and says why, and goes on as soon as there is room",
)
def test_a_script_that_fills_the_disk_of_its_own_folder_fails_and_the_next_waits(desk: Desk) -> None:
    with small_disk(desk.workspace.jobs) as limit:
        run = desk.submit(
            pipeline("", command("bad", command=f"{limit}echo writing; head -c 50000000 /dev/zero > data"))
        )
        node = desk.finish(run)["bad"]
        assert node["status"] == "Failed"
        assert "No space left on device" in node["error"] or "File too large" in node["error"]
        after = desk.submit(pipeline("", command("good", command="echo fine")))
        if not limit:
            desk.drive(lambda: "No space left on device" in desk.runner.driver.trouble)
            assert desk.status(after, "good") == "Queued"
            (desk.workspace.jobs / run.name / "bad" / "attempt-1" / "wd" / "data").unlink()
        assert desk.finish(after)["good"]["status"] == "Completed"
        assert desk.log(run, "bad").startswith("writing\n")
        assert not desk.processes()


@fault(
    "Disk",
    "the workspace's own disk is full while steps run",
    "what runs goes on; the runner says on every page why it waits (“No space left on device”); once there is room it"
    " writes what happened meanwhile, and nothing is lost or run twice",
)
def test_a_full_disk_of_the_workspace_is_waited_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from runs.engine import launch

    real = launch.os.mkdir
    full = [True]

    def mkdir(path: str, mode: int = 0o777) -> None:
        if full[0] and "attempt-1" in path:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        real(path, mode)

    monkeypatch.setattr(launch.os, "mkdir", mkdir)
    run = desk.submit(pipeline("", command("a", command="echo once")))
    desk.drive(lambda: "No space left on device" in desk.runner.driver.trouble)
    assert desk.status(run, "a") == "Queued"
    full[0] = False
    nodes = desk.finish(run)
    assert (nodes["a"]["status"], nodes["a"]["attempt"]) == ("Completed", 1)
    assert desk.log(run, "a") == "once\n"
    assert desk.runner.driver.trouble == ""


@fault(
    "Disk",
    "writes a hundred thousand files into its working directory",
    "Completed; the listing of its files shows the first of them and says that there are more",
)
def test_a_script_that_writes_very_many_files_completes(yard: Yard) -> None:
    node = yard.run(python("for i in range(100_000):\n    open(f'f{i}', 'w').close()\nprint('written')"))
    assert node["status"] == "Completed"
    assert yard.log == "written\n"


@fault(
    "Disk",
    "writes ten thousand files into its output",
    "Completed; its content is read once, beside everybody else's work",
)
def test_an_output_of_very_many_files_is_collected(yard: Yard) -> None:
    text = "import os\nfor i in range(10_000):\n    open(os.path.join(r'${{outputs.out}}', f'f{i}'), 'w').close()\nprint('written')"  # noqa: E501
    node = yard.run(python(text))
    assert node["status"] == "Completed"


@fault(
    "Disk",
    "deletes its own working directory and goes on",
    "Completed or Failed as the script itself ends; its log is outside of that directory and kept",
)
def test_a_script_that_deletes_its_working_directory_keeps_its_log(yard: Yard) -> None:
    node = yard.run('rm -rf "$PWD"; echo gone; ls nothing')
    assert node["status"] == "Failed"
    assert node["error"].startswith("exit code 2")
    assert yard.log.startswith("gone\n")


@fault(
    "Disk",
    "deletes its log",
    "Completed; there is no log to show, and nobody stumbles over that",
)
def test_a_script_that_deletes_its_log_completes(yard: Yard) -> None:
    node = yard.run("rm ../user_logs/std_log.txt; echo nobody hears")
    assert node["status"] == "Completed"
    assert yard.log == ""


@fault(
    "Disk",
    "prints without end and is canceled",
    "Canceled; the log has all that was printed, and whoever reads it gets its end at once",
)
def test_a_script_that_prints_without_end_can_be_canceled(desk: Desk) -> None:
    run = desk.submit(pipeline("", command("bad", command="yes row")))
    desk.drive(lambda: desk.status(run, "bad") == "Running")
    log = desk.workspace.jobs / run.name / "bad" / "attempt-1" / "user_logs" / "std_log.txt"
    desk.drive(lambda: log.stat().st_size > 1 << 20)
    request_cancel(name=run.name)
    assert desk.finish(run)["bad"]["status"] == "Canceled"
    assert not desk.processes()
    with log.open("rb") as file:
        assert file.read(8) == b"row\nrow\n"
    log.unlink()
