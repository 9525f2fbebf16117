"""What a step may ask of MLflow, and what it may not."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from penstock.tracking import rules
from penstock.tracking.ids import experiment_id
from penstock.tracking.rules import climbs, narrowed, tagged, touched

RUN, MODEL = "a" * 32, "m-" + "b" * 32
API = "/api/2.0/mlflow"


@pytest.mark.parametrize("path", ["/artifacts/../x", "/a/%2e%2e/b", "/a/%252e%252e/b", "/a\\b", "/a/..%2fb", "/%00"])
def test_a_path_that_leaves_its_folder_is_known_however_it_is_written(path: str) -> None:
    assert climbs(path)


def test_dots_in_a_name_are_no_way_out() -> None:
    assert not climbs("/artifacts/1/run/model..pkl/v1.2")


@pytest.mark.parametrize("endpoint", sorted(rules.OF_ONE_RUN))
def test_what_is_about_a_run_names_it(endpoint: str) -> None:
    asked = touched("POST", f"{API}/{endpoint}", {}, {"run_id": RUN})
    assert asked.runs == (RUN,)
    assert not asked.refused
    assert touched("POST", f"{API}/{endpoint}", {}, {}).refused


def test_a_run_named_twice_is_judged_by_both_names() -> None:
    other = "c" * 32
    assert set(touched("GET", f"{API}/runs/get", {"run_id": [RUN], "run_uuid": [other]}, {}).runs) == {RUN, other}
    assert set(touched("GET", f"{API}/runs/get", {"run_id": [RUN]}, {"run_id": other}).runs) == {RUN, other}


def test_a_run_is_known_by_either_spelling_of_its_key() -> None:
    other, another = "c" * 32, "m-" + "e" * 32
    assert touched("POST", f"{API}/runs/log-metric", {"run_id": [RUN]}, {"runId": other}).runs == (RUN, other)
    assert touched("POST", f"{API}/logged-models", {}, {"sourceRunId": other}).runs == (other,)
    said = {"source": f"models:/{MODEL}", "modelId": another}
    assert set(touched("POST", f"{API}/model-versions/create", {}, said).models) == {MODEL, another}


def test_a_listing_of_two_places_is_judged_by_the_first_even_when_it_is_empty() -> None:
    query = parse_qs(f"path=&path=7/{RUN}/artifacts", keep_blank_values=True)
    assert touched("GET", "/api/2.0/mlflow-artifacts/artifacts", query, {}).refused


@pytest.mark.parametrize("path", ["/gateway/x", "/%67ateway/x", "//gateway/x", "/ajax-api/3.0//mlflow/assistant"])
def test_a_way_to_other_hosts_is_known_however_it_is_written(path: str) -> None:
    assert rules.speaks_elsewhere(path)


@pytest.mark.parametrize(
    "path",
    [
        "/get-artifact", "/", "/graphql", f"{API}/experiments/delete", f"{API}/registered-models/delete",
        f"{API}/model-versions/delete", "/api/3.0/mlflow/gateway/secrets/list", f"{API}/webhooks", "/api/3.0/jobs/",
        f"{API}/registered-models/rename", "/api/2.0/preview/mlflow/runs/search",
    ],
)  # fmt: skip
def test_what_is_not_named_is_refused(path: str) -> None:
    assert touched("POST", path, {}, {"run_id": RUN}).refused


@pytest.mark.parametrize("word", ["artifacts", "mpu/create", "presigned"])
def test_files_belong_to_the_run_or_the_model_in_their_path(word: str) -> None:
    start = f"/api/2.0/mlflow-artifacts/{word}"
    assert touched("PUT", f"{start}/7/{RUN}/artifacts/x.txt", {}, {}).runs == (RUN,)
    assert touched("PUT", f"{start}/7/models/{MODEL}/artifacts/x", {}, {}).models == (MODEL,)
    assert touched("GET", f"{start}/7", {}, {}).refused
    assert touched("GET", f"{start}/7/models", {}, {}).refused


def test_files_are_listed_below_a_run_only() -> None:
    start = "/api/2.0/mlflow-artifacts/artifacts"
    assert touched("GET", start, {"path": [f"7/{RUN}/artifacts"]}, {}).runs == (RUN,)
    assert touched("GET", start, {"path": [""]}, {}).refused


def test_files_of_registered_models_are_written_by_none() -> None:
    place = f"/api/2.0/mlflow-artifacts/artifacts/{experiment_id(rules.REGISTERED)}/{RUN}/artifacts/model/MLmodel"
    assert not rules.writes_registered("GET", place)
    assert rules.writes_registered("PUT", place)
    assert rules.writes_registered("DELETE", place)
    assert not rules.writes_registered("PUT", f"/api/2.0/mlflow-artifacts/artifacts/7/{RUN}/artifacts/x")
    assert touched("GET", place, {}, {}).reading


def test_only_what_was_logged_is_registered() -> None:
    create = f"{API}/model-versions/create"
    asked = touched("POST", create, {}, {"source": f"mlflow-artifacts:/7/{RUN}/artifacts/m", "run_id": "d" * 32})
    assert set(asked.runs) == {RUN, "d" * 32}
    assert touched("POST", create, {}, {"source": f"models:/{MODEL}"}).models == (MODEL,)
    assert touched("POST", create, {}, {"source": "file:///etc"}).refused
    assert touched("POST", create, {}, {"source": "mlflow-artifacts:/7"}).refused


def test_a_search_finds_the_jobs_own_whatever_it_asks_for() -> None:
    said = narrowed({"filter": "metrics.a > 1"}, "j1")["filter"]
    assert said.startswith("tags.`penstock.root` = 'j1' AND ")


def test_tags_of_ours_cannot_be_forged() -> None:
    said = tagged(
        {"tags": [{"key": "penstock.root", "value": "other"}, {"key": "mine", "value": "x"}]}, {"penstock.root": "j"}
    )
    assert said["tags"] == [{"key": "mine", "value": "x"}, {"key": "penstock.root", "value": "j"}]
