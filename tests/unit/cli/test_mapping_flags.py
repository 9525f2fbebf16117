"""Local paths that stand in for addresses, and environments that stand in for environments."""

from __future__ import annotations

from pathlib import Path

import pytest

from penstock.mappings import BadMapping, Mappings
from penstock.workspace import Workspace

MAPS = Mappings.of_flags(
    [
        "https://host/data=/d",
        "https://host/data/deep/=/deep",
        "azureml:rows=/rows",
        "wasbs://c@acc.blob.core.windows.net=/blob",
        "azureml://datastores/store/paths=/store",
        "https://host/signed?x=1&y=/signed",
    ]
)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("https://host/data", "/d"),
        ("https://host/data/a/b.csv", "/d/a/b.csv"),
        ("https://host/data/deep/c", "/deep/c"),
        ("https://host/data2/c", None),
        ("https://host/data/a.csv?sig=1", "/d/a.csv"),
        ("https://host/data?sig=1", "/d"),
        ("azureml:rows:3", "/rows"),
        ("azureml:rows@latest", "/rows"),
        ("azureml:rowsmore:3", None),
        ("wasbs://c@acc.blob.core.windows.net/p/q", "/blob/p/q"),
        ("azureml://datastores/store/paths/x/y/", "/store/x/y/"),
        ("https://host/signed?x=1&y", "/signed"),
        ("./data", None),
    ],
)
def test_the_longest_prefix_gives_the_path(address: str, path: str | None) -> None:
    assert MAPS.place(address) == path


@pytest.mark.parametrize(
    ("written", "chosen"),
    [
        ("azureml://registries/azureml/environments/sklearn-1.5/labels/latest", "current"),
        ("azureml:sklearn-1.0@latest", "current"),
        ("azureml:AzureML-lightgbm-3.3:4", "python:/opt/lgb/bin/python"),
        ({"image": "mcr.microsoft.com/azureml/base:1", "conda_file": "c.yml"}, "mine"),
        ({"image": "python:3.11"}, None),
        ("azureml:other:1", None),
        (None, None),
    ],
)
def test_the_first_pattern_that_fits_an_environment_counts(written: object, chosen: str | None) -> None:
    flags = ["sklearn-*=current", "*lightgbm*=python:/opt/lgb/bin/python", "image:mcr.*=mine", "sklearn-1.0=never"]
    assert Mappings.of_flags([], flags).environment(written) == chosen


@pytest.mark.parametrize("text", ["nothing", "=path", "prefix="])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(BadMapping):
        Mappings.of_flags([text])


def test_the_workspace_keeps_them_and_a_command_goes_before(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    assert Mappings.in_force(workspace) == Mappings()
    Mappings.of_flags(["a:=/x", "b:=/y"], ["s*=current"]).keep(workspace)
    found = Mappings.of_flags(["a:=/z"], ["s1=python:/p"]).over(Mappings.in_force(workspace))
    assert (found.place("a:1"), found.place("b:1")) == ("/z/1", "/y/1")
    assert (found.environment("s1"), found.environment("s2")) == ("python:/p", "current")
