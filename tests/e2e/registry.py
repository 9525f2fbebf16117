"""Files to register, and how a person registers them on a page."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio

SCORE = """\
type: command
name: {name}
version: "{version}"
display_name: Score {name}
description: Scores every row.
tags: {{team: growth}}
inputs:
  rows:
    type: uri_file
{inputs}outputs:
  scores:
    type: {scores}
command: cp ${{{{inputs.rows}}}} ${{{{outputs.scores}}}}
environment: azureml:current@latest
"""
SECOND_INPUTS = "  limit:\n    type: integer\n  note:\n    type: string\n    optional: true\n"


def score(name: str, version: int = 1) -> bytes:
    """A component; its second version asks for one more thing, and gives another type."""
    inputs, scores = ("", "uri_file") if version == 1 else (SECOND_INPUTS, "uri_folder")
    return SCORE.format(name=name, version=version, inputs=inputs, scores=scores).encode()


def register(server: Server, kind: str, *files: tuple[str, bytes]) -> None:
    """Through the API: what a test needs before it looks at a page."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files:
            archive.writestr(name, text)
    content.seek(0)
    server.api.post_form(kind, {"main": files[0][0]}, {"file": ("asset.zip", content.read())})


def choose(studio: Studio, *paths: Path) -> Locator:
    """Files chosen with the button of a page: answers the report."""
    studio.id("register-file").set_input_files(list(paths))
    report = studio.id("registered")
    expect(report.first).to_be_visible()
    return report


def open_tab(studio: Studio, name: str) -> None:
    studio.id(f"asset-tab:{name}").click()
    expect(studio.id(f"asset-tab:{name}")).to_have_attribute("aria-selected", "true")


def pipeline_of(name: str) -> dict[str, Any]:
    """One node of version 1 of the component, which reads an input of the pipeline."""
    node = {"name": "score", "type": "command", "component": f"azureml:{name}:1"}
    rest: dict[str, Any] = {"inputs": {}, "outputs": {}, "settings": {}, "inline": None}
    edge = {"from": {"node": None, "port": "rows"}, "to": {"node": "score", "port": "rows"}}
    return {
        "format": "penstock.canvas/1",
        "kind": "pipeline",
        "job": {},
        "inputs": [{"name": "rows", "type": "uri_file", "path": "https://host.example/rows.csv"}],
        "outputs": [],
        "nodes": [{**node, **rest}],
        "edges": [edge],
        "layout": {"nodes": {}, "notes": []},
    }
