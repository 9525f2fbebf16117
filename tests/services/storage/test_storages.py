"""Data on other machines, with real servers: read, reused, written, refused, and servers that hang."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import Store
from django.test import Client
from servers import WebServer

from designer.models import Datastore
from designer.spec.plan import OutputSpec, Step, Value
from penstock.vault import Vault, of_datastore
from runs.storage.content import content_of
from runs.storage.sources.addresses import locate
from runs.storage.sources.child import ask
from runs.testing import command, pipeline
from tests.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def known(desk: Desk, store: Store, credentials: dict[str, str] | None = None) -> None:
    """Register the datastore with its credentials, or with others."""
    Datastore.objects.update_or_create(
        name=store.name, defaults={"type": store.document["type"], "spec": store.document, "digest": ""}
    )
    secrets = store.credentials if credentials is None else credentials
    Vault(desk.workspace).put(of_datastore(store.name), secrets)


def put(desk: Desk, store: Store, path: str, source: Path) -> None:
    location = locate(store.address(path), [store.document], str(desk.workspace.root))
    ask("deliver", location, str(desk.workspace.root), source=str(source))


def reading(address: str, **more: Any) -> Step:
    value = Value("data", more.pop("type", "uri_folder"), uri=address, mode=more.pop("mode", None))
    script = more.pop("command", "cat ${{inputs.rows}}/rows.csv ${{inputs.rows}}/sub/more.csv")
    return pipeline("", command("read", command=script, inputs={"rows": value}, **more))


def writing(address: str, what: str = "echo made > ${{outputs.out}}/sub/made.txt") -> Step:
    script = f"mkdir ${{{{outputs.out}}}}/sub && {what}"
    return pipeline("", command("write", command=script, outputs={"out": OutputSpec(uri=address)}))


def test_a_folder_is_read_reused_and_read_again_when_it_changed(desk: Desk, store: Store, outside: Path) -> None:
    known(desk, store)
    put(desk, store, "read/me", outside)
    first = desk.submit(reading(store.address("read/me")))
    nodes = desk.finish(first)
    assert nodes["read"]["status"] == "Completed", nodes["read"]
    assert desk.log(first, "read") == "a,b\n1,2\na,b\n3,4\n"
    assert desk.run(reading(store.address("read/me")))["read"]["reused_from"] == f"{first.name}.read"

    (outside / "rows.csv").write_text("a,b\n5,6\n")  # as long as before
    put(desk, store, "read/me", outside)
    changed = desk.submit(reading(store.address("read/me")))
    assert desk.finish(changed)["read"]["reused_from"] is None
    assert desk.log(changed, "read").startswith("a,b\n5,6\n")


def test_the_storage_s_own_address_is_opened_with_the_datastore_s_credentials(
    desk: Desk, store: Store, outside: Path
) -> None:
    known(desk, store)
    put(desk, store, "own/address", outside)
    run = desk.submit(reading(store.url.format("own/address")))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert desk.log(run, "read").startswith("a,b\n")


def test_one_file_keeps_its_name(desk: Desk, store: Store, outside: Path) -> None:
    known(desk, store)
    put(desk, store, "one", outside)
    script = "basename ${{inputs.rows}}; cat ${{inputs.rows}}"
    run = desk.submit(reading(store.address("one/rows.csv"), type="uri_file", command=script))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert desk.log(run, "read") == "rows.csv\na,b\n1,2\n"


def test_the_same_content_is_the_same_wherever_it_lies(desk: Desk, store: Store, outside: Path) -> None:
    known(desk, store)
    put(desk, store, "same/content", outside)
    location = locate(store.address("same/content"), [store.document], str(desk.workspace.root))
    assert ask("identify", location, str(desk.workspace.root))["id"] == content_of(str(outside)).id


def test_outputs_are_written_and_what_follows_can_read_them(desk: Desk, store: Store) -> None:
    known(desk, store)
    nodes = desk.run(writing(store.address("out/${{name}}/${{output_name}}")))
    assert nodes["write"]["status"] == "Completed", nodes["write"]
    run = desk.submit(writing(store.address("out/fixed"), "echo other > ${{outputs.out}}/sub/made.txt"))
    desk.finish(run)
    script = "cat ${{inputs.rows}}/sub/made.txt"
    follows = desk.submit(reading(store.address("out/fixed"), command=script))
    assert desk.finish(follows)["read"]["status"] == "Completed"
    assert desk.log(follows, "read") == "other\n"


def test_what_is_not_there_is_told(desk: Desk, store: Store) -> None:
    known(desk, store)
    node = desk.run(reading(store.address("no/such/path")))["read"]
    assert node["status"] == "Failed"
    assert "there is no such path" in node["error"] or "there is nothing at this path" in node["error"]


def test_wrong_credentials_are_told_with_the_cure_and_appear_nowhere(desk: Desk, closed_store: Store) -> None:
    store = closed_store
    known(desk, store, store.wrong)
    for plan, path in ((reading(store.address("x")), "read"), (writing(store.address("x")), "write")):
        node = desk.run(plan)[path]
        assert node["status"] == "Failed"
        assert "refuses these credentials" in node["error"]
        assert f"penstock datastore update --name {store.name}" in node["error"]
        assert not any(len(secret) > 8 and secret in node["error"] for secret in store.wrong.values())
    assert _nothing_is_left(desk)


def test_a_server_that_hangs_is_given_up(desk: Desk, store: Store) -> None:
    known(desk, store)
    store.server.pause()
    try:
        node = desk.run(reading(store.address("hangs")))["read"]
    finally:
        store.server.go_on()
    assert node["status"] == "Failed"
    assert "seconds" in node["error"] or "does not answer" in node["error"] or "the connection failed" in node["error"]
    assert _nothing_is_left(desk)


def test_a_step_sees_no_credentials(desk: Desk, store: Store, outside: Path) -> None:
    known(desk, store)
    put(desk, store, "env", outside)
    run = desk.submit(reading(store.address("env"), command="env; cat ${{inputs.rows}}/rows.csv > /dev/null"))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert not any(secret in desk.log(run, "read") for secret in store.credentials.values())


def test_direct_hands_the_address_over(desk: Desk, store: Store, outside: Path) -> None:
    known(desk, store)
    put(desk, store, "direct", outside)
    run = desk.submit(reading(store.address("direct"), mode="direct", command="echo ${{inputs.rows}}"))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert "://" in desk.log(run, "read")
    assert desk.log(run, "read").strip().endswith("direct")


def _nothing_is_left(desk: Desk) -> bool:
    """No half of anything in the cache."""
    folder = desk.workspace.root / "cache" / "data"
    return not folder.exists() or not [name for name in os.listdir(folder) if name.startswith(".tmp")]


def test_what_was_pruned_from_the_cache_is_fetched_again(desk: Desk, s3_store: Store, outside: Path) -> None:
    known(desk, s3_store)
    put(desk, s3_store, "pruned", outside)
    address = s3_store.address("pruned")
    first = desk.run(reading(address))["read"]
    assert first["status"] == "Completed", first["error"]
    shutil.rmtree(desk.workspace.root / "cache" / "data")
    assert desk.run(reading(address))["read"]["reused_from"] is not None  # its content is still known
    other = desk.submit(reading(address, command="cat ${{inputs.rows}}/rows.csv"))
    assert desk.finish(other)["read"]["status"] == "Completed"
    assert desk.log(other, "read") == "a,b\n1,2\n"


def test_a_writable_input_is_written_back(desk: Desk, s3_store: Store, outside: Path) -> None:
    known(desk, s3_store)
    put(desk, s3_store, "writable", outside)
    script = "echo 9,9 >> ${{inputs.rows}}/rows.csv && echo new > ${{inputs.rows}}/new.csv"
    address = s3_store.address("writable")
    node = desk.run(reading(address, mode="rw_mount", command=script))["read"]
    assert node["status"] == "Completed", node
    run = desk.submit(reading(address, command="cat ${{inputs.rows}}/rows.csv ${{inputs.rows}}/new.csv"))
    desk.finish(run)
    assert desk.log(run, "read") == "a,b\n1,2\n9,9\nnew\n"


def test_a_failed_step_writes_nothing_back(desk: Desk, s3_store: Store, outside: Path) -> None:
    known(desk, s3_store)
    put(desk, s3_store, "untouched", outside)
    address = s3_store.address("untouched")
    script = "echo 9,9 >> ${{inputs.rows}}/rows.csv && exit 1"
    assert desk.run(reading(address, mode="rw_mount", command=script))["read"]["status"] == "Failed"
    run = desk.submit(reading(address))
    desk.finish(run)
    assert desk.log(run, "read") == "a,b\n1,2\na,b\n3,4\n"


def test_a_table_is_evaluated_with_data_of_elsewhere(
    desk: Desk, s3_store: Store, outside: Path, web: WebServer
) -> None:
    known(desk, s3_store)
    put(desk, s3_store, "evaluated", outside)
    web.pages["/far.csv"] = (b"a,b\n7,8\n", {"ETag": '"1"'})
    table = outside.parent / "table"
    table.mkdir()
    paths = [{"file": f"{web.url}/far.csv"}, {"pattern": s3_store.address("evaluated/*.csv")}, {"file": "./near.csv"}]
    (table / "near.csv").write_text("a,b\n5,6\n")
    (table / "MLTable").write_text(json.dumps({"paths": paths, "transformations": ["read_delimited"]}))
    script = (
        "python -c \"import yaml, glob; doc = yaml.safe_load(open('${{inputs.rows}}/MLTable')); "
        "[print(open(place).read().split()[1]) for item in doc['paths'] for path in item.values()"
        ' for place in glob.glob(path)]"'
    )
    run = desk.submit(reading(table.as_uri(), type="mltable", mode="eval_mount", command=script))
    assert desk.finish(run)["read"]["status"] == "Completed", desk.log(run, "read")
    assert desk.log(run, "read") == "7,8\n1,2\n5,6\n"


def test_registered_data_of_a_storage_is_read_looked_into_and_has_a_lineage(
    desk: Desk, api: Client, s3_store: Store, outside: Path
) -> None:
    known(desk, s3_store)
    put(desk, s3_store, "registered", outside)
    asset = {"name": "far_rows", "type": "uri_folder", "path": s3_store.address("registered")}
    made = api.post("/api/v1/data", json.dumps(asset), content_type="application/json")
    assert made.status_code == 201, made.content
    job = {
        "command": "cat ${{inputs.x}}/rows.csv",
        "environment": "current",
        "inputs": {"x": {"type": "uri_folder", "path": "azureml:far_rows@latest"}},
    }
    body = json.dumps({"name": "reads_far", "yaml": json.dumps(job)})
    assert api.post("/api/v1/jobs", body, content_type="application/json").status_code == 201
    desk.drive(lambda: api.get("/api/v1/jobs/reads_far").json()["status"] in ("Completed", "Failed"))
    ended = api.get("/api/v1/jobs/reads_far").json()
    assert ended["status"] == "Completed", ended["error"]
    read = api.get("/api/v1/data/far_rows/1/lineage").json()["read_by"]
    assert [(one["job"], one["input"]) for one in read] == [("reads_far", "x")]
    shown = api.get("/api/v1/data/far_rows/1/preview?file=rows.csv").json()
    assert shown["rows"] == [["1", "2"]]
    given = api.get("/api/v1/jobs/reads_far/files?port=x&side=input").json()
    assert [one["name"] for one in given["entries"]] == ["sub", "rows.csv"]
