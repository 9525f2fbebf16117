"""The reuse key of a step, in named parts, so that a person can see which part matched and which differed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from designer.spec.plan import Step

LONG = 400  # longer parts keep their beginning and a digest


def reuse_key(step: Step, input_ids: Mapping[str, str], environment_id: str) -> dict[str, str]:
    """Named parts of what decides the result. `input_ids[x]` is the content id of data, or the text of a literal.

    Names, display names, computes and time-outs do not decide what comes out, so they are not here.
    """
    parts = {
        "kind": step.kind,
        "command": _shown(step.command),
        "code": step.code or "",
        "environment": environment_id,
        "environment_variables": _shown(_json(step.environment_variables)),
        "outputs": _json({name: out.type for name, out in step.outputs.items()}),
        "resources": _json(step.resources),
    }
    for name in sorted({*step.inputs, *input_ids}):
        parts[f"inputs.{name}"] = _shown(input_ids.get(name, "none"))
    for key in sorted(step.spec):
        if key in ("services", "identity", "queue_settings"):
            continue
        parts[f"spec.{key}"] = _shown(_json(step.spec[key]))
    return parts


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
