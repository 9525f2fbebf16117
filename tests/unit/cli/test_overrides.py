"""`--set`: values are read as YAML reads them, and the rest of the file stays as it was."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_a_place_in_a_list_can_be_set() -> None:
    assert apply_overrides("a: [1, 2]\n", ["a[1]=3"]) == "a: [1, 3]\n"


@pytest.mark.parametrize("override", ["nothing", "=1", "a[7]=1"])
def test_an_override_that_cannot_be_read_is_wrong_use(override: str) -> None:
    with pytest.raises(CommandFailed) as failure:
        apply_overrides("a: [1]\n", [override])
    assert failure.value.exit_code == 2


@pytest.mark.parametrize("text", ["a: [1", "- 1\n", ""])
def test_a_file_in_which_nothing_can_be_set_is_a_bad_file(text: str) -> None:
    with pytest.raises(CommandFailed) as failure:
        apply_overrides(text, ["a=1"])
    assert failure.value.exit_code == 2
