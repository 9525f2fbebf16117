"""Which environment a step of a submission gets: what is written, rules, what is registered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from penstock.environments import Shelf, containers
from penstock.mappings import Mappings
from runs.choosing import Choice, Chooser
from runs.engine.mapped import key_of
from runs.services import Refused

CONDA = {"name": "mine", "dependencies": ["python=3.11", {"pip": ["six==1.16.0"]}]}


@pytest.fixture(autouse=True)
def own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setenv("PENSTOCK_ENVIRONMENTS_DIR", str(tmp_path / "envs"))


def choose(written: Any, **environments: str) -> Choice:
    return Chooser(Mappings(environments={key.replace("__", "*"): to for key, to in environments.items()})).choose(
        written
    )


def definition(choice: Choice) -> Any:
    return Shelf(settings.WORKSPACE.environments).recipe(*key_of(choice.wanted)).definition


def register(api: Client, **body: Any) -> None:
    answer = api.post("/api/v1/environments", json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("azureml:current@latest", ""),
        ("azureml:classic@latest", "classic"),
        ("azureml:AzureML-sklearn-1.0-ubuntu20.04-py38-cpu@latest", "classic"),
        ("azureml:AzureML-sklearn-1.5@latest", ""),
        ("azureml://registries/azureml/environments/sklearn-1.5/labels/latest", ""),
        ("azureml://registries/azureml/environments/sklearn-1.0/versions/3", "classic"),
        ("azureml://registries/azureml/environments/tensorflow-2.12-cuda11/labels/latest", ""),
        ({"image": "mcr.microsoft.com/azureml/curated/sklearn-1.0-ubuntu:5"}, "classic"),
        ({"image": "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu20.04"}, ""),
        ({"image": "python:3.11"}, ""),
        ("azureml:nobody-knows-it:1", ""),
    ],
)
def test_names_and_images_that_are_kept_elsewhere_get_a_built_in_one(written: Any, wanted: str) -> None:
    choice = choose(written)
    assert choice.wanted == wanted
    asks_for_a_built_in = written in ("azureml:current@latest", "azureml:classic@latest")
    assert bool(choice.warning) is not asks_for_a_built_in


def test_an_inline_conda_file_is_built_whatever_its_image_is() -> None:
    choice = choose({"image": "mcr.microsoft.com/azureml/curated/sklearn-1.0", "conda_file": CONDA})
    assert (definition(choice).python, definition(choice).pip) == ("3.11", ("six==1.16.0",))
    assert choice.warning == ""
    assert choice.wanted.endswith(":mine")


def test_a_registered_environment_is_built_from_its_conda_file(api: Client) -> None:
    register(api, name="sixes", image="x", conda_file=CONDA)
    choice = choose("azureml:sixes@latest")
    assert definition(choice).pip == ("six==1.16.0",)
    assert choice.wanted.endswith(":sixes:1")


def test_own_rules_win_over_conda_files_and_name_registered_ones(api: Client) -> None:
    register(api, name="sixes", image="x", conda_file=CONDA)
    choice = choose({"image": "y", "conda_file": CONDA}, **{"image:y": "classic"})
    assert (choice.wanted, choice.warning.endswith("as the rule image:y says.")) == ("classic", True)
    assert definition(choose("azureml:other:1", other="sixes:1")).pip == ("six==1.16.0",)


def test_an_image_runs_in_a_container_where_an_engine_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "find_engine", lambda: "/usr/bin/docker")
    choice = choose({"image": "mcr.microsoft.com/azureml/curated/sklearn-1.0"})
    assert (definition(choice).image, definition(choice).otherwise) == (
        "mcr.microsoft.com/azureml/curated/sklearn-1.0",
        "classic",
    )
    assert choice.warning == ""


def test_a_conda_file_that_is_none_is_refused_with_a_sentence() -> None:
    for body in ({"dependencies": "numpy"}, {"dependencies": [{"npm": []}]}, {"dependencies": ["numpy=1|2"]}):
        with pytest.raises(Refused, match="cannot be built"):
            choose({"image": "x", "conda_file": body})
