"""The live table on a terminal, and that it shows what is worth seeing."""

from __future__ import annotations

import io
import re

import pytest

from penstock.cli.board import Board
from penstock.cli.client import Client
from penstock.cli.stream import follow
from tests.unit.cli.conftest import FakeServer
from tests.unit.cli.test_job_commands import events

AT = "2026-01-01T10:00:00.000Z"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, value in {"COLUMNS": "100", "LINES": "12", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    return Terminal()


def drawn(board: Board) -> list[str]:
    with board.console.capture() as captured:
        board.console.print(board.render())
    text = captured.get()
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in text.splitlines()]


def plain(terminal: Terminal, now: float = 1767261603.5) -> Board:
    return Board(terminal, "calm_river", clock=lambda: now)


def test_each_step_has_a_row_with_its_status_and_its_time(terminal: Terminal) -> None:
    board = plain(terminal)
    board.status("", {"status": "Running", "at": AT})
    board.status("prep", {"status": "Running", "at": AT})
    board.status("prep", {"status": "Completed", "at": "2026-01-01T10:00:01.250Z"})
    board.status("train", {"status": "Running", "at": AT})
    board.status("later", {"status": "NotStarted"})
    board.status("known", {"status": "Completed", "at": AT, "reused_from": "old.known"})
    lines = [line.split() for line in drawn(board)]
    assert " ".join(lines[0]) == "calm_river Running 3.5 s 2 Completed, 1 Running, 1 NotStarted"
    assert ["prep", "Completed", "1.2", "s"] in lines
    assert ["train", "Running", "3.5", "s"] in lines
    assert any(line[0] == "later" and "NotStarted" in line for line in lines)
    assert any("reused from old.known" in " ".join(line) for line in lines)


def test_where_there_is_no_room_what_runs_or_failed_comes_first(terminal: Terminal) -> None:
    board = plain(terminal)
    for number in range(100):
        board.status(f"n{number:02}", {"status": "Completed", "at": AT})
    board.status("n50", {"status": "Running", "at": AT})
    board.status("n70", {"status": "Failed", "at": AT, "error": "no\nrows"})
    lines = drawn(board)
    assert any(line.startswith("n50") for line in lines)
    assert any(line.startswith("n70") and "no rows" in line for line in lines)
    assert lines[-1] == "… and 93 more"
    assert len(lines) <= 12


def test_following_on_a_terminal_draws_the_table_and_keeps_the_log_of_a_failure(
    terminal: Terminal, server: FakeServer
) -> None:
    state = {"seq": 2, "job": {"status": "Failed"}, "nodes": {"": {}, "train": {}}}
    server.answers |= {
        "GET jobs/j/state": (200, state),
        "GET jobs/j/events": [(200, events((1, "train", "Running"), (2, "train", "Failed"))), (200, {"events": []})],
        "GET jobs/j/logs": (200, b"ValueError: no rows\n"),
    }
    assert follow(Client(server.url, None), "j", terminal) == "Failed"
    text = terminal.getvalue()
    assert "| ValueError: no rows" in text
    assert "\x1b[?25l" in text  # the cursor is hidden while the table is drawn
    assert text.rstrip().endswith("\x1b[?25h")  # and comes back
