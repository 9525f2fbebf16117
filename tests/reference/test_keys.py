"""No key of the reference is unknown to us, no word of its lists refused, nothing demanded that it does not demand."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from designer.spec.kinds.base import Spec, Suggested
from designer.spec.kinds.check import folded, plan_of
from tests.reference.pairs import PAIRS

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from azure_venv import ensure_azure_venv  # noqa: E402

# What makes no sense without: the reference finds out later, when it is asked to do something with the document.
OURS = {"Schedule.trigger", "Choice.values", "DoWhile.body", "ParallelFor.body"}
TYPES = {"type"}


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    command = [str(ensure_azure_venv()), str(Path(__file__).with_name("list_keys.py"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def declaration(name: str) -> type[Spec]:
    module, _, model = name.partition(".")
    found: type[Spec] = getattr(import_module(f"designer.spec.kinds.{module}"), model)
    return found


def words_of(hint: Any) -> set[str] | None:
    """Every word that our annotation lists; None when it lists none or takes any text besides."""
    origin = get_origin(hint)
    if origin is Literal:
        return {folded(word) for word in get_args(hint)}
    if any(isinstance(note, Suggested) for note in getattr(hint, "__metadata__", ())):
        return {folded(word) for note in hint.__metadata__ for word in note.words}
    if origin is None or hasattr(hint, "__metadata__"):
        return None
    found = [words for member in get_args(hint) if (words := words_of(member)) is not None]
    return set().union(*found) if found else None


@pytest.mark.parametrize("ours", PAIRS)
def test_every_key_and_word_of_the_reference_is_known(reference: dict[str, Any], ours: str) -> None:
    model = declaration(ours)
    plan = plan_of(model)
    hints = get_type_hints(model, include_extras=True)
    missing, refused = [], []
    for theirs in PAIRS[ours]:
        for key, facts in reference[theirs].items():
            if key == "$schema":
                continue
            if key not in plan.slots:
                missing.append(f"{theirs}.{key}")
                continue
            known = words_of(hints[plan.slots[key].attribute])
            if known is not None and key not in TYPES:
                refused += [f"{theirs}.{key}: {word}" for word in facts["words"] if folded(word) not in known]
    assert missing == []
    assert refused == []


@pytest.mark.parametrize("ours", PAIRS)
def test_nothing_is_demanded_that_the_reference_does_not_demand(reference: dict[str, Any], ours: str) -> None:
    name = ours.partition(".")[2]
    demanded = [
        key
        for key in plan_of(declaration(ours)).required
        if not any(reference[theirs].get(key, {}).get("required") for theirs in PAIRS[ours])
    ]
    assert [key for key in demanded if f"{name}.{key}" not in OURS] == []
