"""Data, environments and models: immutable versions, the same content once, words that may change."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from asset_client import Registry

from designer.kinds import DATA
from designer.models import AssetVersion

Tree = Callable[[Mapping[str, str]], Path]
ROWS = "name: rows\nversion: {version}\ntype: uri_folder\npath: ./data\n"


def rows(registry: Registry, text: str = "a,b\n1,2\n", version: str = "1", **fields: str) -> dict:  # type: ignore[type-arg]
    document = {"data.yml": ROWS.format(version=version), "data/rows.csv": text}
    return {**(answer := registry.send_zip("data", document, **fields)).json(), "status": answer.status_code}


def test_data_in_a_zip_is_registered_with_its_bytes(registry: Registry) -> None:
    made = rows(registry)
    assert (made["status"], made["created"], made["ref"]) == (201, True, "azureml:rows:1")
    assert (Path(made["path"]) / "rows.csv").read_text() == "a,b\n1,2\n"
    found = registry.get("data/rows/1").json()
    assert found["files"] == [{"path": "rows.csv", "size": 8}]
    assert found["yaml"] == ROWS.format(version="1")
    assert (found["labels"], found["latest"], found["type"]) == (["latest"], "1", "uri_folder")
    assert registry.get("data/rows/1/file", path="rows.csv").json()["text"] == "a,b\n1,2\n"


def test_the_same_content_again_says_so(registry: Registry) -> None:
    rows(registry)
    again = rows(registry)
    assert (again["status"], again["created"]) == (200, False)
    assert AssetVersion.objects.count() == 1


def test_other_content_under_a_taken_version_says_what_to_do(registry: Registry) -> None:
    rows(registry)
    taken = rows(registry, "a\n9\n")
    assert (taken["status"], taken["error"]["code"]) == (409, "taken")
    assert "to 2" in taken["error"]["hint"]


def test_without_a_version_the_next_number_is_taken(registry: Registry) -> None:
    document = "name: py\nimage: python:3.{}\n"
    versions = [registry.send("environments", document.format(n)).json()["version"] for n in (10, 11, 10)]
    assert versions == ["1", "2", "1"]  # the third is what was registered first
    assert registry.get("environments/py").json()["latest"] == "2"


def test_other_words_about_the_same_content_replace_the_old_ones(registry: Registry) -> None:
    registry.send("environments", "name: py\nversion: 1\nimage: python:3.11\n")
    again = registry.send("environments", "name: py\nversion: 1\nimage: python:3.11\ntags: {team: a}\n# new\n")
    assert (again.status_code, again.json()["tags"]) == (200, {"team": "a"})


def test_a_conda_file_belongs_to_the_content_of_an_environment(registry: Registry) -> None:
    document = "name: py\nversion: 1\nimage: python:3.11\nconda_file: ./env/conda.yml\n"
    first = registry.send_zip("environments", {"e.yml": document, "env/conda.yml": "name: a\n"}, main="e.yml")
    assert first.status_code == 201
    files = registry.get("environments/py/1").json()["files"]
    assert [file["path"] for file in files] == ["e.yml", "env/conda.yml"]
    other = registry.send_zip("environments", {"e.yml": document, "env/conda.yml": "name: b\n"}, main="e.yml")
    assert other.json()["error"]["code"] == "taken"


def test_a_folder_of_this_machine_is_taken_from_the_command_line_only(registry: Registry, tree: Tree) -> None:
    folder = tree({"project/data.yml": "name: far\npath: ../rows\n", "rows/a.csv": "1\n"})
    form = {"folder": str(folder / "project"), "main": "data.yml"}
    made = registry.terminal.post("/api/v1/data", form)
    assert (made.status_code, made.json()["version"], made.json()["type"]) == (201, "1", "uri_folder")
    csrf = registry.page.get("/api/v1/me").json()["csrf"]
    refused = registry.page.post("/api/v1/data", form, headers={"x-csrftoken": csrf})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "folder_not_allowed")
    named = {"name": "named", "path": str(folder / "rows")}
    assert registry.post("data", named).json()["type"] == "uri_folder"
    session = registry.page.post("/api/v1/data", named, content_type="application/json", headers={"x-csrftoken": csrf})
    assert session.status_code == 403
    loose = {"folder": str(folder / "rows" / "a.csv"), "name": "single", "type": "uri_file"}
    single = registry.terminal.post("/api/v1/data", loose).json()
    assert Path(single["path"]).read_text() == "1\n"


def test_a_page_may_say_where_a_datastore_lies(registry: Registry, tree: Tree) -> None:
    folder = tree({"rows/a.csv": "1\n"})
    csrf = registry.page.get("/api/v1/me").json()["csrf"]
    store = {"name": "near", "type": "local", "path": str(folder)}
    made = registry.page.post(
        "/api/v1/datastores", store, content_type="application/json", headers={"x-csrftoken": csrf}
    )
    assert (made.status_code, made.json()["spec"]["path"]) == (201, str(folder))


def test_an_address_stays_text(registry: Registry) -> None:
    made = registry.post("data", {"name": "web", "type": "uri_file", "path": "https://example.org/a.csv"}).json()
    assert made["path"] == "https://example.org/a.csv"


@pytest.mark.parametrize(
    ("kind", "document", "codes"),
    [
        ("data", "name: rows\ntype: uri_foldr\npath: https://example.org/x\n", {"not_in_list"}),
        ("data", "type: uri_file\n", {"no_name", "missing_key"}),
        ("data", "name: rows\npath: ./none\n", {"not_found"}),
        ("data", "name: a b\nversion: latest\npath: https://example.org\n", {"bad_name", "bad_version"}),
        ("data", "- a\n", {"not_a_mapping"}),
        ("models", "name: m\ntype: uri_file\npath: runs:/x/model\n", {"not_in_list"}),
        ("environments", "name: py\n", {"no_image"}),
        ("environments", "name: py\nimage: x\nconda_file: ./gone.yml\n", {"not_found"}),
        ("computes", "type: amlcompute\n", {"no_name"}),
    ],
)
def test_a_wrong_document_is_refused_with_all_that_is_wrong(
    registry: Registry, kind: str, document: str, codes: set[str]
) -> None:
    answer = registry.send(kind, document)
    assert answer.status_code == 422
    assert {problem["code"] for problem in answer.json()["error"]["problems"]} == codes
    assert AssetVersion.objects.count() == 0


def test_unknown_keys_are_warned_about_and_kept(registry: Registry) -> None:
    made = registry.send("environments", "name: py\nimage: python:3.11\ncolour: red\n").json()
    assert [problem["line"] for problem in made["problems"]] == [3]
    assert made["spec"]["colour"] == "red"


def test_a_document_of_2021_is_translated(registry: Registry) -> None:
    document = "$schema: https://azuremlschemas.azureedge.net/latest/asset.schema.json\nname: rows\nlocal_path: ./d\n"
    made = registry.send_zip("data", {"a.yml": document, "d/x.csv": "1\n"})
    assert (made.status_code, made.json()["type"]) == (201, "uri_folder")
    assert Path(made.json()["path"]).is_dir()


def test_the_type_has_to_be_what_the_path_is(registry: Registry) -> None:
    for type_, path in (("uri_file", "./data"), ("uri_folder", "./data/a.csv"), ("mltable", "./data")):
        document = f"name: x\ntype: {type_}\npath: {path}\n"
        answer = registry.send_zip("data", {"x.yml": document, "data/a.csv": "1\n"}, main="x.yml")
        assert answer.json()["error"]["problems"][0]["code"] in ("wrong_type", "no_mltable"), type_


def test_labels_move_and_latest_is_computed(registry: Registry) -> None:
    rows(registry)
    rows(registry, "a\n2\n", "2")
    assert registry.post("data/rows/1/labels", {"label": "good"}).json()["labels"] == ["good"]
    assert registry.post("data/rows/2/labels", {"label": "good"}).json()["labels"] == ["latest", "good"]
    assert registry.get("data/rows/good").json()["version"] == "2"
    assert registry.post("data/rows/1/labels", {"label": "latest"}).status_code == 400
    assert registry.post("data/rows/1/labels", {"label": "2"}).status_code == 400
    assert registry.delete("data/rows/labels/good").status_code == 204
    assert registry.get("data/rows/good").status_code == 404


def test_an_archived_version_is_found_by_its_number_and_never_as_the_latest(registry: Registry) -> None:
    rows(registry)
    rows(registry, "a\n2\n", "2")
    assert registry.post("data/rows/2/archive").json()["archived"] is True
    assert registry.get("data/rows/latest").json()["version"] == "1"
    assert registry.get("data/rows/2").json()["version"] == "2"
    registry.post("data/rows/archive")
    assert registry.get("data/rows/latest").status_code == 404
    assert registry.get("data").json()["items"] == []
    assert [item["name"] for item in registry.get("data", archived="only").json()["items"]] == ["rows"]
    registry.post("data/rows/restore")
    registry.post("data/rows/2/restore")
    assert registry.get("data/rows/latest").json()["version"] == "2"


def test_words_about_a_version_may_change_and_are_searched(registry: Registry) -> None:
    rows(registry)
    changed = registry.patch("data/rows/1", {"description": "Weather in Busan", "tags": {"year": 2026}})
    assert (changed.json()["description"], changed.json()["tags"]) == ("Weather in Busan", {"year": "2026"})
    assert [item["name"] for item in registry.get("data", search="busan WEATHER").json()["items"]] == ["rows"]
    assert len(registry.get("data", tag="year=2026").json()["items"]) == 1
    assert registry.get("data", tag="year=2025").json()["items"] == []
    assert registry.get("data", tag=["year=2026", "none"]).json()["items"] == []
    assert len(registry.get("data", tag=["year=2026", "year"]).json()["items"]) == 1
    assert registry.patch("data/rows/1", {"tags": "x"}).status_code == 400


def test_lists_come_in_pages(registry: Registry) -> None:
    for number in range(5):
        registry.post("data", {"name": f"d{number}", "path": "https://example.org"})
    first = registry.get("data", limit=2).json()
    assert ([item["name"] for item in first["items"]], first["next"]) == (["d0", "d1"], "d1")
    rest = registry.get("data", limit=3, after="d1").json()
    assert ([item["name"] for item in rest["items"]], rest["next"]) == (["d2", "d3", "d4"], None)


def test_a_version_is_forgotten_unless_something_asks_for_it(registry: Registry) -> None:
    rows(registry)
    rows(registry, "a\n2\n", "2")
    assert registry.delete("data/rows/2").status_code == 204
    assert registry.get("data/rows/latest").json()["version"] == "1"
    assert registry.delete("data/rows").status_code == 204
    assert registry.get("data/rows").status_code == 404


def test_a_compute_is_known_by_name_and_changed_by_registering_it_again(registry: Registry) -> None:
    document = "name: cpu\ntype: amlcompute\nsize: STANDARD_DS3_V2\nmax_instances: {}\n"
    assert registry.send("computes", document.format(2)).status_code == 201
    again = registry.send("computes", document.format(4))
    assert (again.status_code, again.json()["spec"]["max_instances"]) == (200, 4)
    assert [item["name"] for item in registry.get("computes").json()["items"]] == ["cpu"]
    assert registry.get("computes/cpu").json()["type"] == "amlcompute"
    assert len(registry.get("computes?type=AmlCompute").json()["items"]) == 1  # as scripts spell it
    assert registry.delete("computes/cpu").status_code == 204


def test_no_secret_of_a_datastore_is_kept(registry: Registry) -> None:
    document = "name: blob\ntype: azure_blob\naccount_name: a\ncontainer_name: c\ncredentials: {account_key: hush}\n"
    registry.send("datastores", document)
    found = registry.get("datastores/blob")
    assert "hush" not in found.content.decode()
    assert found.json()["spec"]["credentials"] == {"account_key": "***"}


def test_a_page_reads_its_rows_by_their_ids_however_many_there_are(
    registry: Registry, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        registry.post("data", {"name": f"d{number:02}", "path": "https://example.org"})
    with django_assert_max_num_queries(6):
        assert len(registry.get("data").json()["items"]) == 12
    for rows in (DATA.rows.filter(pk__in=[1, 2]), DATA.rows.filter(asset_id__in=[1, 2])):
        assert "SCAN" not in rows.explain()


def test_of_several_documents_the_one_that_no_other_names_is_meant(registry: Registry) -> None:
    files = {"env.yml": "name: py\nversion: 1\nimage: x\nconda_file: ./conda.yml\n", "conda.yml": "name: py\n"}
    assert registry.send_zip("environments", files).status_code == 201
    unclear = registry.send_zip("environments", {**files, "more.yml": "name: other\nimage: y\n"})
    assert unclear.json()["error"]["code"] == "no_main"
    assert "conda.yml" not in unclear.json()["error"]["message"]


def test_an_address_of_a_job_that_is_not_here_is_kept_with_a_warning(registry: Registry) -> None:
    kept = registry.send("models", "name: far\npath: runs:/elsewhere/model\ntype: custom_model\n").json()
    assert (kept["path"], [problem["code"] for problem in kept["problems"]]) == (
        "runs:/elsewhere/model",
        ["job_not_here"],
    )
