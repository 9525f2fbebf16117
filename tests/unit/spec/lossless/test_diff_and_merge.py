"""Two documents compared by what they say, and two changed copies of one made into one."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.diff import difference, lines_of, renamed
from designer.spec.document import read_text
from designer.spec.emit import dump
from designer.spec.merge import merged, merged_text
from designer.spec.patch import means
from tests.unit.spec.lossless.writing import bare, document, mapping
from tests.unit.spec.test_canvas import pipelines

BASE = """\
type: pipeline
settings: {force_rerun: false}
inputs:
  rate: 0.5  # half
jobs:
  # prepares
  prep:
    component: ./prep.yml
    outputs: {table: {mode: upload}}
  train:
    type: command
    component: ./train.yml
    inputs:
      table: ${{parent.jobs.prep.outputs.table}}
      rate: "${{parent.inputs.rate}}"
      rounds: 5
"""


def body(text: str) -> Any:
    return bare(read_text(text).root)


def lines(after: str, before: str = BASE) -> list[str]:
    return lines_of(difference(body(before), body(after)))


def test_order_comments_quotes_and_blanks_are_no_difference() -> None:
    other = """\
    jobs:
      train:
        inputs: {rounds: 5, rate: "${{ parent.inputs.rate }}", table: "${{parent.jobs.prep.outputs.table}}"}
        component: "./train.yml"
      prep: {outputs: {table: {mode: upload}}, component: ./prep.yml, type: command}
    inputs: {rate: 0.50}
    settings: {force_rerun: no}
    type: pipeline
    """
    found = difference(body(BASE), body(other))
    assert lines_of(found) == []
    assert found["equal"] is True


def test_what_changed_is_told_by_what_it_is() -> None:
    after = BASE.replace("0.5", "0.7").replace("rounds: 5", "rounds: 9").replace("force_rerun: false", "default: x")
    assert lines(after) == [
        "~ node train inputs.rounds: 5 -> 9",
        "~ input rate: 0.5 -> 0.7",
        "- settings force_rerun: False",
        "+ settings default: 'x'",
    ]


def test_a_renamed_node_is_one_change() -> None:
    assert lines(BASE.replace("prep:", "clean:").replace("jobs.prep", "jobs.clean")) == ["~ node prep is now clean"]


def test_nodes_and_bindings_that_come_and_go() -> None:
    after = BASE.replace("      table: ${{parent.jobs.prep.outputs.table}}\n", "") + "  extra: {command: echo hello}\n"
    assert lines(after) == ["+ node extra", "- binding prep.table -> train.table"]
    assert lines(BASE, after) == ["- node extra", "+ binding prep.table -> train.table"]


def test_documents_of_other_kinds_are_compared_too() -> None:
    assert lines("name: b\nimage: x\n", "name: a\nimage: x\n") == ["~ name: 'a' -> 'b'"]


@settings(max_examples=100, deadline=None)
@given(pipelines(), pipelines())
def test_any_two_pipelines_can_be_compared(one: dict[str, Any], two: dict[str, Any]) -> None:
    assert difference(one, one)["equal"] is True
    assert difference(one, two)["equal"] is (lines_of(difference(one, two)) == [])


def test_both_changes_come_together_and_comments_stay() -> None:
    a = BASE.replace("0.5", "0.7").replace("# prepares", "# makes the table")
    b = BASE.replace("rounds: 5", "rounds: 9") + "  more: {command: echo}\n"
    text, conflicts = merged_text(BASE, a, b)
    assert conflicts == []
    assert text == a.replace("rounds: 5", "rounds: 9") + "  more:\n    command: echo\n"


def test_a_conflict_names_its_place_and_both_values() -> None:
    text, conflicts = merged_text(BASE, BASE.replace("0.5", "0.7"), BASE.replace("0.5", "0.9"))
    assert conflicts == [{"path": "inputs.rate", "base": 0.5, "a": 0.7, "b": 0.9}]
    assert "rate: 0.7  # half" in text


def test_one_renames_and_the_other_changes() -> None:
    new = BASE.replace("prep:", "clean:").replace("jobs.prep", "jobs.clean")
    changed = BASE.replace("mode: upload", "mode: direct")
    both = new.replace("mode: upload", "mode: direct")
    assert merged_text(BASE, new, changed) == (both, [])
    assert merged_text(BASE, changed, new) == (both, [])


def test_one_removes_what_the_other_changes_or_uses() -> None:
    removed = body(BASE)
    del removed["jobs"]["prep"]
    del removed["jobs"]["train"]["inputs"]["table"]
    used = body(BASE + "  look: {command: ls, inputs: {t: '${{parent.jobs.prep.outputs.table}}'}}\n")
    _, conflicts = merged(body(BASE), removed, used)
    assert [conflict["path"] for conflict in conflicts] == ["jobs.look.inputs.t"]
    changed = body(BASE.replace("mode: upload", "mode: direct"))
    assert [c["path"] for c in merged(body(BASE), changed, removed)[1]] == ["jobs.prep"]


def test_lists_are_taken_whole() -> None:
    base, a, b = {"l": [1, 2]}, {"l": [1, 2, 3]}, {"l": [1, 2]}
    assert merged(base, a, b) == (a, [])
    assert merged(base, b, a) == (a, [])
    assert merged(base, a, {"l": [0]})[1][0]["b"] == [0]


@settings(max_examples=200, deadline=None)
@given(st.randoms(use_true_random=False))
def test_merging_with_what_did_not_change_gives_the_other(rng: random.Random) -> None:
    base, _, text = document(rng)
    other = mapping(rng)
    assert merged_text(text, text, text) == (text, [])
    found, conflicts = merged_text(text, text, dump(other))
    assert conflicts == []
    assert means(found, other, ordered=False)
    assert merged(base, other, base) == (other, [])


@pytest.mark.parametrize(
    "text", ["${{parent.jobs.a.outputs.o}}", "x ${{ parent.jobs.a }} y ${{parent.jobs.ab.outputs.a}}"]
)
def test_renaming_follows_every_binding(text: str) -> None:
    found = renamed({"jobs": {"a": {"x": text}, "ab": {}}}, {"a": "z"})
    assert found["jobs"]["z"]["x"] in (
        "${{parent.jobs.z.outputs.o}}",
        "x ${{parent.jobs.z}} y ${{parent.jobs.ab.outputs.a}}",
    )
