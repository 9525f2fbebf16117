"""The road out and back: an exported file runs without a server to the same results, and comes back the same graph."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import ROOT, Server
from tests.e2e.studio import Studio
from tests.e2e.test_drawing import draw_by_mouse, expect_saved


def graph_of(canvas: dict[str, Any]) -> dict[str, Any]:
    """What a pipeline is, without where its nodes are drawn and in which order they came."""
    return {
        "inputs": sorted(canvas["inputs"], key=itemgetter("name")),
        "outputs": sorted(canvas["outputs"], key=itemgetter("name")),
        "nodes": sorted(map(node_of, canvas["nodes"]), key=itemgetter("name")),
        "edges": sorted(canvas["edges"], key=lambda edge: json.dumps(edge, sort_keys=True)),
    }


def node_of(node: dict[str, Any]) -> dict[str, Any]:
    """A node without empty parts, and without what only remembers how its YAML was written ("$…")."""
    return {key: value for key, value in node.items() if value and not key.startswith("$")}


def metrics_of(server: Server, job: str) -> Any:
    """What the sample's evaluation found."""
    query = {"path": "evaluate", "port": "report", "file": "metrics.json"}
    return json.loads(server.api.request("GET", f"jobs/{job}/raw", query=query).body)


def export(studio: Studio, choice: str, into: Path) -> Path:
    """Export, or a choice of the menu beside it: answers where the file was saved."""
    page: Page = studio.page
    with page.expect_download() as download:
        if choice == "yaml":
            studio.id("action:export").click()
        else:
            studio.id("action:export-more").click()
            page.get_by_role("menuitem", name=re.compile(choice, re.IGNORECASE)).click()
    target = into / download.value.suggested_filename
    download.value.save_as(target)
    return target


def run_from_terminal(file: Path, into: Path, data_dir: Path) -> dict[str, Any]:
    """`penstock run` on a workspace of its own: answers the job as it prints it."""
    flags = ["--output-dir", str(into), "--data-dir", str(data_dir), "-o", "json"]
    argv = [sys.executable, "-m", "penstock.cli", "run", str(file), *flags]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr[-3000:]
    return dict(json.loads(done.stdout))


def test_an_exported_pipeline_runs_in_the_terminal_to_the_same_results(
    studio: Studio, server: Server, sample_run: str, new_draft: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    studio.open_draft(new_draft("diabetes"))
    saved = export(studio, "zip", tmp_path)
    folder = tmp_path / "unpacked"
    zipfile.ZipFile(saved).extractall(folder)
    pipeline = next(path for path in folder.rglob("*.yml") if "jobs:" in path.read_text())
    job = run_from_terminal(pipeline, tmp_path / "out", tmp_path / "workspace")
    assert job["status"] == "Completed"
    here = (tmp_path / "out/jobs/evaluate/named-outputs/report/metrics.json").read_text()
    assert json.loads(here) == metrics_of(server, sample_run)


def test_an_exported_pipeline_that_is_dropped_again_is_the_same_graph(
    studio: Studio, server: Server, new_draft: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    draft = new_draft("breast_cancer")
    studio.open_draft(draft)
    saved = export(studio, "zip", tmp_path)
    empty = new_draft()
    studio.open_draft(empty)
    studio.drop_files("canvas", saved)
    expect(studio.node("compare")).to_be_visible()
    expect(studio.id("save-state")).to_have_attribute("data-state", "saved")
    came_back = server.api.get(f"drafts/{empty['id']}")
    assert graph_of(came_back["canvas"]) == graph_of(server.api.get(f"drafts/{draft['id']}")["canvas"])


def test_what_was_drawn_by_hand_goes_the_same_road(
    studio: Studio, server: Server, sample_run: str, new_draft: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    """Its components are registered ones, so the terminal works on the workspace in which they are."""
    draft = new_draft()
    studio.open_draft(draft)
    draw_by_mouse(studio)
    drawn = expect_saved(studio, server, draft["id"])
    saved = export(studio, "yaml", tmp_path)
    job = run_from_terminal(saved, tmp_path / "out", server.data_dir)
    assert job["status"] == "Completed"
    here = (tmp_path / "out/jobs/evaluate_diabetes/named-outputs/report/metrics.json").read_text()
    assert json.loads(here) == metrics_of(server, sample_run)

    empty = new_draft()
    studio.open_draft(empty)
    studio.drop_files("canvas", saved)
    expect(studio.node("evaluate_diabetes")).to_be_visible()
    expect(studio.id("save-state")).to_have_attribute("data-state", "saved")
    assert graph_of(server.api.get(f"drafts/{empty['id']}")["canvas"]) == graph_of(drawn["canvas"])
