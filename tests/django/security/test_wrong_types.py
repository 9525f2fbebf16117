"""Whatever is sent, the answer says what is wrong with it: never "something went wrong inside"."""

import json
from typing import Any

import pytest
from django.test import Client

from runs.services import describe_run
from runs.storage.browse import Outside, entries, inside

pytestmark = pytest.mark.django_db

PIPELINE = "type: pipeline\njobs: {a: {type: command, command: echo hi, environment: current}}\n"
WRONG: list[Any] = [None, 1, 1.5, True, "", "x", "\0", "a" * 100_000, [], [1], [[]], {}, {"": None}, {"a": {"b": [1]}}]
BODIES = [*(json.dumps(value) for value in WRONG), "[" * 100_000 + "]" * 100_000, '{"a":' * 50_000 + "1" + "}" * 50_000]
FIELDS = {
    "POST drafts": ("name", "copy", "canvas"),
    "POST jobs": ("draft", "yaml", "sample", "name", "display_name", "tags", "inputs", "settings", "force_rerun"),
    "PATCH jobs/target": ("display_name", "description", "tags", "experiment_name", "archived"),
    "POST jobs/target/cancel": ("path",),
    "POST jobs/target/retry": ("path", "paths"),
    "POST jobs/target/resubmit": ("inputs", "tags", "settings", "display_name"),
    "POST drafts/import": (),
    "POST components": (),
    "POST data": ("name", "version", "type", "path", "tags"),
    "POST environments": ("name", "image", "conda_file", "build"),
    "POST computes": ("name", "type"),
    "POST schedules": ("name", "trigger", "create_job"),
    "POST endpoints": ("name", "defaults"),
    "POST endpoints/none/invoke": ("inputs", "deployment", "job_name"),
    "PATCH data/none/1": ("description", "tags", "archived"),
}


@pytest.fixture
def target(api: Client) -> Client:
    made = api.post("/api/v1/jobs", {"yaml": PIPELINE, "name": "target"}, content_type="application/json")
    assert made.status_code == 201, made.content
    return api


@pytest.mark.parametrize("address", FIELDS)
def test_bodies_of_any_shape_are_answered(target: Client, address: str) -> None:
    method, _, path = address.partition(" ")
    bodies = [*BODIES, *(json.dumps({field: value}) for field in FIELDS[address] for value in WRONG)]
    for body in bodies:
        answer = target.generic(method, f"/api/v1/{path}", body, content_type="application/json")
        assert answer.status_code < 500, (address, body[:80], answer.content)


def test_a_job_keeps_its_texts_when_a_change_has_the_wrong_type(target: Client) -> None:
    answer = target.patch("/api/v1/jobs/target", {"display_name": None}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")
    good = target.patch("/api/v1/jobs/target", {"tags": {"a": "b"}}, content_type="application/json")
    assert good.json()["tags"] == {"a": "b"}
    assert describe_run(name="target", changes={"archived": True}).archived


@pytest.mark.parametrize(
    "query",
    [
        *(f"jobs?after={value}" for value in ("x_1", "1_%C2%B2", "nan_1", "1_" + "9" * 40, "1.5_1", "9" * 400)),
        *(f"jobs/target/logs?path=a&file=user_logs/{value}" for value in ("a%00", "a" * 300, "../../x")),
        *(f"jobs/target/events?after={value}" for value in ("-" + "9" * 40, "9" * 40)),
        "jobs/target/code/file?path=a&file=.",
        "jobs/target/files?path=a&port=" + "a" * 3000,
    ],
)
def test_queries_of_any_shape_are_answered(target: Client, query: str) -> None:
    assert target.get(f"/api/v1/{query}").status_code < 500


@pytest.mark.parametrize("origin", ["http://[::1", "http://[x]", "null", "javascript:"])
def test_an_origin_that_is_no_address_is_another_site(api: Client, origin: str) -> None:
    answer = api.post("/api/v1/drafts", {}, content_type="application/json", headers={"origin": origin})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "bad_origin")


def test_a_file_under_another_field_is_taken_and_a_revision_is_a_number(api: Client, tmp_path: Any) -> None:
    file = tmp_path / "p.yml"
    file.write_text(PIPELINE)
    with file.open("rb") as stream:
        assert api.post("/api/v1/jobs", {"other": stream}).status_code == 201
    for revision in ("²", "9" * 5000):
        with file.open("rb") as stream:
            answer = api.post("/api/v1/drafts/import", {"file": stream, "draft": "x", "revision": revision})
            assert answer.status_code == 400


def test_folders_with_odd_names_and_links_are_listed(tmp_path: Any) -> None:
    (tmp_path / b"bad\xff".decode("utf-8", "surrogateescape")).write_text("x")
    (tmp_path / "me").symlink_to("me")
    (tmp_path / "all").symlink_to("/")
    (tmp_path / "gone").symlink_to("nowhere")
    assert [entry["name"] for entry in entries(tmp_path)] == ["bad\\xff"]
    for path in ("me", "all/etc", "a\0", "a" * 300, "a/" * 3000):
        with pytest.raises((Outside, FileNotFoundError)):
            inside(tmp_path, path)
