"""The table of what is read, written and run, found out by reading, writing and compiling a form of each feature."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from designer.spec.canvas import to_canvas  # noqa: E402
from designer.spec.canvas_text import write_canvas  # noqa: E402
from designer.spec.compile import compile_job  # noqa: E402
from designer.spec.documents import ReadDocument, read_document  # noqa: E402
from designer.spec.kinds.base import Spec  # noqa: E402
from designer.spec.kinds.check import chosen  # noqa: E402
from designer.spec.kinds.table import DOCUMENTS, NODES, Kind  # noqa: E402
from designer.spec.patch import patched  # noqa: E402
from designer.spec.problems import Problem, errors  # noqa: E402
from designer.spec.testing import MemoryFiles  # noqa: E402
from tests.contract.forms import FOLDER, FORMS, Form  # noqa: E402
from tests.reference.forms import FORMS as SMALL  # noqa: E402

CANVAS = ROOT / "tests" / "contract" / "canvas"
NAMED = "type: command\ncommand: ls\nenvironment: {image: i}\noutputs: {flag: {type: boolean}}\n"  # `azureml:n`, `…:x`
INTRO = """\
# What is supported

Each line was found out by this product itself: a form of the feature is read (`read`: no error), written back without a
change and over the canvas (`write`: the same bytes), and given to the compiler (`run`). *mapped* keys do something like
what they say, on this machine; *kept* ones do nothing here and are written back. What becomes of every key stands in
the [YAML reference](reference/index.md).

`run` is **yes** (runs here), **registered** (kept under its name, and used by jobs that name it), or **kept** (read,
drawn, written; this version does not run it).
"""
SECTIONS = {
    "jobs": "Jobs",
    "pipelines": "Pipelines",
    "components": "Components",
    "flow": "Flows",
    "assets": "Data, models, environments",
    "table": "Tables",
    "computes": "Computes",
    "datastores": "Datastores",
    "schedules": "Schedules",
    "serving": "Endpoints and deployments",
    "features": "Features",
    "workspaces": "Workspaces, registries, connections",
}


def page_of(kind: Kind) -> str:
    """The page of a kind, below docs/."""
    name = kind.name.removesuffix("_component") if kind.family == "component" else kind.name
    return f"reference/{kind.family}/{name}.md"


def features() -> str:
    return "".join(_lines())


def _lines() -> Iterator[str]:
    yield INTRO
    for section, title in SECTIONS.items():
        yield f"\n## {title}\n\n| feature | kind | read | write | run |\n| --- | --- | --- | --- | --- |\n"
        for form in FORMS:
            if form.name.split("/")[0] == section:
                kind = DOCUMENTS[form.kind]
                title = f"[{kind.title}]({page_of(kind)})"
                yield f"| {_words(form)} | {title} | {_read(form)} | {_write(form)} | {_run(form)} |\n"
    yield "\n## Small forms\n\nDifferences in how a thing is said, inside a pipeline or a command job.\n"
    yield "\n| form | read | write | run |\n| --- | --- | --- | --- |\n"
    for name, text in SMALL.items():
        found = _small(name)
        written = write_canvas(json.loads(json.dumps(to_canvas(found.job))), text).text if found.job else ""
        same = "yes" if written == text and patched(text, found.document.root) == text else "no"
        read = "yes" if found.valid else "no"
        yield f"| {name.replace('_', ' ')} | {read} | {same} | {_answer(found, _canvas_files())} |\n"


def _words(form: Form) -> str:
    return form.path.stem.replace("_", " ").replace("flow.dag", "flow")


@lru_cache(maxsize=1)
def _form_files() -> MemoryFiles:
    return _memory(FOLDER)


@lru_cache(maxsize=1)
def _canvas_files() -> MemoryFiles:
    return _memory(CANVAS)


def _memory(folder: Path) -> MemoryFiles:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(".json")]
    texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return MemoryFiles(texts, {"n:1": NAMED, "x:1": NAMED})


@cache
def _found(name: str) -> ReadDocument:
    base = name.rpartition("/")[0]
    return read_document((FOLDER / name).read_bytes(), name, _form_files(), base=base)


@cache
def _small(name: str) -> ReadDocument:
    return read_document(SMALL[name], f"{name}.yml", _canvas_files())


def _read(form: Form) -> str:
    unexpected = [p for p in errors(_found(form.name).problems) if p.code not in form.errors]
    return "yes" if not unexpected and _found(form.name).kind == form.kind else "no"


def _write(form: Form) -> str:
    found, text = _found(form.name), form.path.read_text(encoding="utf-8")
    same = patched(text, found.document.root) == text
    if found.job is not None:
        same = same and write_canvas(json.loads(json.dumps(to_canvas(found.job))), text).text == text
    return "yes" if same else "no"


def _run(form: Form) -> str:
    found = _found(form.name)
    if found.job is not None and found.job.kind != "pipeline_component":
        return _answer(found, _form_files())
    return runs_of(DOCUMENTS[form.kind])


def _answer(found: ReadDocument, files: MemoryFiles) -> str:
    """What the compiler makes of a job, and which of its keys are mapped or only kept."""
    if found.job is None:
        return "kept"
    step, problems = compile_job(found.job, files, inputs=_values(found))
    if step is None:
        return "kept" if _only_kept(problems) else f"no ({', '.join(sorted({p.code for p in errors(problems)}))})"
    told = [f"{word}: {', '.join(f'`{key}`' for key in keys)}" for word, keys in _halves(found).items() if keys]
    return "; ".join(["yes", *told])


def _values(found: ReadDocument) -> dict[str, Any]:
    """Inputs that wait for a value get one."""
    inputs = found.document.root.get("inputs")
    return {
        name: "./data" for name, value in (inputs or {}).items() if value is None or value == {"type": "uri_folder"}
    }


def _only_kept(problems: list[Problem]) -> bool:
    return any(problem.code == "cannot_run_yet" for problem in problems)


def _halves(found: ReadDocument) -> dict[str, list[str]]:
    """Keys of the job and of its nodes that are mapped or kept, as their declarations say."""
    used: dict[str, set[str]] = {"mapped": set(), "kept": set()}
    root = found.document.root
    bodies: list[tuple[Kind, Any]] = [(DOCUMENTS[found.kind], root)]
    jobs = root.get("jobs")
    for body in jobs.values() if isinstance(jobs, dict) else ():
        bodies.append((NODES.get(str(body.get("type", "command")), NODES["command"]), body))
    for kind, body in bodies:
        model: type[Spec] = chosen(kind.declarations(), body)
        for attribute, declared in model.keys.items():
            name = declared.alias or attribute
            if declared.runs in used and body.get(name) is not None and name not in ("$schema", "comment"):
                used[declared.runs].add(name)
    return {word: sorted(keys) for word, keys in used.items()}


@cache
def runs_of(kind: Kind) -> str:
    """Whether this product runs documents or nodes of the kind."""
    if kind.family == "job":
        forms = [form for form in FORMS if form.kind == kind.name]
        return "yes" if any(_answer(_found(form.name), _form_files()).startswith("yes") for form in forms) else "kept"
    if kind.family == "node":
        return "yes" if _node_runs(kind.name) else "kept"
    if kind.family == "component":
        return runs_of(NODES[kind.name.removesuffix("_component")]) if kind.name != "flow" else "kept"
    if kind.family in _groups():
        if kind.name in ("mltable", "data_import"):
            return "yes" if kind.name == "mltable" else "kept"
        return "yes" if kind.family == "schedule" else "registered"
    published = kind.name in ("batch_endpoint", "pipeline_batch_deployment", "batch_invoke")
    return "yes" if published and "batch-endpoint" in _groups() else "kept"


def _node_runs(type_: str) -> bool:
    """The compiler's answer for pipelines that hold such a node."""
    for form in FORMS:
        found = _found(form.name)
        jobs = found.document.root.get("jobs")
        bodies = jobs.values() if found.kind == "pipeline" and isinstance(jobs, dict) else ()
        if found.job is None or not any(str(body.get("type", "command")) == type_ for body in bodies):
            continue
        _, problems = compile_job(found.job, _form_files())
        return not any(p.code == "cannot_run_yet" and f" {type_} " in f" {p.message} " for p in problems)
    return False


@lru_cache(maxsize=1)
def _groups() -> frozenset[str]:
    """The groups of the command line: what can be registered has one."""
    from penstock.cli.main import parser

    actions = parser(None)._actions
    return frozenset(
        word for action in actions if isinstance(action, argparse._SubParsersAction) for word in action.choices
    )
