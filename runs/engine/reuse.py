"""Whether a step must run: its key, the earlier step that has the same, and the reason either way."""

from __future__ import annotations

from typing import Any

from designer.spec import hashing
from runs.engine.active import ActiveRun
from runs.engine.given import CannotBeGiven, NotKnownYet, resolve_inputs
from runs.engine.mapped import copies_are_there
from runs.engine.waits import Waits
from runs.kernel.messages import CacheHit, CacheMissed, LookUpCache
from runs.ports import Ledger
from runs.storage.content import TooLarge, content_of
from runs.storage.layout import job_name

REREAD = 1 << 20  # bytes of an output


def look_up(run: ActiveRun, asked: LookUpCache, ledger: Ledger, workspace: str, waits: Waits, at: float) -> Any:
    """CacheHit or CacheMissed. Their detail: {key, parts, reuse: {decision, why, …}} and, on a hit, the outputs.

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
    runtime = waits.environments.known(step)
    if runtime is None:
        return []
    run.given[path] = given
    parts = hashing.reuse_key(step, {name: item.id for name, item in given.items()}, runtime.id)
    key = hashing.digest(parts)
    detail: dict[str, Any] = {"key": key, "parts": parts}
    if _is_forced(run, path):
        return CacheMissed(path, attempt, at, {**detail, "reuse": {"decision": "ran", "why": "force_rerun"}})
    if not step.deterministic:
        return CacheMissed(path, attempt, at, {**detail, "reuse": {"decision": "ran", "why": "not_deterministic"}})
    found = ledger.find(key)
    if found is not None:
        origin = {"job": found.job, "root": found.root, "path": found.path}
        if _are_there(found.outputs, workspace) and copies_are_there(step, job_name(run.root, path)):
            reuse = {"decision": "reused", "why": "identical", "origin": origin}
            run.given.pop(path, None)
            return CacheHit(
                path, attempt, at, {**detail, "reuse": reuse, "reused_from": found.job, "outputs": found.outputs}
            )
        return CacheMissed(
            path, attempt, at, {**detail, "reuse": {"decision": "ran", "why": "outputs_gone", "compared_with": origin}}
        )
    return CacheMissed(path, attempt, at, {**detail, "reuse": _against_earlier(run, path, parts, ledger)})


def _is_forced(run: ActiveRun, path: str | None) -> bool:
    """Whether the step, or a pipeline it is in, must not reuse anything."""
    while path is not None:
        node = run.state.nodes[path]
        if node.step.force_rerun:
            return True
        path = node.parent
    return False


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
    return all(_is_as_it_was(f"{workspace}/{entry['path']}", entry["id"]) for entry in outputs.values() if entry["id"])


def _is_as_it_was(place: str, id_: str) -> bool:
    """A step runs as the same user and can write into its inputs, which are the outputs of others: nobody can forbid
    it, so what is reused is looked at again. What is too large to be read here and now has to be there at least."""
    try:
        return content_of(place, REREAD).id == id_
    except TooLarge:
        return True
    except OSError:
        return False
