"""What would happen if a job was submitted now: which steps are taken, which run and why, what has to be built.

Compiles as a submission does and asks the same questions as the runner, in the same order; writes and starts nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from designer.spec import hashing
from designer.spec.plan import Step
from runs.engine.given import CannotBeGiven, NotKnownYet, resolve_inputs
from runs.engine.reuse import is_to_be_had
from runs.foreseeing import Foresight
from runs.ledger import find_finished, parts_of_latest, steps_under_way
from runs.ports import Sources
from runs.submit import Wishes, compiled, new_run
from runs.why import Name, part_in_words, sentence

NOBODY = "new-job"  # the name of a job that has none yet, where addresses need one


@dataclass(slots=True)
class Planned:
    """What becomes of one step: `decision` is reuse, run or after."""

    decision: str
    why: str
    origin: dict[str, str] | None = None
    compared_with: dict[str, str] | None = None
    differs: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    refusal: str = ""

    def to_json(self, path: str, name: Name) -> dict[str, Any]:
        story = {
            "why": f"plan.{self.why}",
            "origin": self.origin,
            "compared_with": self.compared_with,
            "differs": self.differs or self.after,
        }
        plain = (lambda text: text) if self.after else name
        told = self.refusal or sentence({key: found for key, found in story.items() if found}, plain)
        return {
            "path": path,
            "decision": self.decision,
            "why": self.why,
            "sentence": told,
            "differs": self.differs,
            "origin": self.origin,
            "after": self.after,
        }


def plan(
    *,
    wishes: Wishes,
    draft: str | None = None,
    yaml_text: str | None = None,
    folder: Path | str | None = None,
    main: str | None = None,
    origin: str = "",
) -> dict[str, Any]:
    """{nodes, environments, totals, warnings} for the same arguments as `submit`. Raises Rejected, Refused."""
    source = {"draft": draft, "yaml_text": yaml_text, "folder": folder, "main": main}
    found, root, chooser = compiled(wishes, **source, keeps=False)  # type: ignore[arg-type]
    new = new_run(found, root, wishes, draft or "", origin, "", chooser)
    group = (new.origin or f"{new.experiment_name}/{new.display_name}")[:255]
    made = _Planner(root, group)
    made.decide()
    nodes = [made.planned[step.path].to_json(step.path, made.named(step)) for step in made.steps]
    return {
        "nodes": nodes,
        "environments": [
            {"name": one.name, "state": "ready" if one.built else "build"} for one in made.foresight.needed.values()
        ],
        "totals": {word: sum(node["decision"] == word for node in nodes) for word in ("reuse", "run", "after")},
        "warnings": new.warnings,
    }


class _Planner:
    def __init__(self, root: Step, group: str) -> None:
        workspace = settings.WORKSPACE
        self.workspace = str(workspace.root)
        self.foresight = Foresight(workspace.root, workspace.environments)
        self.earlier = parts_of_latest(group)
        self.running = steps_under_way()
        self.all = {step.path: step for step in root.walk()}
        self.steps = [step for step in self.all.values() if step.kind != "pipeline"]
        self.forced = {path for path, step in self.all.items() if step.force_rerun}
        self.planned: dict[str, Planned] = {}
        self.outputs: dict[str, Mapping[str, Any]] = {}  # of steps that will be taken
        self.parts: dict[str, dict[str, str]] = {}
        self.keys: dict[str, str] = {}  # key -> the first step of this job that has it and will run

    def decide(self) -> None:
        """Writers before readers."""
        readers: dict[str, list[Step]] = {}
        waiting = {step.path: len(step.needs) for step in self.steps}
        for step in self.steps:
            for need in step.needs:
                readers.setdefault(need, []).append(step)
        ready = deque(step for step in self.steps if not step.needs)
        while ready:
            step = ready.popleft()
            self.planned[step.path] = self.of(step)
            for reader in readers.get(step.path, ()):
                waiting[reader.path] -= 1
                if not waiting[reader.path]:
                    ready.append(reader)

    def of(self, step: Step) -> Planned:
        """The questions of the runner's look-up, as far as they have an answer before anything runs."""
        runtime = self.foresight.runtime(step)
        if not step.deterministic:
            return Planned("run", "not_deterministic")
        if self.is_forced(step.path):
            return Planned("run", "force_rerun")
        if not_taken := [need for need in step.needs if need not in self.outputs]:
            return Planned("after", "after", after=not_taken)
        try:
            given = resolve_inputs(step, self.workspace, self.outputs.__getitem__, cast(Sources, self.foresight))
        except NotKnownYet as unknown:
            names = [name for name, value in step.inputs.items() if value in unknown.values]
            return Planned("run", "input_unknown", differs=[f"inputs.{name}" for name in names])
        except CannotBeGiven as refusal:
            return Planned("run", "refused", refusal=str(refusal))
        if runtime is None:
            return Planned("run", "environment_unknown")
        parts = hashing.reuse_key(step, {name: item.id for name, item in given.items()}, runtime.id)
        self.parts[step.path] = parts
        return self.by_key(step, parts, hashing.digest(parts))

    def by_key(self, step: Step, parts: dict[str, str], key: str) -> Planned:
        found = find_finished(key)
        place = {"job": found.job, "root": found.root, "path": found.path} if found else None
        if found is not None and is_to_be_had(found, step, NOBODY, self.workspace):
            self.outputs[step.path] = found.outputs
            return Planned("reuse", "identical", origin=place)
        if (running := self.running.get(key)) is not None:
            return Planned("reuse", "running", origin=running.to_json())
        if key in self.keys:
            return Planned("reuse", "same_step", origin={"job": "", "root": "", "path": self.keys[key]})
        self.keys[key] = step.path
        if place is not None:
            return Planned("run", "outputs_gone", compared_with=place)
        return self.against_earlier(step, parts)

    def against_earlier(self, step: Step, parts: dict[str, str]) -> Planned:
        earlier = self.earlier.get(step.path)
        if earlier is None:
            return Planned("run", "first")
        differs = [row["part"] for row in hashing.explain(parts, earlier["parts"]) if not row["same"]]
        place = {"job": earlier["job"], "root": earlier["root"], "path": step.path}
        return Planned("run", "differs" if differs else "not_completed", compared_with=place, differs=differs)

    def is_forced(self, path: str) -> bool:
        """The step, or a pipeline it is in."""
        if not self.forced:
            return False
        places = [path[:at] for at, letter in enumerate(path) if letter == "/"]
        return not self.forced.isdisjoint(("", *places, path))

    def named(self, step: Step) -> Name:
        """Names a part of the step's key; a parameter with what it was and what it will be."""
        mine, earlier = self.parts.get(step.path, {}), self.earlier.get(step.path, {}).get("parts", {})

        def name(part: str) -> str:
            value = step.inputs.get(part.removeprefix("inputs."))
            if value is None or value.kind != "literal" or part not in mine or part not in earlier:
                return part_in_words(part)
            before, after = (found[part].partition(":")[2] for found in (earlier, mine))
            return f"{part_in_words(part)} ({before} → {after})"

        return name
