"""The reuse key of a step, in named parts, so that a person can see which part matched and which differed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from designer.spec.plan import OutputSpec, Step
from designer.spec.resources import RETRIES, WANTS, without_own_part

LONG = 400  # longer parts keep their beginning and a digest
# What a step's spec says about where and when it runs, not about what comes out.
ASIDE = frozenset(
    ("services", "identity", "queue_settings", "retry_settings", "priority", "environment", WANTS, RETRIES)
)
USUAL_MODES = (None, "ro_mount", "rw_mount")  # not said, and said as it is when nobody says it


def reuse_key(step: Step, input_ids: Mapping[str, str], environment_id: str) -> dict[str, str]:
    """Named parts of what decides the result. `input_ids[x]` is the content id of data, or the text of a literal.

    Names, versions and descriptions of node and component, computes, sizes and limits do not decide what comes out, so
    they are not here.
    """
    parts = {
        "kind": step.kind,
        "command": _shown(step.command),
        "code": step.code or "",
        "environment": environment_id,
        "environment_variables": _shown(_json(step.environment_variables)),
        "outputs": _json({name: _output(out) for name, out in step.outputs.items()}),
        "resources": _json(without_own_part(step.resources)) if step.resources else "{}",
    }
    for name in sorted({*step.inputs, *input_ids}):
        parts[f"inputs.{name}"] = _shown(input_ids.get(name, "none"))
        value = step.inputs.get(name)
        if value is None or value.kind not in ("data", "node"):
            continue
        if value.mode not in USUAL_MODES or value.type != "uri_folder":
            parts[f"inputs.{name}.as"] = f"{value.type} {value.mode or ''}".rstrip()
    for key in sorted(step.spec):
        if key not in ASIDE:
            parts[f"spec.{key}"] = _shown(_json(step.spec[key]))
    return parts


def _output(spec: OutputSpec) -> Any:
    """Its type, and what else is said about it."""
    said = {key: found for key in _OUTPUT_KEYS if (found := getattr(spec, key)) is not None}
    if said.get("mode") in USUAL_MODES:
        said.pop("mode", None)
    return {"type": spec.type, **said} if said else spec.type


_OUTPUT_KEYS = tuple(key for key in OutputSpec.__dataclass_fields__ if key != "type")


def digest(parts: Mapping[str, str]) -> str:
    return hashlib.sha256(_json(dict(parts)).encode()).hexdigest()


def explain(parts: Mapping[str, str], other_parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each part, mine beside theirs; the differing ones first. A part that one side lacks is None there."""
    names = list(dict.fromkeys([*parts, *other_parts]))
    rows = [
        {
            "part": name,
            "same": parts.get(name) == other_parts.get(name),
            "mine": parts.get(name),
            "theirs": other_parts.get(name),
        }
        for name in names
    ]
    return sorted(rows, key=lambda row: bool(row["same"]))


# Made once: `json.dumps` makes an encoder for each call, and every step of every run comes through here.
_json = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode


def _shown(text: str) -> str:
    if len(text) <= LONG:
        return text
    return f"{text[:LONG]}… sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"
