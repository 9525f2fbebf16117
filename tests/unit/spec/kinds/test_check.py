"""A body is read by its declaration: what is wrong is told where it stands, what is unknown is kept."""

from __future__ import annotations

from typing import Literal

import pytest

from designer.spec.document import read_text
from designer.spec.kinds.base import Anything, Flag, Number, Spec, Text, TextMap, Whole, key
from designer.spec.kinds.check import Reader, plan_of, read
from designer.spec.kinds.table import DOCUMENTS, NODES
from designer.spec.problems import Problem
from designer.spec.report import Report


class Red(Spec):
    type: Literal["red"] = key("Red.")
    depth: Whole = key("How deep.", required=True)


class Blue(Spec):
    type: Literal["blue"] = key("Blue.")
    height: Number = key("How high.")


class Sample(Spec):
    name: Text = key("The name.", wanted=True)
    colour: Red | Blue | Text = key("A colour.")
    sure: Flag = key("Whether.")
    tags: TextMap = key("Words.")
    mode: Literal["fast", "off"] = key("How.")
    lags: list[Whole] | Literal["auto"] | Whole = key("Steps back.")
    free: Anything = key("Anything.")


def told(text: str) -> tuple[Sample, list[Problem]]:
    document = read_text(text, "sample.yml")
    report = Report("sample.yml", document.root)
    return read(Sample, document.root, (), Reader(report)), report.found


def words(text: str) -> list[tuple[str, str, str, int]]:
    return [(p.severity, p.code, p.path, p.line) for p in told(text)[1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: a", []),
        ("name: 5", []),
        ("name: a\nsure: yes", []),
        ("name: a\nsure: 'false'", []),
        ("name: a\nlags: 3", []),
        ("name: a\nlags: auto", []),
        ("name: a\nlags: [1, 2]", []),
        ("name: a\nmode: off", []),
        ("name: a\nmode: Fast", []),
        ("name: a\nmode:", []),
        ("name: a\ncolour: {type: red, depth: 1}", []),
        ("name: a\ncolour: {type: BLUE, height: 1.5}", []),
        ("name: a\ncolour: ${{parent.inputs.colour}}\nsure: ${{inputs.x}}\ntags: ${{inputs.x}}", []),
        ("sure: true", [("warning", "missing_key", "name", 1)]),
        ("name: [a]", [("error", "wrong_type", "name", 1)]),
        ("name: a\nsure: maybe", [("error", "wrong_type", "sure", 2)]),
        ("name: a\ncolour: {type: red}", [("error", "missing_key", "colour.depth", 2)]),
        ("name: a\ncolour: {type: red, depth: deep}", [("error", "wrong_type", "colour.depth", 2)]),
        ("name: a\ncolour: {type: red, depth: 1.5}", [("warning", "wrong_type", "colour.depth", 2)]),
        ("name: a\ncolour: {type: green, height: 2}", [("error", "not_in_list", "colour.type", 2)]),
        ("name: a\nmode: slow", [("error", "not_in_list", "mode", 2)]),
        ("name: a\ntags: [a]", [("error", "wrong_type", "tags", 2)]),
        ("name: a\ntags:\n  b: {c: d}", [("error", "wrong_type", "tags.b", 3)]),
        ("name: a\nlags: [1, x]", [("error", "wrong_type", "lags.1", 2)]),
        ("name: a\nnme: b", [("warning", "unknown_key", "nme", 2)]),
        ("name: a\ncolour:\n  type: red\n  depth: 1\n  dept: 2", [("warning", "unknown_key", "colour.dept", 5)]),
        ("$schema: x\nname: a\nfree: {$schema: y, any: [1]}", []),
    ],
)
def test_a_value_is_read_by_its_declaration(text: str, expected: list[tuple[str, str, str, int]]) -> None:
    assert words(text) == expected


def test_an_unknown_key_is_kept_and_the_nearest_known_one_is_named() -> None:
    sample, problems = told("name: a\nsuer: 1\n")
    assert problems[0].hint == "did you mean `sure`?"
    assert (sample.extra or {})["suer"] == 1


def test_all_problems_are_told_at_once() -> None:
    assert len(words("nmae: a\nsure: perhaps\nmode: slow\ncolour: {type: red}\n")) == 5


def test_the_spec_holds_values_of_the_declared_types() -> None:
    sample, _ = told('name: 01\nsure: "true"\ncolour: {type: red, depth: "3"}\ntags: {a: 1.10}')
    assert (sample.name, sample.sure, sample.tags) == ("01", True, {"a": "1.10"})
    assert isinstance(sample.colour, Red)
    assert sample.colour.depth == 3


DECLARED = {
    f"{kind.family}:{kind.name}:{model.__name__}": model
    for kind in (*DOCUMENTS.values(), *NODES.values())
    for model in kind.declarations()
}


@pytest.mark.parametrize("name", DECLARED)
def test_every_declaration_can_be_read_by(name: str) -> None:
    assert plan_of(DECLARED[name]).slots


@pytest.mark.parametrize("name", DECLARED)
def test_every_key_says_what_it_means_in_a_sentence(name: str) -> None:
    keys = DECLARED[name].keys
    assert [said for said, key in keys.items() if not key.meaning.endswith((".", "…"))] == []
    assert DECLARED[name].__doc__
