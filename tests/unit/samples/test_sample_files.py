"""The samples: what their files name exists, and their commands use only flags that the scripts know."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

EXAMPLES = Path(__file__).parents[3] / "examples"
SAMPLES = sorted(path.parent for path in EXAMPLES.glob("*/pipeline.yml"))
COMPONENTS = sorted(path for path in EXAMPLES.glob("*/*.yml") if path.name != "pipeline.yml")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def label(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


def test_there_are_the_three_samples() -> None:
    assert [path.name for path in SAMPLES] == ["breast_cancer", "diabetes", "digits"]


@pytest.mark.parametrize("sample", SAMPLES, ids=label)
def test_a_sample_has_a_readme_and_gives_its_nodes_only_inputs_they_have(sample: Path) -> None:
    assert (sample / "README.md").read_text(encoding="utf-8").startswith("# ")
    jobs = read(sample / "pipeline.yml")["jobs"]
    for name, node in jobs.items():
        component = read(sample / node["component"])
        wanted = {port for port, spec in component["inputs"].items() if not spec.get("optional", "default" in spec)}
        assert wanted <= set(node["inputs"]) <= set(component["inputs"]), name
        for expression in re.findall(r"parent\.jobs\.(\w+)\.outputs\.(\w+)", str(node["inputs"])):
            assert expression[1] in read(sample / jobs[expression[0]]["component"])["outputs"], name


def test_the_digits_are_a_wide_graph() -> None:
    assert len(read(EXAMPLES / "digits" / "pipeline.yml")["jobs"]) >= 20


@pytest.mark.parametrize("path", COMPONENTS, ids=label)
def test_a_component_runs_a_script_that_knows_its_flags(path: Path) -> None:
    component = read(path)
    assert component["version"] == "1"
    command = component["command"]
    script = path.parent / component["code"] / re.findall(r"python (\S+\.py)", command)[0]
    known = set(re.findall(r'"(--[a-z-]+)"', script.read_text(encoding="utf-8")))
    assert set(re.findall(r"--[a-z-]+", command)) == known
    used = {(kind, name) for kind, name in re.findall(r"\$\{\{(inputs|outputs)\.(\w+)\}\}", command)}
    assert used == {(kind, name) for kind in ("inputs", "outputs") for name in component[kind]}


def test_no_two_components_share_a_name() -> None:
    names = [read(path)["name"] for path in COMPONENTS]
    assert len(set(names)) == len(names)
