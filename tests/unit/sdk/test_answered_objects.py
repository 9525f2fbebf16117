"""What the client makes of the server's answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from penstock import MLClient
from penstock.exceptions import UserErrorException, ValidationException
from penstock.sdk.client.answers import asset_of, job_of

JOB = {
    "name": "n",
    "display_name": "<b>",
    "experiment_name": "<script>",
    "type": "pipeline",
    "status": "Completed",
    "tags": {"a": "b"},
    "services": {"Studio": {"endpoint": "http://127.0.0.1:8484/jobs/n", "type": "Studio"}},
    "outputs": {"model": {"type": "uri_folder", "path": "azureml://x"}},
    "jobs": {"train": {"name": "n.train", "status": "Completed", "metrics": {"loss": 0.5}}},
    "creation_context": {"created_at": "2026-01-05T03:00:00Z"},
}


def test_a_job_is_read_by_attributes_and_by_items() -> None:
    job = job_of(JOB)
    assert job.studio_url == job.services["Studio"].endpoint == "http://127.0.0.1:8484/jobs/n"
    assert job.outputs.model.path == job.outputs["model"]["path"] == "azureml://x"
    assert job.jobs["train"].metrics.loss == 0.5
    assert (job.creation_context.created_at, job.end_time) == ("2026-01-05T03:00:00Z", None)


def test_a_notebook_shows_a_job_as_a_row_with_its_page_and_trusts_no_text() -> None:
    shown = job_of(JOB)._repr_html_()
    assert '<a href="http://127.0.0.1:8484/jobs/n"' in shown
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_a_registered_component_is_referred_to_by_its_name() -> None:
    answer = {
        "name": "prep",
        "version": "2",
        "type": "command",
        "ref": "azureml:prep:2",
        "spec": {"command": "ls", "inputs": {"raw": {"type": "uri_folder"}}, "environment": "azureml:e:1"},
        "latest": "2",
    }
    component = asset_of("components", answer)
    assert (component.name, component.version, component.id) == ("prep", "2", "azureml:prep:2")
    assert component(raw="./x")._to_dict() == {
        "type": "command",
        "component": "azureml:prep:2",
        "inputs": {"raw": {"type": "uri_folder", "path": "./x"}},
    }
    with pytest.raises(UserErrorException, match="no job of its own"):
        MLClient().jobs.validate(component(raw="./x"))


def test_the_configuration_is_found_in_the_folders_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / ".azureml").mkdir()
    (tmp_path / ".azureml" / "config.json").write_text('{"workspace_name": "ws", "subscription_id": "s"}')
    monkeypatch.chdir(inner)
    client = MLClient.from_config(credential=None)
    assert (client.workspace_name, client.subscription_id) == ("ws", "s")
    (inner / "config.json").write_text("{")
    with pytest.raises(ValidationException, match="no JSON"):
        MLClient.from_config()
