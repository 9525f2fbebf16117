"""`--plan` of both commands that start jobs: the same answer with and without a server, and nothing happens."""

from __future__ import annotations

import json

from tests.terminal import Terminal, terminal

PIPELINE = """
type: pipeline
inputs: {rate: 0.5}
jobs:
  make: {command: "echo hello > ${{outputs.made}}/n", environment: current, outputs: {made: {type: uri_folder}}}
  fit:
    command: "echo ${{inputs.rate}}; cat ${{inputs.made}}/n"
    environment: current
    inputs: {made: "${{parent.jobs.make.outputs.made}}", rate: "${{parent.inputs.rate}}"}
"""
__all__ = ["terminal"]


def test_a_plan_tells_what_would_run_and_starts_nothing(terminal: Terminal) -> None:
    file = terminal.file(PIPELINE)
    told = terminal("run", file, "--plan")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (
        0,
        "0 reused, 1 run, 1 after these. Nothing was started.",
    )
    assert json.loads(terminal("job", "list").stdout) == []
    assert terminal("run", file, "--name", "first").returncode == 0
    same = terminal("job", "create", "-f", file, "--dry-run", "--query", "totals", "-o", "json")
    assert json.loads(same.stdout) == {"reuse": 2, "run": 0, "after": 0}
    other = terminal("run", file, "--set", "inputs.rate=0.7", "--plan")
    assert "the input rate (0.5 → 0.7)" in other.stdout
    assert [job["name"] for job in json.loads(terminal("job", "list").stdout)] == ["first"]


def test_a_plan_of_a_bad_file_ends_as_the_job_would(terminal: Terminal) -> None:
    told = terminal("run", terminal.file("type: pipeline\njobs: {a: {type: nothing}}\n"), "--plan")
    assert told.returncode == 2
    assert told.stdout == ""
