"""What the step daemon gives to steps, what it keeps from them, and what it writes down about them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from runs.stepd import cgroups
from runs.stepd.machine import gpus_here
from runs.stepd.sampling import FILE
from tests.yard import Yard

EAT = f'{sys.executable} -c "import time; x = bytearray({{mib}} << 20); time.sleep({{seconds}})"'
ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., Yard]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Open]:
    """A daemon that begins with the environment the test has made by then."""
    made: list[Yard] = []

    def open_(slots: int = 2) -> Yard:
        made.append(Yard(tmp_path / f"yard{len(made)}", slots))
        return made[-1]

    yield open_
    for yard in made:
        yard.close()


def samples(yard: Yard, name: str) -> tuple[dict[str, Any], list[list[Any]]]:
    header, *found = map(json.loads, (yard.folder / name / FILE).read_text().splitlines())
    return header, found


def wait_for(what: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_the_whole_tree_of_a_step_is_sampled_while_it_runs(opened: Open) -> None:
    yard = opened()
    yard.start("a", EAT.format(mib=60, seconds=30) + "; echo", memory=1 << 30)
    wait_for(lambda: (yard.folder / "a" / FILE).exists())
    header, found = samples(yard, "a")
    assert header["memory"] == 1 << 30
    _at, percent, rss, processes, read, written, gpu, gpu_memory = found[0]
    assert rss > 60 << 20
    assert processes == 2
    assert percent > 0
    assert min(read, written) >= 0
    assert (gpu, gpu_memory) == (None, None)


def test_a_short_step_leaves_no_samples(opened: Open) -> None:
    yard = opened()
    yard.run("a", "true")
    assert not (yard.folder / "a" / FILE).exists()


def test_the_most_memory_is_told_where_it_can_be_and_never_made_up(opened: Open) -> None:
    yard = opened()
    assert "max_rss_bytes" not in yard.run("tiny", "true").usage
    assert yard.run("large", EAT.format(mib=90, seconds=0)).usage["max_rss_bytes"] > 90 << 20


def test_workers_that_share_memory_use_it_once(opened: Open) -> None:
    yard = opened()
    fork = (
        "import os, time; x = bytearray(80 << 20)\n"
        "for _ in range(4):\n if os.fork() == 0: time.sleep(2); os._exit(0)\n"
        "for _ in range(4): os.wait()"
    )
    report = yard.run("a", f"{sys.executable} -c '{fork}'", memory=200 << 20)
    assert (report.code, report.reason) == (0, "exit")


def test_a_step_gets_the_gpus_it_asks_for_and_no_other_gets_the_same(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENSTOCK_GPUS", "4,7")
    yard = opened(slots=8)
    hold = "echo $CUDA_VISIBLE_DEVICES > seen; while [ ! -e go ]; do sleep 0.01; done"
    for name in ("a", "b"):
        yard.start(name, hold, gpus=1)
        yard.wait("started", name)
    yard.start("c", hold, gpus=1)
    yard.run("plain", 'echo "${CUDA_VISIBLE_DEVICES-all}" > seen')  # who asks for none does not wait behind
    assert (yard.folder / "plain" / "seen").read_text() == "all\n"
    assert not (yard.folder / "c" / "seen").exists()
    (yard.folder / "a" / "go").touch()
    yard.wait("exited", "a")
    yard.wait("started", "c")
    wait_for(lambda: (yard.folder / "c" / "seen").exists())
    assert [(yard.folder / name / "seen").read_text().strip() for name in "abc"] == ["4", "7", "4"]
    for name in "bc":
        (yard.folder / name / "go").touch()
        assert yard.wait("exited", name).code == 0


def test_who_asks_for_more_gpus_than_there_are_is_told_at_once(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_GPUS", "1")
    report = opened().run("a", "true", gpus=2)
    assert report.reason == "not_started"
    assert "asks for 2 GPUs and this machine has only 1" in report.message


def test_memory_that_was_asked_for_is_not_given_twice(opened: Open) -> None:
    yard = opened(slots=8)
    most = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    hold = "while [ ! -e go ]; do sleep 0.01; done"
    yard.start("a", hold, memory=most * 2 // 3)
    yard.wait("started", "a")
    yard.start("b", "true", memory=most * 2 // 3)
    assert yard.run("plain", "true").code == 0
    assert not [report for report in yard.heard if report.id == "b#1"]
    (yard.folder / "a" / "go").touch()
    assert yard.wait("exited", "b").code == 0


def test_runs_have_their_turns_and_what_is_urgent_goes_first(opened: Open) -> None:
    yard = opened(slots=1)
    order = yard.folder / "order"
    hold = "while [ ! -e go ]; do sleep 0.01; done"
    yard.start("hold", hold)
    yard.wait("started", "hold")
    for name in ("big.a", "big.b", "big.c", "small.a"):
        yard.start(name, f"echo {name} >> {order}")
    yard.start("urgent.a", f"echo urgent.a >> {order}", priority=1)
    (yard.folder / "hold" / "go").touch()
    for name in ("big.c", "small.a", "urgent.a"):
        yard.wait("exited", name)
    assert order.read_text().split() == ["urgent.a", "big.a", "small.a", "big.b", "big.c"]


TOOL = """#!/bin/sh
case "$1" in
-L) echo "GPU 0: One (UUID: x)"; echo "GPU 1: Two (UUID: y)" ;;
*) while :; do echo "0, 12, 100"; echo "1, 90, 2048"; sleep 0.2; done ;;
esac
"""


def test_how_busy_a_gpu_is_comes_from_the_drivers_own_tool(
    opened: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tool = tmp_path / "bin" / "nvidia-smi"
    tool.parent.mkdir()
    tool.write_text(TOOL)
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:{os.environ['PATH']}")
    for name in ("PENSTOCK_GPUS", "CUDA_VISIBLE_DEVICES", "NVIDIA_VISIBLE_DEVICES"):
        monkeypatch.delenv(name, raising=False)
    assert gpus_here() == ["0", "1"]
    yard = opened()
    yard.start("first", "sleep 300", gpus=1)
    yard.start("a", "sleep 300", gpus=1)

    def told() -> bool:
        file = yard.folder / "a" / FILE
        return file.exists() and samples(yard, "a")[1][-1][6:] == [90.0, 2048 << 20]

    wait_for(told)
    assert samples(yard, "a")[0]["gpus"] == ["1"]


@pytest.mark.parametrize(
    ("said", "found"),
    [("2", ["0", "1"]), ("0", []), ("none", []), ("1,3", ["1", "3"]), ("GPU-8932f937", ["GPU-8932f937"])],
)
def test_a_setting_says_which_gpus_steps_may_have(said: str, found: list[str]) -> None:
    assert gpus_here({"PENSTOCK_GPUS": said, "PATH": ""}) == found


def test_a_container_that_was_given_some_gpus_has_those() -> None:
    assert gpus_here({"NVIDIA_VISIBLE_DEVICES": "0,1", "PATH": ""}) == ["0", "1"]
    assert gpus_here({"NVIDIA_VISIBLE_DEVICES": "all", "PATH": ""}) == []
    assert gpus_here({"CUDA_VISIBLE_DEVICES": "", "NVIDIA_VISIBLE_DEVICES": "0", "PATH": ""}) == []


def tree_of(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


V2 = {"own": "0::/user/me\n", "user/me/cgroup.controllers": "cpu memory\n"}


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({**V2, "user/me/cgroup.subtree_control": "memory\n"}, 2),
        ({**V2, "user/me/cgroup.controllers": "cpu\n", "user/me/cgroup.subtree_control": "cpu\n"}, None),
        (V2, None),  # it cannot be divided: others are in it
        ({"own": "4:memory:/me\n0::/\n", "memory/me/memory.limit_in_bytes": "1\n"}, 1),
        ({"own": "0::/\n"}, None),
        ({}, None),
    ],
)
def test_a_control_group_is_used_only_where_it_is_ours_to_divide(
    tmp_path: Path, files: dict[str, str], version: int | None
) -> None:
    tree_of(tmp_path, files)
    found = cgroups.find(str(tmp_path), str(tmp_path / "own"))
    assert (found and found.version) == version
    if found is not None:  # what the system refuses harms nobody: no kernel is behind these files
        found.hold(os.getpid(), 1 << 30)
        assert not found.was_exceeded(os.getpid())
        found.release(os.getpid())
        assert not [name for name in os.listdir(found.base) if name.startswith(cgroups.PREFIX)]


def test_no_group_is_left_when_its_step_is_over(opened: Open) -> None:
    yard = opened()
    assert yard.run("a", "true", memory=1 << 30).code == 0
    groups = cgroups.find()
    if groups is not None and groups.version == 1:
        wait_for(lambda: not [n for n in os.listdir(groups.base) if n.startswith(f"{cgroups.PREFIX}{yard.pid()}-")])


def test_a_daemon_loads_nothing_that_starts_other_programs() -> None:
    """It is there as long as steps run, and most machines have no driver's tool to be asked."""
    code = "import sys; import runs.stepd.serving; print('subprocess' in sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"
