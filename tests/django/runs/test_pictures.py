"""When a run is drawn: at once when somebody looks, later when nobody does. And how answers become text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext_lazy

from penstock.rendering import Renderer
from runs import drawing
from runs.models import Document, Run

PIPELINE = "type: pipeline\njobs:\n  a:\n    type: command\n    command: echo hi\n    environment: current\n"


@pytest.fixture
def patient(settings: Any) -> None:
    settings.DRAWING_PAUSE = 3600


def submitted(api: Client) -> dict[str, Any]:
    answer = api.post("/api/v1/jobs", {"yaml": PIPELINE, "name": "drawn"}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.django_db
def test_a_new_job_is_answered_as_it_is_read_later(api: Client) -> None:
    assert submitted(api) == api.get("/api/v1/jobs/drawn").json()


@pytest.mark.django_db
def test_a_run_that_nobody_looks_at_is_not_drawn_while_it_runs(api: Client, patient: None) -> None:
    submitted(api)
    assert Document.objects.get(run__name="drawn").graph == ""
    graph = api.get("/api/v1/jobs/drawn/graph").json()
    assert [node["name"] for node in graph["canvas"]["nodes"]] == ["a"]
    assert Document.objects.get(run__name="drawn").graph != ""


@pytest.mark.django_db
def test_a_process_that_ends_draws_what_waits(api: Client, patient: None) -> None:
    submitted(api)
    drawing.draw_waiting()
    assert Document.objects.get(run__name="drawn").graph != ""


@pytest.mark.django_db
def test_a_run_left_undrawn_by_a_process_that_died_is_drawn_from_its_document(api: Client, patient: None) -> None:
    submitted(api)
    drawing._waiting.clear()
    assert drawing.graph_of(Run.objects.get(name="drawn"))[""]["canvas"]["nodes"]


@pytest.mark.parametrize("value", [2**80, {1: "a number as a key"}, gettext_lazy("Jobs"), [None, 1.5, "강"]], ids=repr)
def test_every_answer_becomes_json(value: Any) -> None:
    text = Renderer().render({"value": value})
    shown = json.loads(text)["value"]
    assert shown == ({"1": "a number as a key"} if isinstance(value, dict) else value)
