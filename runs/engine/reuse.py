"""Whether a step must run: its key, the earlier step that has the same, and the reason either way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from designer.spec import hashing
from designer.spec.plan import Step
from runs.engine.active import ActiveRun
from runs.engine.given import CannotBeGiven, NotKnownYet, resolve_inputs
from runs.engine.joining import Joining, joined_to
from runs.engine.mapped import PLACES, copies_are_there
from runs.engine.waits import Waits
from runs.kernel.messages import CacheHit, CacheMissed, Joined, LookUpCache
from runs.ports import Finished, Given, Ledger
from runs.storage.content import TooLarge, content_of
from runs.storage.layout import job_name

REREAD = 1 << 20  # bytes of an output


def look_up(run: ActiveRun, asked: LookUpCache, joining: Joining, workspace: str, waits: Waits, at: float) -> Any:
    """CacheHit, Joined or CacheMissed. Their detail: {key, parts, reuse: {decision, why, …}}, on a hit the outputs too.

    The list of inputs whose content is not known yet, empty when only the runtime is not.
    """
    path, attempt = asked.path, asked.attempt
    step = run.state.nodes[path].step
    if path in run.refused:
        return CacheMissed(path, attempt, at)
    try:
        given = resolve_inputs(step, workspace, run.outputs_of, waits.sources)
    except NotKnownYet as unknown:
        return unknown.values
    except CannotBeGiven as refusal:
        run.refused[path] = str(refusal)
        return CacheMissed(path, attempt, at)
    if attempt > 1 and (what := _what_is_gone(step, given)):
        run.refused[path] = what
        return CacheMissed(path, attempt, at)
    runtime = waits.environments.known(step)
    if runtime is None:
        return []
    run.given[path] = given
    parts = hashing.reuse_key(step, {name: item.id for name, item in given.items()}, runtime.id)
    key = hashing.digest(parts)
    detail: dict[str, Any] = {"key": key, "parts": parts}
    if not step.deterministic:
        return CacheMissed(path, attempt, at, {**detail, "reuse": {"decision": "ran", "why": "not_deterministic"}})
    if _is_forced(run, path):
        joining.enter(key, run, path, joins=False)
        return CacheMissed(path, attempt, at, {**detail, "reuse": {"decision": "ran", "why": "force_rerun"}})
    found = joining.ledger.find(key)
    gone = found is not None and not is_to_be_had(found, step, job_name(run.root, path), workspace)
    if found is not None and not gone:
        run.given.pop(path, None)
        return CacheHit(path, attempt, at, {**detail, **_taken(found, _joined_before(run, path))})
    joins = not step.spec.get(PLACES)  # nobody else copies to where this job wants its outputs
    if joins and (origin := joining.find(key, run, path)) is not None:
        run.given.pop(path, None)
        joining.wait(origin, run, asked)
        return Joined(path, attempt, at, {**detail, **joined_to(origin)})
    joining.enter(key, run, path, joins=joins)
    if found is not None:
        reuse = {"decision": "ran", "why": "outputs_gone", "compared_with": _place(found)}
    elif (before := _joined_before(run, path)) is not None:
        reuse = {"decision": "ran", "why": "joined_in_vain", "compared_with": before}
    else:
        reuse = _against_earlier(run, path, parts, joining.ledger)
    return CacheMissed(path, attempt, at, {**detail, "reuse": reuse})


def _what_is_gone(step: Step, given: Mapping[str, Given]) -> str:
    """A retry may come long after its inputs were made; the job they were taken from may have been deleted since."""
    for name, value in step.inputs.items():
        if value.kind == "node" and not os.path.lexists(given[name].value):
            what = f"input {name}: what step {value.path} wrote is gone; the job it was taken from was deleted."
            return f"{what} Submit this job again: a new one makes it anew."
    return ""


def _taken(found: Finished, before: dict[str, Any] | None) -> dict[str, Any]:
    """What is said of a step that takes the outputs of another, finished already or waited for."""
    waited = before is not None and before["job"] == found.job
    story = {"decision": "joined", "why": "running"} if waited else {"decision": "reused", "why": "identical"}
    return {"reuse": {**story, "origin": _place(found)}, "reused_from": found.job, "outputs": found.outputs}


def _place(found: Finished) -> dict[str, str]:
    return {"job": found.job, "root": found.root, "path": found.path}


def _joined_before(run: ActiveRun, path: str) -> dict[str, Any] | None:
    """The step that this one has waited for until now."""
    node = run.state.nodes[path]
    origin: dict[str, Any] | None = node.detail["reuse"]["origin"] if node.joined else None
    return origin


def _is_forced(run: ActiveRun, path: str | None) -> bool:
    """Whether the step, or a pipeline it is in, must not reuse anything."""
    while path is not None:
        node = run.state.nodes[path]
        if node.step.force_rerun:
            return True
        path = node.parent
    return False


def is_to_be_had(found: Finished, step: Step, job: str, workspace: str) -> bool:
    """Whether what an earlier step left is as it was, and where this job wants it."""
    return _are_there(found.outputs, workspace) and copies_are_there(step, job)


def _against_earlier(run: ActiveRun, path: str, parts: dict[str, str], ledger: Ledger) -> dict[str, Any]:
    """What differs from the same node in the nearest earlier run of this pipeline."""
    if run.earlier is None:
        run.earlier = ledger.earlier_parts(run.origin, run.root)
    earlier = run.earlier.get(path)
    if earlier is None:
        return {"decision": "ran", "why": "first"}
    differs = [line["part"] for line in hashing.explain(parts, earlier["parts"]) if not line["same"]]
    compared = {"job": earlier["job"], "root": earlier["root"], "path": path}
    why = "differs" if differs else "not_completed"
    return {"decision": "ran", "why": why, "differs": differs, "compared_with": compared}


def _are_there(outputs: dict[str, Any], workspace: str) -> bool:
    return all(
        _is_as_it_was(f"{workspace}/{entry['path']}", entry["id"]) and os.path.lexists(entry.get("written", "/"))
        for entry in outputs.values()
        if entry["id"]
    )


def _is_as_it_was(place: str, id_: str) -> bool:
    """A step runs as the same user and can write into its inputs, which are the outputs of others: nobody can forbid
    it, so what is reused is looked at again. What is too large to be read here and now has to be there at least."""
    try:
        return content_of(place, REREAD).id == id_
    except TooLarge:
        return True
    except OSError:
        return False
