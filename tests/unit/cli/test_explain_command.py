"""`penstock job explain`, `job delete` and plans, as people and scripts see them."""

from __future__ import annotations

import json
from typing import Any

from penstock.cli.explain import planned
from tests.unit.cli.conftest import FakeServer, Penstock

PLACE = {"job": "old.train", "root": "old", "path": "train"}
FOUND: dict[str, Any] = {
    "decision": "ran",
    "why": "differs",
    "sentence": "Ran because this changed since old: the input rate (0.5 → 0.7).",
    "compared_with": PLACE,
    "origin": None,
    "rows": [
        {"part": "inputs.rate", "same": False, "mine": "0.7", "theirs": "0.5"},
        {"part": "command", "same": False, "mine": "x\ny", "theirs": "x"},
        {"part": "code", "same": True, "mine": "abc", "theirs": "abc"},
    ],
    "files": [{"path": "fit.py", "change": "changed", "diff": "--- a/fit.py\n+++ b/fit.py\n@@ -1 +1 @@\n-1\n+2\n"}],
    "steps": [],
}


def test_the_reason_is_read_as_text(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/new/explain"] = (200, FOUND)
    result = penstock("job", "explain", "-n", "new", "--node", "inner/train", "--url", server.url)
    assert result.exit_code == 0
    assert "node=inner%2Ftrain" in server.asked[0].path
    assert result.out.splitlines() == [
        "Ran because this changed since old: the input rate (0.5 → 0.7).",
        "Compared with old.train:",
        "  inputs.rate: 0.5 -> 0.7",
        "  command:",
        "    - x",
        "    + x",
        "    + y",
        "  the same: code",
        "",
        "fit.py: changed",
        "--- a/fit.py",
        "+++ b/fit.py",
        "@@ -1 +1 @@",
        "-1",
        "+2",
    ]


def test_scripts_get_json(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET jobs/new/explain"] = (200, FOUND)
    assert penstock("job", "explain", "-n", "new", "-o", "json", "--url", server.url).answer == FOUND
    assert (
        penstock("job", "explain", "-n", "new", "--query", "why", "-o", "tsv", "--url", server.url).out == "differs\n"
    )


def test_a_pipeline_lists_its_steps(penstock: Penstock, server: FakeServer) -> None:
    steps = [
        {"path": "a", "decision": "reused", "why": "identical", "sentence": "Reused."},
        {"path": "long", "decision": None, "why": "undecided", "sentence": "Not decided."},
    ]
    found = {**FOUND, "decision": None, "rows": [], "files": [], "compared_with": None, "steps": steps}
    server.answers["GET jobs/new/explain"] = (200, found)
    result = penstock("job", "explain", "-n", "new", "--url", server.url)
    assert result.out == "a     reused  Reused.\nlong  -       Not decided.\n"


def test_a_job_that_feeds_others_is_deleted_by_force_only(penstock: Penstock, server: FakeServer) -> None:
    error = {"code": "in_use", "message": "old feeds others (1): new/train.", "hint": "Delete it with force."}
    server.answers["DELETE jobs/old"] = (409, {"error": error})
    refused = penstock("job", "delete", "-n", "old", "-y", "--url", server.url)
    assert refused.exit_code != 0
    assert "new/train" in refused.error["message"]
    server.answers["DELETE jobs/old"] = (204, b"")
    assert penstock("job", "delete", "-n", "old", "--force", "--url", server.url).exit_code == 0
    assert "force=true" in server.asked[-1].path


def test_a_plan_is_read_step_by_step() -> None:
    node: dict[str, Any] = {"why": "", "differs": [], "origin": None}
    plan = {
        "nodes": [
            {"path": "a", "decision": "reuse", "sentence": "Taken.", **node},
            {"path": "later", "decision": "after", "sentence": "After b.", **node},
        ],
        "environments": [{"name": "sklearn", "state": "build"}, {"name": "current", "state": "ready"}],
        "totals": {"reuse": 1, "run": 0, "after": 1},
    }
    assert planned(json.loads(json.dumps(plan))) == [
        "reuse  a      Taken.",
        "after  later  After b.",
        "build  environment sklearn",
        "1 reused, 0 run, 1 after these. Nothing was started.",
    ]
