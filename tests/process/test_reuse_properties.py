"""Any single change of what decides a step's result changes its key and is named; nothing else ever does.

Whole projects on disk are compiled as a submission compiles them: component, code, data, node and pipeline.
"""

from __future__ import annotations

import copy
import os
import random
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.files import FolderFiles
from designer.spec.compile import compile_job
from designer.spec.hashing import digest, explain, reuse_key
from designer.spec.plan import OutputSpec, Step, Value
from designer.spec.read import read_job

WORDS = st.text("abcdefghijklmnop", min_size=1, max_size=8)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="${}[]"), max_size=20)


@dataclass
class Project:
    """A pipeline of one node that uses a component, with its files; `lock` is the digest of its environment."""

    component: dict[str, Any]
    node: dict[str, Any]
    files: dict[str, str]
    lock: str = "lock-1"
    name: str = "fit"
    home: str = "parts"  # the folder of component, code and data
    executable: frozenset[str] = frozenset()
    style: dict[str, Any] = field(default_factory=dict)  # how the YAML is written
    times: float = 1_600_000_000.0

    def key(self) -> dict[str, str]:
        """The parts of the node's key, from the files of this project alone."""
        with tempfile.TemporaryDirectory() as place:
            root = Path(place)
            self.write(root)
            files = FolderFiles(root, store=root / "store", keeps=False)
            found = read_job((root / "pipeline.yml").read_bytes(), base="", files=files)
            assert found.job is not None, found.problems
            plan, problems = compile_job(found.job, files)
            assert plan is not None, problems
            (step,) = plan.children
            return reuse_key(step, {name: identity(value) for name, value in step.inputs.items()}, self.lock)

    def write(self, root: Path) -> None:
        node = {**self.node, "component": f"./{self.home}/c.yml"}
        documents = {
            f"{self.home}/c.yml": self.component,
            "pipeline.yml": {"type": "pipeline", "jobs": {self.name: node}},
        }
        for path, text in self.files.items():
            place = root / self.home / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            place.chmod(0o755 if path in self.executable else 0o644)
        for path, body in documents.items():
            (root / path).write_text(self.dumped(body), encoding="utf-8")
        for place in root.rglob("*"):
            os.utime(place, (self.times, self.times))

    def dumped(self, body: dict[str, Any]) -> str:
        options = {"sort_keys": False, "allow_unicode": True, **self.style}
        mixed = options.pop("mixed", None)
        body = shuffled(body, random.Random(mixed)) if mixed is not None else body
        return options.pop("head", "") + yaml.safe_dump(body, **options)


def identity(value: Value) -> str:
    """As the engine has it."""
    if value.kind == "literal":
        return f"{value.type}:{value.value!r}"
    return f"{value.snapshot}/{value.subpath}" if value.kind == "data" else "none"


def shuffled(body: Any, dice: random.Random) -> Any:
    if not isinstance(body, dict):
        return body
    items = [(key, shuffled(value, dice)) for key, value in body.items()]
    dice.shuffle(items)
    return dict(items)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))
    component: dict[str, Any] = {
        "name": "c",
        "type": "command",
        "version": "1",
        "command": "python fit.py ${{inputs.rate}} ${{inputs.table}} ${{inputs.seed}} ${{outputs.model}} "
        + draw(st.sampled_from(["", "&& echo done", "--label ${{inputs.label}}"])),
        "code": "./src",
        "environment": "current",
        "inputs": {
            "rate": {"type": "number", "default": draw(numbers)},
            "label": {"type": "string", "default": draw(WORDS)},
            "seed": {"type": "integer", "default": draw(st.integers(0, 1000))},
            "table": {"type": "uri_folder"},
        },
        "outputs": {
            "model": {"type": "uri_folder"},
            "report": {"type": draw(st.sampled_from(["uri_file", "mltable"]))},
        },
        "environment_variables": draw(st.dictionaries(WORDS.map(str.upper), WORDS, max_size=3)),
    }
    node: dict[str, Any] = {"type": "command", "inputs": {"table": {"type": "uri_folder", "path": "./parts/data"}}}
    if draw(st.booleans()):
        node["inputs"]["rate"] = draw(numbers)
    if draw(st.booleans()):
        node["resources"] = {"instance_count": draw(st.integers(1, 4))}
    files = {"src/fit.py": draw(TEXTS), "src/pack/more.py": draw(TEXTS), "data/rows.csv": draw(TEXTS)}
    return Project(component, node, files)


Change = Callable[[Project], None]


def put(where: str, key: str, value: Any) -> Change:
    """A change of a document: `where` is "component" or "node", with inner mappings after dots."""

    def change(project: Project) -> None:
        first, *inner = where.split(".")
        body = getattr(project, first)
        for name in inner:
            body = body.setdefault(name, {})
        assert body.get(key) != value
        body[key] = value

    return change


def write(path: str, text: str) -> Change:
    return lambda project: project.files.update({path: project.files.get(path, "") + text})


def move(before: str, after: str) -> Change:
    return lambda project: project.files.update({after: project.files.pop(before)})


def be(**values: Any) -> Change:
    def change(project: Project) -> None:
        for name, value in values.items():
            assert getattr(project, name) != value
            setattr(project, name, value)

    return change


def rehome(project: Project) -> None:
    project.home = "elsewhere"
    project.node["inputs"]["table"]["path"] = "./elsewhere/data"


def rename_input(project: Project) -> None:
    project.component["inputs"]["speed"] = project.component["inputs"].pop("rate")
    project.component["command"] = project.component["command"].replace("inputs.rate", "inputs.speed")
    if "rate" in project.node["inputs"]:
        project.node["inputs"]["speed"] = project.node["inputs"].pop("rate")


# What decides the result: the change, and the parts of the key that name it.
CHANGES: dict[str, tuple[Change, set[str]]] = {
    "command": (put("component", "command", "python other.py ${{outputs.model}}"), {"command"}),
    "line of code": (write("src/fit.py", "\nx = 1\n"), {"code"}),
    "new file of code": (write("src/new.py", ""), {"code"}),
    "renamed file of code": (move("src/fit.py", "src/fitted.py"), {"code"}),
    "moved file of code": (move("src/pack/more.py", "src/more.py"), {"code"}),
    "executable file": (be(executable=frozenset(["src/fit.py"])), {"code"}),
    "no code": (lambda project: project.component.pop("code"), {"code"}),
    "lock of the environment": (be(lock="lock-2"), {"environment"}),
    "variable": (put("component.environment_variables", "NEW", "1"), {"environment_variables"}),
    "variable of the node": (put("node.environment_variables", "NEW", "1"), {"environment_variables"}),
    "parameter": (put("node.inputs", "rate", 3e6), {"inputs.rate"}),
    "seed": (put("node.inputs", "seed", 1001), {"inputs.seed"}),
    "default": (put("component.inputs.label", "default", "quite another"), {"inputs.label"}),
    "type of a parameter": (put("component.inputs.seed", "type", "number"), {"inputs.seed"}),
    "new input": (put("component.inputs", "more", {"type": "integer", "default": 1}), {"inputs.more"}),
    "renamed input": (rename_input, {"command", "inputs.rate", "inputs.speed"}),
    "content of data": (write("data/rows.csv", "\n1\n"), {"inputs.table"}),
    "new file of data": (write("data/more.csv", ""), {"inputs.table"}),
    "renamed file of data": (move("data/rows.csv", "data/r.csv"), {"inputs.table"}),
    "mode of an input": (put("node.inputs.table", "mode", "download"), {"inputs.table.as"}),
    "type of an input": (put("node.inputs.table", "type", "mltable"), {"inputs.table.as"}),
    "type of an output": (put("component.outputs.model", "type", "uri_file"), {"outputs"}),
    "mode of an output": (put("node.outputs.model", "mode", "upload"), {"outputs"}),
    "place of an output": (put("node.outputs.model", "path", "azureml://datastores/d/paths/m"), {"outputs"}),
    "new output": (put("component.outputs", "more", {"type": "uri_folder"}), {"outputs"}),
    "machines": (put("node.resources", "instance_count", 7), {"resources"}),
    "distribution": (put("node", "distribution", {"type": "mpi"}), {"spec.distribution"}),
}

# What does not.
SAME: dict[str, Change] = {
    "order of keys": be(style={"mixed": 3}),
    "another order of keys": be(style={"mixed": 5}),
    "style of the YAML": be(style={"default_flow_style": True, "width": 40}),
    "indents and comments": be(style={"indent": 7, "head": "# a remark\n\n---\n", "default_style": '"'}),
    "name of the node": be(name="other_name"),
    "folder": rehome,
    "times of files": be(times=1_700_000_000.0),
    "name of the component": put("component", "name", "other"),
    "version of the component": put("component", "version", "2"),
    "description of the component": put("component", "description", "words"),
    "tags of the component": put("component", "tags", {"a": "b"}),
    "display name of the component": put("component", "display_name", "Fit"),
    "schema": put("component", "$schema", "https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json"),
    "description of an input": put("component.inputs.rate", "description", "words"),
    "bounds of a parameter": put("component.inputs.rate", "max", 1e9),
    "description of the node": put("node", "description", "words"),
    "display name of the node": put("node", "display_name", "Fit"),
    "tags of the node": put("node", "tags", {"a": "b"}),
    "comment": put("node", "comment", "words"),
    "properties": put("node", "properties", {"a": "b"}),
    "compute": put("node", "compute", "azureml:gpu"),
    "limits": put("node", "limits", {"timeout": 60}),
    "queue": put("node", "queue_settings", {"job_tier": "standard"}),
    "services": put("node", "services", {"s": {"type": "jupyter_lab"}}),
    "caches beside the code": write("src/__pycache__/fit.pyc", "x"),
    "switch that makes it run": put("node", "properties", {"penstock.force_rerun": "true"}),
    "usual mode said": put("node.inputs.table", "mode", "ro_mount"),
}


@settings(max_examples=6, deadline=None)
@given(projects())
@pytest.mark.parametrize("what", CHANGES)
def test_any_single_change_changes_the_key_and_is_named(what: str, project: Project) -> None:
    before = project.key()
    changed = copy.deepcopy(project)
    change, parts = CHANGES[what]
    change(changed)
    after = changed.key()
    assert digest(before) != digest(after)
    assert {row["part"] for row in explain(after, before) if not row["same"]} == parts


@settings(max_examples=6, deadline=None)
@given(projects())
@pytest.mark.parametrize("what", SAME)
def test_what_does_not_decide_never_changes_the_key(what: str, project: Project) -> None:
    before = project.key()
    SAME[what](project)
    assert project.key() == before


@settings(max_examples=40, deadline=None)
@given(projects(), st.data())
def test_two_changes_are_named_both(project: Project, data: st.DataObject) -> None:
    alone = [name for name in CHANGES if name not in ("no code", "renamed input", "command")]
    one, two = data.draw(st.lists(st.sampled_from(alone), min_size=2, max_size=2, unique=True))
    before = project.key()
    for name in (one, two):
        CHANGES[name][0](project)
    named = {row["part"] for row in explain(project.key(), before) if not row["same"]}
    assert named == CHANGES[one][1] | CHANGES[two][1]


def test_every_field_of_a_step_is_known_to_decide_or_not() -> None:
    """Who adds a field has to say here on which side it is, and to add a change above."""
    deciding = {
        "kind",
        "inputs",
        "outputs",
        "command",
        "code",
        "environment",
        "environment_variables",
        "resources",
        "spec",
    }
    beside = {"name", "path", "needs", "children", "outputs_from", "compute", "timeout", "warnings", "display_name"}
    beside |= {"component", "component_name", "component_version"}
    rules = {"deterministic", "force_rerun", "continue_on_step_failure"}
    assert {one.name for one in fields(Step)} == deciding | beside | rules
    assert {one.name for one in fields(OutputSpec)} == {"type", "mode", "uri", "name", "version"}
    of_values = {"kind", "type", "value", "uri", "snapshot", "subpath", "path", "port", "mode"}
    assert {one.name for one in fields(Value)} == of_values
