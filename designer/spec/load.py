"""Finds the component behind a reference, once per place, and gives its problems to whoever asks first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from designer.spec import types
from designer.spec.document import Document, where
from designer.spec.model import CommandJob, Component, Given, Node, PipelineJob, Port
from designer.spec.nodes import kind_of
from designer.spec.old import component_name, read_modern
from designer.spec.paths import local_path
from designer.spec.ports import FileError, Files, Source
from designer.spec.problems import Problem, did_you_mean
from designer.spec.read import component_of, given_of
from designer.spec.references import read_reference

Reader = Callable[[str, str], Document]


class Loader:
    """One per operation: every component file is read once, however many nodes use it."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.refs: dict[tuple[str, str], tuple[Component | None, list[Problem]]] = {}
        self.sources: dict[tuple[str, str], tuple[Component | None, list[Problem]]] = {}
        self.inline: dict[int, tuple[Any, Component | None, list[Problem]]] = {}
        self.there: dict[tuple[str, str], bool] = {}

    def of_node(self, node: Node, job: PipelineJob | CommandJob) -> tuple[Component | None, list[Problem]]:
        """The component of a node. Problems about the reference itself stand at the node, those inside the
        component's text carry its own file."""
        if isinstance(node.component, str):
            path = (*node.where, "component")
            return self.by_ref(node.component, job, path, node.name)
        if node.type == "sweep" and node.component is None and "trial" in node.body:
            return self._of_sweep(node, job)
        body = node.body if node.component is None else node.component
        known = self.inline.get(id(node.body))
        if known is not None and known[0] is node.body:
            return known[1], known[2]
        at = node.where if node.component is None else (*node.where, "component")
        component, problems = self._inline(node, body, job, at)
        self.inline[id(node.body)] = (node.body, component, problems)
        return component, problems

    def _of_sweep(self, node: Node, job: PipelineJob | CommandJob) -> tuple[Component | None, list[Problem]]:
        """A sweep node looks like its trial: the search space fills inputs, the outputs are the best trial's."""
        trial, at = node.body["trial"], (*node.where, "trial")
        if isinstance(trial, str):
            component, problems = self.by_ref(trial, job, at, node.name)
        elif isinstance(trial, dict):
            inner = Node(node.name, "command", trial, node.inputs, node.outputs, None, at)
            component, problems = self._inline(inner, trial, job, at)
        else:
            return None, []
        found = replace(component, ref=f"inline:{node.name}", type="sweep") if component is not None else None
        return found, problems

    def _inline(
        self, node: Node, body: dict[str, Any], job: PipelineJob | CommandJob, at: tuple[str | int, ...]
    ) -> tuple[Component | None, list[Problem]]:
        ref = f"inline:{node.name}"
        if node.component is not None or node.type == "pipeline":
            return component_of(
                body, base=job.base, file=job.file, ref=ref, root=job.root, at=at, inline=True, type_=node.type
            )
        component = Component(
            ref=ref,
            type=node.type,
            body=body,
            inputs=_inferred_inputs(node),
            outputs={name: inferred_output(name, given) for name, given in node.outputs.items()},
            file=job.file,
            base=job.base,
            inline=True,
            open_ports=True,
            root=job.root,
            where=at,
        )
        return component, []

    def exists(self, base: str, ref: str) -> bool:
        key = (base, ref)
        if key not in self.there:
            self.there[key] = self.files.exists(base, local_path(ref))
        return self.there[key]

    def by_ref(
        self, ref: str, job: PipelineJob | CommandJob, path: tuple[str | int, ...], node: str | None = None
    ) -> tuple[Component | None, list[Problem]]:
        key = (job.base, ref)
        if key not in self.refs:
            found = self._find(job.base, ref.strip())
            self.refs[key] = (
                self._noted(found, ref) if isinstance(found, Source) else (None, [self._missing(found, ref)])
            )
        component, problems = self.refs[key]
        return component, [self._placed(problem, job, path, node) for problem in problems]

    def _placed(
        self, problem: Problem, job: PipelineJob | CommandJob, path: tuple[str | int, ...], node: str | None
    ) -> Problem:
        """A reference that leads nowhere is told at every place that uses it."""
        if problem.file:
            return problem
        line, column = where(job.root, path)
        dotted = ".".join(map(str, path))
        return Problem(
            problem.severity, problem.code, problem.message, job.file, line, column, dotted, problem.hint, node
        )

    def _find(self, base: str, ref: str) -> Source | FileError:
        asked = read_reference(ref, "component")
        if asked is not None and asked.kind == "component":
            return self._registered(asked.name, asked.version, asked.label)
        if ref.startswith("azureml:"):
            return FileError("unknown_reference", f"`{ref}` is not a reference this product knows", _FORMS)
        return self.files.read_text(base, local_path(ref))

    def _registered(self, name: str, version: str | None, label: str | None) -> Source | FileError:
        found = self.files.registered(name, version, label)
        if found is None and (today := component_name(name)) != name:  # names had capitals once
            found = self.files.registered(today, version, label)
        if found is not None:
            return found
        names = list(self.files.registered_names())
        if name in names:
            what = f"version `{version}`" if version else f"label `{label}`"
            return FileError(
                "unknown_version", f"the component `{name}` has no {what}", f"`azureml:{name}@latest` exists"
            )
        hint = did_you_mean(name, names, "register it first, or use `component: ./file.yml`")
        return FileError("unknown_component", f"no component named `{name}` is registered", hint)

    def _noted(self, found: Source, ref: str) -> tuple[Component | None, list[Problem]]:
        """A component of a registry elsewhere that is registered here under its name stands in for it: say so."""
        component, problems = self._read(found, ref)
        asked = read_reference(ref.strip(), "component")
        if asked is None or asked.registry is None or component is None:
            return component, problems
        message = f"`{found.file}`, registered here, stands in for the component of the registry `{asked.registry}`"
        return component, [*problems, Problem("warning", "registered_here", message, args={"ref": ref})]

    def _read(self, found: Source, ref: str) -> tuple[Component | None, list[Problem]]:
        key = (found.base, found.file)
        if key not in self.sources:
            document = read_modern(found.text, found.file, component=True)
            if document.root is None:
                self.sources[key] = (None, list(document.problems))
            else:
                component, problems = component_of(document.root, base=found.base, file=found.file, ref=ref)
                self.sources[key] = (_as_registered(component, found.file), [*document.problems, *problems])
        return self.sources[key]

    def _missing(self, error: FileError, ref: str) -> Problem:
        code = "component_not_found" if error.code == "not_found" else error.code
        message = f"the component file `{ref}` does not exist" if error.code == "not_found" else error.message
        hint = error.hint or "check the path; it is relative to this file"
        return Problem("error", code, message, hint=hint, args={"ref": ref})


def _as_registered(component: Component | None, file: str) -> Component | None:
    """A registered component has the name and the version it was registered under, whatever its document says."""
    known = read_reference(file, "component") if component is not None else None
    if component is None or known is None or known.version is None:
        return component
    return replace(component, name=known.name, version=known.version)


_FORMS = "forms: `./file.yml`, `azureml:name:version`, `azureml:name@latest`"


def _inferred_inputs(node: Node) -> dict[str, Port]:
    """What an inline job is given, and what keys like an automl node's `training_data` are bound to."""
    found = {name: inferred_input(name, given) for name, given in node.inputs.items()}
    for key in kind_of(node.type).binds:
        if (given := given_of(node.body.get(key))).kind == "binding":
            found.setdefault(key, inferred_input(key, given))
    return found


def inferred_input(name: str, given: Given) -> Port:
    """The port of an inline job: what it is given says its type; "" when a binding will tell."""
    if given.kind == "literal":
        return Port(name, given.type or types.infer(given.value))
    if given.kind == "data":
        default = "uri_folder" if given.path is not None else "string"
        return Port(name, given.type or default, mode=given.attribute("mode"), optional=given.path is None)
    if given.kind == "binding":
        return Port(name, given.attribute("type") or "", mode=given.attribute("mode"))
    return Port(name, "", optional=True)


def inferred_output(name: str, given: Given) -> Port:
    return Port(name, given.attribute("type") or "", mode=given.attribute("mode"))
