"""`--set`: values are read as YAML reads them, and the rest of the file stays as it was."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from penstock.cli.errors import CommandFailed
from penstock.cli.overrides import apply_overrides, read_override


@pytest.mark.parametrize(
    ("text", "value"),
    [("a=1", 1), ("a=0.5", 0.5), ("a=true", True), ("a=text", "text"), ("a=", ""), ("a=b=c", "b=c"), ('a="1"', "1")],
)
def test_a_value_is_read_as_yaml_reads_it(text: str, value: Any) -> None:
    assert read_override(text) == (["a"], value)


def test_a_file_without_overrides_is_not_touched() -> None:
    assert apply_overrides("a:   1\n\n# end", []) == "a:   1\n\n# end"


def test_a_missing_level_is_made() -> None:
    assert apply_overrides("type: pipeline\n", ["settings.force_rerun=true"]) == (
        "type: pipeline\nsettings:\n  force_rerun: true\n"
    )


@pytest.mark.parametrize("override", ["a[1]=3", "a[-1]=3", "a.1=3"])
def test_a_place_in_a_list_can_be_set(override: str) -> None:
    assert apply_overrides("a: [1, 2]\n", [override]) == "a: [1, 3]\n"


def test_the_place_after_the_last_adds_to_a_list() -> None:
    assert read("a: [1]\n", "a[1].b=2", "c[0]=3") == {"a": [1, {"b": 2}], "c": [3]}


def read(text: str, *overrides: str) -> Any:
    return yaml.safe_load(apply_overrides(text, overrides))


@pytest.mark.parametrize(
    ("override", "found"),
    [
        ("inputs.a.path=./x", {"inputs": {"a": {"path": "./x"}}}),
        ("jobs.train.compute=azureml:cpu", {"jobs": {"train": {"compute": "azureml:cpu"}}}),
        ("tags.owner=me", {"tags": {"owner": "me"}}),
        ('tags."a.b"=1', {"tags": {"a.b": 1}}),
        ("tags['a.b']=1", {"tags": {"a.b": 1}}),
        ("limits={timeout: 60}", {"limits": {"timeout": 60}}),
    ],
)
def test_what_is_missing_on_the_way_is_made(override: str, found: Any) -> None:
    assert read("type: pipeline\n", override) == {"type": "pipeline", **found}


def test_an_environment_that_was_a_name_becomes_a_mapping() -> None:
    text = "environment: azureml:sklearn@latest\ninputs:\n  rate: 1\n"
    assert read(text, "environment.image=python:3.11", "inputs.rate.type=number") == {
        "environment": {"image": "python:3.11"},
        "inputs": {"rate": {"type": "number"}},
    }


@pytest.mark.parametrize("value", ["no", "1e-3", "01", "1_000", "2026-01-05", "~", "0.0.1", "@x", "a: b", "", " x "])
def test_text_stays_the_text_it_is(value: str) -> None:
    assert read("a: 1\n", f'a="{value}"') == {"a": value}
    assert read("a: 1\n", f'a=["{value}"]') == {"a": [value]}


def test_a_part_that_is_used_in_two_places_changes_in_one() -> None:
    text = "base: &b\n  p: 1\n  q: {r: 2}\nother: *b\nmerged:\n  <<: *b\n"
    assert read(text, "other.p=5", "merged.q.r=9") == {
        "base": {"p": 1, "q": {"r": 2}},
        "other": {"p": 5, "q": {"r": 2}},
        "merged": {"p": 1, "q": {"r": 9}},
    }


def test_comments_and_the_order_of_lines_stay() -> None:
    text = "# top\njobs:\n  # the first\n  train: {compute: a}  # why\n  next: {compute: b}\n"
    assert apply_overrides(text, ["jobs.train.compute=c"]) == text.replace("compute: a", "compute: c")


@pytest.mark.parametrize(
    "override",
    ["nothing", "=1", "a[7]=1", "a[-2]=1", "a.x=1", "a..b=1", ".a=1", "[0]=1", "a[x]=1", "a[0=1", "a.=1", ""],
)
def test_an_override_that_cannot_be_read_is_wrong_use(override: str) -> None:
    with pytest.raises(CommandFailed) as failure:
        apply_overrides("a: [1]\n", [override])
    assert failure.value.exit_code == 2


@pytest.mark.parametrize("text", ["a: [1", "- 1\n", ""])
def test_a_file_in_which_nothing_can_be_set_is_a_bad_file(text: str) -> None:
    with pytest.raises(CommandFailed) as failure:
        apply_overrides(text, ["a=1"])
    assert failure.value.exit_code == 2
