"""One server of each kind for all tests that ask for it, and a desk on whose workspace its datastore is registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from servers import (
    AZURITE_ACCOUNT,
    AZURITE_KEY,
    Process,
    Ssh,
    WebServer,
    moto_forget_login,
    moto_login,
    start_azurite,
    start_gcs,
    start_s3,
)

from tests.desk import desk

__all__ = ["desk"]
TIMEOUTS = "8,6"  # seconds: tests wait for no minute


@dataclass
class Store:
    """A datastore and the server behind it. `wrong` are credentials that the server refuses."""

    document: dict[str, Any]
    credentials: dict[str, str]
    server: Process
    wrong: dict[str, str]
    url: str  # the storage's own address of a path, to be formatted
    strict: Callable[[], None] = field(default=lambda: None)

    @property
    def name(self) -> str:
        return str(self.document["name"])

    def address(self, path: str) -> str:
        return f"azureml://datastores/{self.name}/paths/{path}"


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_TRANSFER_TIMEOUTS", TIMEOUTS)


@pytest.fixture(scope="session")
def s3_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    import boto3

    server = start_s3(tmp_path_factory.mktemp("s3"))
    login = moto_login(server.port)
    client = boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{server.port}",
        region_name="us-east-1",
        aws_access_key_id=login["access_key_id"],
        aws_secret_access_key=login["secret_access_key"],
    )
    client.create_bucket(Bucket="bucket")
    document = {
        "name": "on_s3",
        "type": "s3",
        "bucket": "bucket",
        "prefix": "deep",
        "endpoint_url": f"http://127.0.0.1:{server.port}",
        "region": "us-east-1",
    }
    wrong = {"access_key_id": "nobody-knows-me", "secret_access_key": "nobody-knows-me"}
    yield Store(document, login, server, wrong, "s3://bucket/deep/{}")
    moto_forget_login(server.port)
    server.stop()


@pytest.fixture(scope="session")
def azure_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    from azure.storage.blob import BlobServiceClient

    server = start_azurite(tmp_path_factory.mktemp("azurite"))
    endpoint = f"http://127.0.0.1:{server.port}/{AZURITE_ACCOUNT}"
    with BlobServiceClient(endpoint, credential=AZURITE_KEY) as client:
        client.create_container("box")
    document = {
        "name": "on_azure",
        "type": "azure_blob",
        "account_name": AZURITE_ACCOUNT,
        "container_name": "box",
        "endpoint": endpoint,
    }
    wrong = {"account_key": "d3JvbmcgYnV0IGxvbmcgZW5vdWdoIHRvIGJlIGEga2V5"}
    url = f"wasbs://box@{AZURITE_ACCOUNT}.blob.core.windows.net/{{}}"
    yield Store(document, {"account_key": AZURITE_KEY}, server, wrong, url)
    server.stop()


@pytest.fixture(scope="session")
def gcs_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    import requests

    server = start_gcs(tmp_path_factory.mktemp("gcs"))
    url = f"http://127.0.0.1:{server.port}"
    assert requests.post(f"{url}/storage/v1/b?project=p", json={"name": "bucket"}, timeout=10).ok
    document = {"name": "on_gcs", "type": "gcs", "bucket": "bucket", "endpoint_url": url}
    yield Store(document, {}, server, {}, "gs://bucket/{}")
    server.stop()


@pytest.fixture(scope="session")
def sftp_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("sshd")
    server = Ssh(folder)
    (folder / "home").mkdir()
    place = str(folder / "home")
    document = {"name": "on_sftp", "type": "sftp", "host": "127.0.0.1", "port": server.port, "path": place}
    document["username"] = server.user
    wrong = {"private_key": server.key("stranger")}
    yield Store(document, {"private_key": server.key()}, server, wrong, f"sftp://127.0.0.1:{server.port}{place}/{{}}")
    server.stop()


@pytest.fixture(params=["s3", "azure", "gcs", "sftp"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each kind in turn."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture(params=["s3", "azure", "sftp"])
def closed_store(request: pytest.FixtureRequest) -> Store:
    """Each kind whose server checks who asks; the stand-in for GCS lets everybody in."""
    found: Store = request.getfixturevalue(f"{request.param}_store")
    return found


@pytest.fixture
def web() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.stop()


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the user, outside of the workspace."""
    folder = tmp_path / "outside"
    (folder / "sub").mkdir(parents=True)
    (folder / "rows.csv").write_text("a,b\n1,2\n")
    (folder / "sub" / "more.csv").write_text("a,b\n3,4\n")
    return folder
