"""What addresses mean: every form of the dialect, and whose credentials open them."""

import pytest

from runs.storage.sources.addresses import Location, Unusable, locate, shown

BLOB = {"name": "blob", "type": "azure_blob", "account_name": "acc", "container_name": "box"}
S3 = {"name": "bucket", "type": "s3", "bucket": "b", "prefix": "deep/er"}
SFTP = {"name": "far", "type": "sftp", "host": "h", "port": 2222, "username": "me", "path": "/srv/data"}
LOCAL = {"name": "near", "type": "local", "path": "/srv/near"}
OWN = {"name": "workspaceblobstore", "type": "local", "path": "datastores/workspaceblobstore"}
LAKE = {"name": "lake", "type": "azure_data_lake_gen2", "account_name": "acc", "filesystem": "fs"}
SHARE = {"name": "share", "type": "azure_file", "account_name": "acc", "file_share_name": "s"}
STORES = [BLOB, S3, SFTP, LOCAL, OWN, LAKE, SHARE]


def found(address: str) -> Location:
    return locate(address, STORES, "/ws")


@pytest.mark.parametrize(
    "address",
    [
        "azureml://datastores/bucket/paths/a/b.csv",
        "azureml:/datastores/bucket/paths/a/b.csv",
        "azureml://subscriptions/s/resourcegroups/r/workspaces/w/datastores/bucket/paths/a/b.csv",
        "azureml://subscriptions/s/resourceGroups/r/providers/Microsoft.ML/workspaces/w/datastores/bucket/paths/a/b.csv",
    ],
)
def test_a_datastore_is_found_by_every_form_of_its_address(address: str) -> None:
    location = found(address)
    assert (location.kind, location.path, location.store) == ("store", "deep/er/a/b.csv", S3)


def test_paths_of_datastores_lie_below_their_own_folder() -> None:
    assert found("azureml://datastores/far/paths/x").path == "/srv/data/x"
    assert found("azureml://datastores/far").path == "/srv/data/"
    assert found("azureml://datastores/near/paths/x/y") == Location(
        "local", "azureml://datastores/near/paths/x/y", "/srv/near/x/y"
    )
    assert found("azureml://datastores/workspaceblobstore/paths/x").path == "/ws/datastores/workspaceblobstore/x"
    assert found("azureml://datastores/bucket/paths/with%20blank").path == "deep/er/with blank"


@pytest.mark.parametrize(
    ("address", "name", "path"),
    [
        ("s3://b/x/y", "bucket", "x/y"),
        ("wasbs://box@acc.blob.core.windows.net/x", "blob", "x"),
        ("abfss://box@acc.dfs.core.windows.net/x", "blob", "x"),
        ("abfs://box/x", "blob", "x"),
        ("https://acc.blob.core.windows.net/box/x", "blob", "x"),
        ("abfss://fs@acc.dfs.core.windows.net/x", "lake", "x"),
        ("sftp://me@h:2222/x", "far", "/x"),
    ],
)
def test_a_storage_is_opened_with_the_credentials_of_its_datastore(address: str, name: str, path: str) -> None:
    location = found(address)
    assert (location.store["name"], location.path) == (name, path)


def test_a_storage_without_a_datastore_is_opened_by_its_own_address() -> None:
    assert dict(found("s3://other/x").store) == {"type": "s3", "bucket": "other"}
    assert found("gs://other/x").store["type"] == "gcs"
    assert found("sftp://you@h/x").store == {"type": "sftp", "host": "h", "port": 22, "username": "you"}
    assert found("https://acc.blob.core.windows.net/box/x?sig=abc").kind == "web"
    assert found("https://host/x").kind == "web"
    assert found("ftp://host/x").kind == "other"
    assert found("file:///data/with%20blank") == Location("local", "file:///data/with%20blank", "/data/with blank")


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("azureml://datastores/nowhere/paths/x", "penstock datastore create"),
        ("azureml://datastores/share/paths/x", "mount the share"),
        ("azureml://datastores/near/paths/../../etc/passwd", "without `..`"),
        ("azureml:rows:1", "penstock data create"),
        ("runs:/job-1/model", "map the address"),
        ("models:/m/1", "use a path"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_cure(address: str, cure: str) -> None:
    with pytest.raises(Unusable, match=cure):
        found(address)


def test_people_see_no_signature_and_no_password() -> None:
    assert shown("https://host/x?sig=secret") == "https://host/x"
    assert shown("sftp://me:secret@host/x") == "sftp://me:***@host/x"
    assert shown("sftp://me:sec@ret@host/x") == "sftp://me:***@host/x"
