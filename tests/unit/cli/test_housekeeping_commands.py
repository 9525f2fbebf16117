"""`penstock prune` and `penstock storage`: what they ask the server, say first and answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from penstock.cli.errors import CommandFailed
from penstock.cli.housekeeping import days_of, size_text

FEED = {"how": "reused", "job": "later", "node": "a", "name": "later/a"}
PLAN = {
    "items": [{"kind": "job", "name": "old", "size": 1_500_000, "why": "ended 40 days ago", "feeds": [FEED]}],
    "bytes": 1_500_000,
}


def wishes(server: Any) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in server.asked if one.method == "POST"]


def test_a_dry_run_says_what_would_go_and_who_loses_by_it(server: Any, penstock: Any) -> None:
    server.answers["POST storage/prune"] = (200, PLAN)
    done = penstock("prune", "--dry-run", "--older-than", "30d", "--keep-last", "5", "--url", server.url)
    assert done.exit_code == 0
    assert done.answer == PLAN
    assert "would remove 1 job: 1.5 MB" in done.err
    assert "old: later/a took its outputs, which go with it" in done.err
    (wish,) = wishes(server)
    assert wish == {
        **{"older_than_days": 30.0, "keep_last": 5, "failed_only": False, "archived_only": False},
        **{"caches": False, "dry_run": True},
    }


def test_pruning_says_it_first_and_does_it_then(server: Any, penstock: Any) -> None:
    server.answers["POST storage/prune"] = (200, PLAN)
    done = penstock("prune", "--failed", "--yes", "--url", server.url, "--query", "bytes")
    assert (done.exit_code, done.answer) == (0, 1_500_000)
    assert [(wish["dry_run"], wish["failed_only"]) for wish in wishes(server)] == [(True, True), (False, True)]


def test_who_chooses_nothing_is_told_how_to(server: Any, penstock: Any) -> None:
    done = penstock("prune", "--url", server.url)
    assert done.exit_code == 2
    assert "--older-than" in done.err
    assert server.asked == []


def test_storage_is_a_table_for_people(server: Any, penstock: Any) -> None:
    answer = {"total": 10, "free": 2_000_000_000, "parts": [{"kind": "jobs", "size": 1_234}], "jobs": []}
    server.answers["GET storage"] = (200, answer)
    assert penstock("storage", "--url", server.url).answer == answer
    shown = penstock("storage", "--url", server.url, "-o", "table").out
    assert "jobs   1.2 kB" in shown
    assert "free   2.0 GB" in shown


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("12h", 0.5), ("2w", 14), ("7", 7), ("0.5d", 0.5)])
def test_times_are_written_short(text: str, days: float) -> None:
    assert days_of(text) == days


@pytest.mark.parametrize("text", ["", "d", "30 days", "-1d", "1e3"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(CommandFailed):
        days_of(text)


def test_sizes_are_told_in_units_of_a_thousand() -> None:
    assert [size_text(size) for size in (0, 999, 1_500, 2.5e9, 3e13)] == ["0 B", "999 B", "1.5 kB", "2.5 GB", "30.0 TB"]
