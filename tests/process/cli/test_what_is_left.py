"""What a job leaves, by commands without a server: artifacts are downloaded, pins set, old jobs pruned."""

from __future__ import annotations

import json

from tests.terminal import Terminal, terminal

__all__ = ["terminal"]

JOB = """\
type: command
command: echo kept > outputs/model.txt && echo more > logs/own.log
environment: current
"""


def test_artifacts_are_downloaded_and_pruning_spares_what_is_pinned(terminal: Terminal) -> None:
    for name in ("one", "two"):
        done = terminal("run", terminal.file(JOB + f"display_name: {name}\n"), "--name", name, "--no-cache")
        assert done.returncode == 0, done.stderr
    done = terminal(
        *("job", "download", "-n", "one", "--output-name", "artifacts", "--download-path", str(terminal.folder / "got"))
    )
    assert done.returncode == 0, done.stderr
    (kept,) = (terminal.folder / "got").rglob("model.txt")
    assert kept.read_text() == "kept\n"
    assert terminal("job", "update", "-n", "one", "--set", "tags.pinned=true").returncode == 0
    dry = terminal("prune", "--older-than", "0d", "--dry-run")
    assert [item["name"] for item in json.loads(dry.stdout)["items"]] == ["two"]
    assert "would remove 1 job" in dry.stderr
    assert terminal("prune", "--older-than", "0d", "--yes").returncode == 0
    left = json.loads(terminal("job", "list").stdout)
    assert [job["name"] for job in left] == ["one"]
    sizes = json.loads(terminal("storage", "--query", "jobs[].[name, pinned]").stdout)
    assert sizes == [["one", True]]
