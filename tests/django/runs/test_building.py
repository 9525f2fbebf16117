"""Environments over the API: how far each is built, building one, the rules that say what stands in for what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from penstock.environments import Shelf
from tests.desk import Desk

RULES = "/api/v1/environment-rules"
BUILDS = "/api/v1/environments/builds"
DOCUMENT = {"name": "small", "image": "python:3.11", "conda_file": {"dependencies": ["pip", {"pip": []}]}}


@pytest.fixture(autouse=True)
def own_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is built in it."""
    monkeypatch.setenv("PENSTOCK_ENVIRONMENTS_DIR", str(tmp_path / "envs"))
    return tmp_path / "envs"


def register(api: Client, body: dict[str, Any]) -> None:
    answer = api.post("/api/v1/environments", json.dumps(body), content_type="application/json")
    assert answer.status_code in (200, 201), answer.content


def put(api: Client, body: Any) -> Any:
    return api.put(RULES, json.dumps(body), content_type="application/json")


def by_name(api: Client) -> dict[str, Any]:
    return {one["name"]: one for one in api.get(BUILDS).json()["items"]}


@pytest.mark.django_db
def test_what_is_built_in_is_listed_before_anything_is_registered(api: Client) -> None:
    items = api.get(BUILDS).json()["items"]
    assert [(one["name"], one["version"], one["state"]) for one in items] == [
        ("current", "1", "missing"),
        ("classic", "1", "missing"),
    ]
    assert "scikit-learn==" in api.get("/api/v1/environments/classic/1/build").json()["lock"]


@pytest.mark.django_db
def test_a_registered_environment_is_missing_then_failed_with_the_reason(api: Client) -> None:
    register(api, DOCUMENT)
    known = by_name(api)["small"]
    assert (known["state"], known["kind"], known["mapped_to"]) == ("missing", "uv", None)
    shelf = Shelf(settings.WORKSPACE.environments)
    shelf.note(known["key"], state="failed", error="no such colour")
    detail = api.get("/api/v1/environments/small/1/build").json()
    assert (detail["state"], detail["error"]) == ("failed", "no such colour")


@pytest.mark.django_db
def test_an_image_without_an_engine_says_what_stands_in_for_it(api: Client) -> None:
    register(api, {"name": "boxed", "image": "mcr.microsoft.com/azureml/curated/sklearn-1.0"})
    known = by_name(api)["boxed"]
    assert (known["kind"], known["mapped_to"], known["state"]) == ("mapped", "classic", "ready")
    refused = api.post("/api/v1/environments/boxed/1/build", "{}", content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "mapped")


@pytest.mark.django_db
def test_conda_packages_are_refused_with_their_list_until_pypi_may_stand_in(
    desk: Desk, api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.choosing.find_conda", lambda: None)
    body = {"dependencies": ["python=3.11", "numpy=1.26", "pytorch", {"pip": ["six"]}]}
    register(api, {"name": "conda-made", "image": "python:3.11", "conda_file": body})
    known = by_name(api)["conda-made"]
    assert known["state"] == "failed"
    assert "numpy=1.26, pytorch" in known["error"]
    job = {"command": "true", "environment": {"conda_file": body}, "type": "command"}
    refused = api.post("/api/v1/jobs", json.dumps({"yaml": json.dumps(job)}), content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "bad_environment")
    assert "numpy=1.26, pytorch" in refused.json()["error"]["message"]
    assert put(api, {"conda_from_pypi": True}).json()["conda_from_pypi"] is True
    assert by_name(api)["conda-made"]["state"] == "missing"
    allowed = {"yaml": json.dumps(job), "conda_from_pypi": True}
    assert api.post("/api/v1/jobs", json.dumps(allowed), content_type="application/json").status_code == 201


@pytest.mark.django_db
def test_own_rules_go_before_the_built_in_ones_and_keep_their_order_and_notes(api: Client) -> None:
    own = [{"match": "AzureML-sklearn-*", "to": "current", "note": "ours"}, {"match": "b*", "to": "classic"}]
    found = put(api, {"rules": [*own, {"match": "*", "to": "classic", "builtin": True}]}).json()["rules"]
    assert [(rule["match"], rule["note"], rule["builtin"]) for rule in found[:3]] == [
        ("AzureML-sklearn-*", "ours", False),
        ("b*", "", False),
        ("AzureML-sklearn-1.5*", "today's packages", True),
    ]
    assert found[-1] == {"match": "*", "to": "current", "note": "whatever no other rule fits", "builtin": True}
    assert api.get(RULES).json()["rules"] == found
    assert api.get("/api/v1/workspace").json()["environments"] == {"AzureML-sklearn-*": "current", "b*": "classic"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [{"rules": "x"}, {"rules": [1]}, {"rules": [{"match": "a"}]}, {"rules": [{"match": "", "to": "current"}]},
             {"conda_from_pypi": "yes"}, {"rules": [{"match": "a", "to": "current", "note": 3}]}],
)  # fmt: skip
def test_rules_of_the_wrong_type_are_bad_requests(api: Client, body: Any) -> None:
    assert put(api, body).status_code == 400


@pytest.mark.django_db
def test_a_rule_that_leads_nowhere_is_refused(api: Client) -> None:
    refused = put(api, {"rules": [{"match": "*", "to": "nobody"}]})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "no_environment")


@pytest.mark.django_db
def test_passwords_of_addresses_are_not_shown(api: Client, own_shelf: Path) -> None:
    register(api, DOCUMENT)
    log = Shelf(settings.WORKSPACE.environments).log_file(by_name(api)["small"]["key"])
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("fetching https://me:secret@host.example/simple\nfetching https://token@host.example/simple\n")
    shown = api.get("/api/v1/environments/small/1/build").json()["log"]
    assert shown == 2 * "fetching https://***@host.example/simple\n"
