"""Places where data lies, as a person makes, tests and looks into them: a folder of this machine, a bucket of a real
S3 server that wants credentials."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.registry import open_tab
from tests.e2e.studio import Studio
from tests.services.storage.servers import Process, moto_forget_login, moto_login, start_s3

ROWS = b"id,name\n1,Ada\n2,Grace\n"


@pytest.fixture
def name() -> str:
    return f"lake_{secrets.token_hex(3)}"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    server = start_s3(tmp_path_factory.mktemp("s3"))
    yield server
    server.stop()


def choose_option(studio: Studio, control: str, option: str) -> None:
    studio.id(control).click()
    studio.page.get_by_role("option", name=option, exact=True).click()


def test_a_folder_of_this_machine_becomes_a_datastore_and_a_file_in_it_data(
    studio: Studio, server: Server, name: str, tmp_path: Path
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "rows.csv").write_bytes(ROWS)
    studio.open("/data")
    studio.page.get_by_role("link", name="Datastores").click()
    studio.id("action:new-store").click()
    studio.id("store-save").click()
    expect(studio.id("store-form")).to_contain_text("This is needed.")
    studio.id("store:name").fill(name)
    studio.id("store:path").fill(str(tmp_path))
    studio.id("store-save").click()
    studio.page.wait_for_url(f"**/datastores/{name}")
    studio.id("action:test-store").click()
    expect(studio.id("store-test")).to_contain_text("It can be opened")
    open_tab(studio, "browse")
    studio.id("entry:raw").get_by_role("button", name="raw").click()
    studio.id("entry:rows.csv").get_by_role("link", name="Register as data: rows.csv").click()
    expect(studio.id("by-path:path")).to_have_value(f"azureml://datastores/{name}/paths/raw/rows.csv")
    studio.id("by-path:name").fill(f"{name}_rows")
    studio.id("by-path:register").click()
    studio.page.wait_for_url(f"**/data/{name}_rows/1")
    assert server.api.get(f"data/{name}_rows/1")["type"] == "uri_file"
    open_tab(studio, "preview")
    studio.id("action:fetch-data").click()
    expect(studio.id("data-preview")).to_contain_text("Grace")


def test_a_bucket_wants_its_credentials_and_never_shows_them(
    studio: Studio, server: Server, name: str, s3: Process
) -> None:
    address = f"http://127.0.0.1:{s3.port}"
    key = moto_login(s3.port)
    try:
        client = boto3.client(
            "s3",
            endpoint_url=address,
            region_name="us-east-1",
            aws_access_key_id=key["access_key_id"],
            aws_secret_access_key=key["secret_access_key"],
        )
        client.create_bucket(Bucket="raw")
        client.put_object(Bucket="raw", Key="2026/rows.csv", Body=ROWS)
        studio.open("/datastores")
        studio.id("action:new-store").click()
        choose_option(studio, "store-type", "S3")
        for field, value in {"name": name, "bucket": "raw", "endpoint_url": address, "region": "us-east-1"}.items():
            studio.id(f"store:{field}").fill(value)
        studio.id("store:access_key_id").fill(key["access_key_id"])
        studio.id("store:secret_access_key").fill("not the secret")
        studio.id("store-save").click()
        studio.page.wait_for_url(f"**/datastores/{name}")
        expect(studio.id("store-credentials")).to_contain_text("Credentials are set (access key)")
        studio.id("action:test-store").click()
        expect(studio.id("store-test").get_by_role("alert")).to_contain_text(
            "refuses these credentials", timeout=40_000
        )

        studio.id("action:edit-store").click()
        expect(studio.id("store-login")).to_have_value("What is set (leave it)")
        choose_option(studio, "store-login", "Access key")
        studio.id("store:access_key_id").fill(key["access_key_id"])
        studio.id("store:secret_access_key").fill(key["secret_access_key"])
        studio.id("store-save").click()
        expect(studio.id("store-form")).to_have_count(0)
        studio.id("action:test-store").click()
        expect(studio.id("store-test")).to_contain_text("It can be opened", timeout=40_000)
        open_tab(studio, "browse")
        studio.id("entry:2026").get_by_role("button", name="2026").click(timeout=40_000)
        expect(studio.id("entry:rows.csv")).to_contain_text("22 B", timeout=40_000)

        open_tab(studio, "yaml")
        expect(studio.page.get_by_label(f"YAML of {name}")).to_contain_text("bucket")
        for place in ("overview", "yaml"):
            open_tab(studio, place)
            assert key["secret_access_key"] not in studio.page.content()
        assert key["secret_access_key"] not in str(server.api.get(f"datastores/{name}"))
    finally:
        moto_forget_login(s3.port)


def test_a_server_that_is_not_there_is_said_in_words(studio: Studio, server: Server, name: str) -> None:
    server.api.post("datastores", {"name": name, "type": "s3", "bucket": "raw", "endpoint_url": "http://127.0.0.1:9"})
    studio.open(f"/datastores/{name}")
    studio.id("action:test-store").click()
    alert = studio.id("store-test").get_by_role("alert")
    expect(alert).to_contain_text("the connection failed", timeout=40_000)
    expect(alert).to_contain_text("Look whether the server is up")


def test_an_address_is_mapped_to_a_path_of_this_machine(studio: Studio, server: Server, name: str) -> None:
    before = server.api.get("path-map")["maps"]
    prefix = f"https://{name}.example/data/"
    studio.open("/data")
    studio.page.get_by_role("link", name="Path map").click()
    studio.id("path-add").click()
    row = len(before) + 1
    studio.page.get_by_label(f"Prefix {row}").fill(prefix)
    studio.page.get_by_label(f"Local path {row}").fill("here")
    expect(studio.id("settings-state")).to_contain_text("begin it with /")
    studio.page.get_by_label(f"Local path {row}").fill("/srv/data")
    studio.id("path-test").fill(f"{prefix}2026/rows.csv")
    expect(studio.id("path-answer")).to_have_text(re.compile("/srv/data/2026/rows.csv"))
    studio.id("settings-save").click()
    expect(studio.id("settings-state")).to_have_text("")
    maps = server.api.get("path-map")["maps"]
    assert (prefix, "/srv/data") in [(one["from"], one["to"]) for one in maps]
    studio.page.get_by_role("button", name=f"Remove: {prefix}").click()
    studio.id("settings-save").click()
    expect(studio.id("settings-state")).to_have_text("")
    assert server.api.get("path-map")["maps"] == before
