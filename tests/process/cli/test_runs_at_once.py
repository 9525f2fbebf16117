"""Several `penstock run` at once, beside a server or not: an identical step of theirs runs once."""

from __future__ import annotations

import json
import signal
from pathlib import Path

from benchmarks.product import Product, wait_for
from tests.faults import fault
from tests.terminal import Terminal, product, terminal

__all__ = ["product", "terminal"]
PIPELINE = """
type: pipeline
jobs:
  slow:
    command: >-
      echo ran >> {place}/times && while [ ! -e {place}/go ]; do sleep 0.02; done
      && echo x > ${{{{outputs.out}}}}/f
    environment: current
    outputs: {{out: {{type: uri_folder}}}}
"""


def begun(terminal: Terminal, name: str) -> bool:
    """Whether it is known of the step that it runs or waits."""
    shown = terminal("job", "show", "-n", name, "--query", "jobs.slow.status", "-o", "tsv").stdout.strip()
    return shown in ("Queued", "Running")


def statuses(terminal: Terminal) -> list[str]:
    jobs = json.loads(terminal("job", "list", "--query", "[].status").stdout)
    return sorted(jobs)


def test_three_commands_run_an_identical_step_once(terminal: Terminal, tmp_path: Path) -> None:
    file = terminal.file(PIPELINE.format(place=tmp_path))
    terminal("job", "list")  # makes the workspace
    started = [terminal.start("run", file, "--name", f"run{i}", "-o", "none") for i in range(3)]
    wait_for(lambda: all(begun(terminal, f"run{i}") for i in range(3)), 60, "all three")
    (tmp_path / "go").touch()
    assert [one.wait(60) for one in started] == [0, 0, 0]
    assert (tmp_path / "times").read_text() == "ran\n"
    assert statuses(terminal) == ["Completed"] * 3


@fault(
    "Processes",
    "`penstock run` is killed (KILL) while a job of the server waits for its step",
    "the server takes the run over and its step goes on; it ran once, both jobs complete",
)
def test_a_command_that_is_killed_leaves_its_step_to_the_server_and_to_who_joined_it(
    terminal: Terminal, product: Product, tmp_path: Path
) -> None:
    file = terminal.file(PIPELINE.format(place=tmp_path))
    first = terminal.start("run", file, "--name", "first", "-o", "none")
    wait_for((tmp_path / "times").exists, 60, "the step")
    assert terminal("job", "create", "-f", file, "--name", "second").returncode == 0
    wait_for(lambda: begun(terminal, "second"), 60, "the second job")
    first.send_signal(signal.SIGKILL)
    (tmp_path / "go").touch()
    wait_for(lambda: statuses(terminal) == ["Completed"] * 2, 60, "both jobs")
    assert (tmp_path / "times").read_text() == "ran\n"
    first.communicate()
