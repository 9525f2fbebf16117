"""A canvas leaves the terminal as a folder that stands alone: what is registered on this machine comes along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

TRAIN = "name: train\nversion: 1\ntype: command\ncode: ./src\nenvironment: azureml:own:1\ncommand: python x.py\n"


def penstock(folder: Path, *argv: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PENSTOCK_DATA_DIR": str(folder / "workspace"), "PENSTOCK_URL": ""}
    return subprocess.run(
        [sys.executable, "-m", "penstock.cli", *argv],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_what_is_registered_here_comes_along(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "x.py").write_text("print(1)\n")
    (tmp_path / "train.yml").write_text(TRAIN)
    (tmp_path / "env.yml").write_text("name: own\nversion: 1\nimage: python:3.11\n")
    for kind, file in (("environment", "env.yml"), ("component", "train.yml")):
        made = penstock(tmp_path, kind, "create", "--file", file)
        assert made.returncode == 0, made.stderr
    node = {"name": "fit", "type": "command", "component": "azureml:train@latest", "inputs": {}}
    other = {**node, "name": "gone", "component": "azureml:nowhere:1"}
    canvas = {"format": "penstock.canvas/1", "kind": "pipeline", "job": {}, "nodes": [node, other], "edges": []}
    (tmp_path / "drawn.json").write_text(json.dumps(canvas))
    done = penstock(tmp_path, "pipeline", "export", "drawn.json", "--out", "out")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "out"
    main = (out / "pipeline.yml").read_text()
    assert "component: ./components/train/train.yml" in main
    assert "component: azureml:nowhere:1" in main
    assert "environment: file:../../environments/own/env.yml" in (out / "components/train/train.yml").read_text()
    assert (out / "components" / "train" / "src" / "x.py").is_file()
    (tmp_path / "flow.yml").write_text("# named\njobs:\n  fit: {component: azureml:train:1}\n")
    assert penstock(tmp_path, "pipeline", "import", "flow.yml", "--out", "flow.json").returncode == 0
    assert penstock(tmp_path, "pipeline", "export", "flow.json", "--out", "other").returncode == 0
    assert sorted(path.name for path in (tmp_path / "other").rglob("*")) == ["flow.yml"]
    assert (tmp_path / "other" / "flow.yml").read_bytes() == (tmp_path / "flow.yml").read_bytes()
