"""What the API tells of tracking where nothing was logged, and the settings of a workspace."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from designer.spec.plan import Step
from penstock.tracking.places import Tracking
from runs.models import Run
from runs.services import NewRun, create_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    step = Step(name="train", path="train", kind="command")
    return create_run(new=NewRun(plan=Step(name="job", path="", kind="pipeline", children=(step,)), display_name="x"))[
        0
    ]


@pytest.fixture
def kept() -> Iterator[Tracking]:
    tracking = Tracking(settings.WORKSPACE)
    yield tracking
    tracking.settings.unlink(missing_ok=True)


def test_a_job_that_logged_nothing_asks_no_server(api: Client, run: Run) -> None:
    for address in (
        f"jobs/{run.name}/metrics?node=train",
        f"jobs/{run.name}/metrics",
        f"jobs/{run.name}.train/metrics",
    ):
        answer = api.get(f"/api/v1/{address}").json()
        assert (answer["state"], answer["run_id"], answer["metrics"]) == ("none", None, [])


def test_a_node_that_is_not_there_has_no_metrics(api: Client, run: Run) -> None:
    assert api.get(f"/api/v1/jobs/{run.name}/metrics?node=nothing").status_code == 404
    assert api.get("/api/v1/jobs/nothing/metrics").status_code == 404


def test_the_address_for_notebooks_carries_a_token_that_is_not_the_installations(api: Client) -> None:
    address = api.get("/api/v1/workspace").json()["mlflow_tracking_uri"]
    assert address.startswith("http://penstock:po-")
    assert address.endswith("@localhost/mlflow")
    assert settings.WORKSPACE.token() not in address


def test_another_server_is_kept_and_its_credentials_are_not_told(api: Client, kept: Tracking) -> None:
    def change(address: str | None) -> dict[str, object]:
        body = json.dumps({"tracking_uri": address})
        return dict(api.patch("/api/v1/workspace", body, content_type="application/json").json())

    answer = change("https://me:secret@tracking.example/base/")
    assert answer["tracking_server"] == "https://tracking.example/base"
    assert "secret" not in json.dumps(answer)
    assert kept.external == "https://me:secret@tracking.example/base"
    assert kept.settings.stat().st_mode & 0o077 == 0
    assert change(None)["tracking_server"] == ""
    assert kept.external == ""


@pytest.mark.parametrize("address", ["ftp://x", "nonsense", 7, ["http://x"], "http://[", "http://x:99999"])
def test_what_is_no_address_of_a_server_is_refused(api: Client, kept: Tracking, address: object) -> None:
    body = json.dumps({"tracking_uri": address})
    answer = api.patch("/api/v1/workspace", body, content_type="application/json")
    assert answer.status_code == 400
    assert kept.external == ""
