"""Bodies made at random from the declarations, written as YAML, are read back as the same spec without a problem."""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.spec.document import read_text
from designer.spec.emit import dump
from designer.spec.kinds.base import Anything, Leaf, Spec, Suggested
from designer.spec.kinds.check import Reader, read
from designer.spec.kinds.recognise import recognise
from designer.spec.kinds.table import DOCUMENTS, Kind
from designer.spec.patch import means
from designer.spec.report import Report

NAMES = st.text("abcdefgh_", min_size=1, max_size=5)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12).filter(
    lambda t: "${{" not in t
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = WORDS | st.integers(-(10**9), 10**9) | NUMBERS | st.booleans()
FREE = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2), max_leaves=4
)
LEAVES = {
    "text": WORDS | st.integers(0, 99) | st.booleans(),
    "integer": st.integers(-(10**9), 10**9),
    "number": NUMBERS | st.integers(-99, 99),
    "boolean": st.booleans() | st.sampled_from(["true", "No"]),
    "path": st.sampled_from(["./data", "data/x.csv", "azureml://datastores/d/paths/x", "../up"]),
    "reference": st.sampled_from(["azureml:n:1", "./file.yml", "cpu"]),
    "time": st.sampled_from(["2026-01-05T03:00:00", "2026-01-05"]),
    "anything": FREE,
    "mapping": st.dictionaries(NAMES, FREE, max_size=2),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Whatever a key of this annotation may hold."""
    origin, members = get_origin(hint), get_args(hint)
    if origin is Annotated:
        for note in members[1:]:
            if isinstance(note, Leaf):
                return LEAVES[note.name]
            if isinstance(note, Suggested):
                return st.sampled_from(note.words)
        return values(members[0])
    if origin is Literal:
        return st.sampled_from(members)
    if origin in (Union, UnionType):
        held = any(isinstance(member, type) and issubclass(member, Spec) for member in members)
        return st.one_of([SCALARS if held and member is Anything else values(member) for member in members])
    if origin is list:
        return st.lists(values(members[0]), max_size=2)
    if origin is dict:
        return st.dictionaries(NAMES, values(members[1]), max_size=2)
    return st.deferred(lambda: bodies(hint))


@cache
def bodies(model: type[Spec]) -> st.SearchStrategy[dict[str, Any]]:
    """Keys that are demanded, the one that tells members of a union apart, and any of the others."""
    hints = get_type_hints(model, include_extras=True)
    always, sometimes = {}, {}
    for attribute, declared in model.keys.items():
        told = declared.required or declared.wanted or get_origin(hints[attribute]) is Literal
        (always if told else sometimes)[declared.alias or attribute] = values(hints[attribute])
    few = st.lists(st.sampled_from(sorted(sometimes)), max_size=4, unique=True) if sometimes else st.just([])
    chosen = few.flatmap(lambda names: st.fixed_dictionaries({name: sometimes[name] for name in names}))
    return st.tuples(st.fixed_dictionaries(always), chosen).map(lambda both: {**both[0], **both[1]})


@pytest.mark.parametrize("kind", DOCUMENTS.values(), ids=lambda kind: kind.name)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_random_spec_is_written_and_read_back(kind: Kind, data: st.DataObject) -> None:
    model = data.draw(st.sampled_from(kind.declarations()))
    body = {**data.draw(bodies(model)), "type": kind.types[0] if kind.types else kind.name}
    if "type" not in model.keys:
        del body["type"]
    if kind.schemas:
        body |= {"$schema": f"https://example.org/{kind.schemas[0]}.schema.json", **data.draw(own_type(model))}
    else:
        body.pop("$schema", None)
    text = dump(body)
    root = read_text(text).root
    assert means(text, body)
    assert recognise(root) == kind.name
    report = Report("random.yml", root)
    spec = read(model, root, (), Reader(report))
    assert [(problem.path, problem.message) for problem in report.found] == []
    assert spec == read(model, body, (), Reader(Report("", None)))


def own_type(model: type[Spec]) -> st.SearchStrategy[dict[str, Any]]:
    """The `type` as the declaration has it; the schema tells the kind already."""
    hints = get_type_hints(model, include_extras=True)
    return st.fixed_dictionaries({"type": values(hints["type"])} if "type" in model.keys else {})
