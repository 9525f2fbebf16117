"""`penstock data …` and its like: what they send, from a file, from flags or from both, and what they print."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from penstock.cli.main import GROUPS
from tests.unit.cli.conftest import FakeServer, Penstock
from tests.unit.cli.test_job_commands import uploaded
from tests.unit.cli.test_job_verbs import zipped

ROWS = {
    "name": "rows",
    "version": "2",
    "id": "azureml:rows:2",
    "type": "uri_folder",
    "path": "/store/rows",
    "description": None,
    "tags": {"a": "1"},
    "properties": {},
    "display_name": None,
    "labels": ["latest"],
    "archived": False,
    "spec": {"name": "rows", "type": "uri_folder", "extra": 5},
}
KINDS = {"component": "components", "data": "data", "environment": "environments", "model": "models"}
PLAIN = {"compute": "computes", "datastore": "datastores"}


def document(server: FakeServer) -> Any:
    """The document of the last upload."""
    content = uploaded(server.asked[-1].body)["file"]
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        main = uploaded(server.asked[-1].body)["main"].decode()
        content = archive.read(main)
    return yaml.safe_load(content)


@pytest.mark.parametrize("kind", [*KINDS, *PLAIN])
def test_a_document_of_every_kind_is_sent_as_it_is(
    penstock: Penstock, server: FakeServer, tmp_path: Path, kind: str
) -> None:
    (tmp_path / "a.yml").write_text("# mine\nname: rows\n")
    kinds = (KINDS | PLAIN)[kind]
    server.answers[f"POST {kinds}"] = (201, ROWS)
    result = penstock(kind, "create", "--file", "a.yml", "--url", server.url, "--query", "name", "-o", "tsv")
    assert (result.exit_code, result.out) == (0, "rows\n")
    assert uploaded(server.asked[0].body)["file"] == b"# mine\nname: rows\n"


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        (
            ["data", "create", "--name", "rows", "--version", "1", "--path", "https://h/x", "--type", "uri_file"],
            {"name": "rows", "version": "1", "path": "https://h/x", "type": "uri_file"},
        ),
        (
            ["model", "create", "-n", "m", "-v", "1", "-p", "runs:/calm/model", "--type", "mlflow_model"],
            {"name": "m", "version": "1", "path": "runs:/calm/model", "type": "mlflow_model"},
        ),
        (
            ["environment", "create", "-n", "e", "--image", "python:3.11", "--tags", "a=1", "b=two"],
            {"name": "e", "image": "python:3.11", "tags": {"a": "1", "b": "two"}},
        ),
        (
            ["environment", "create", "-n", "e", "--build-context", "https://h/ctx", "--dockerfile-path", "D"],
            {"name": "e", "build": {"path": "https://h/ctx", "dockerfile_path": "D"}},
        ),
        (
            ["compute", "create", "-n", "c", "--type", "amlcompute", "--min-instances", "0", "--max-instances", "10"],
            {"name": "c", "type": "amlcompute", "min_instances": 0, "max_instances": 10},
        ),
        (
            ["data", "create", "-f", "a.yml", "--version", "07", "--set", "tags.k=v", "description=why"],
            {"name": "rows", "version": "07", "type": "mltable", "tags": {"k": "v"}, "description": "why"},
        ),
    ],
)
def test_flags_make_or_change_the_document(
    penstock: Penstock, server: FakeServer, tmp_path: Path, words: list[str], sent: Any
) -> None:
    (tmp_path / "a.yml").write_text("name: rows\nversion: 1\ntype: mltable\n")
    server.answers |= {f"POST {kinds}": (201, ROWS) for kinds in (KINDS | PLAIN).values()}
    assert penstock(*words, "--url", server.url).exit_code == 0
    assert document(server) == sent


def test_a_server_elsewhere_gets_the_files_and_one_here_their_place(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "a.csv").write_text("x\n")
    server.answers["POST data"] = (201, ROWS)
    words = ["data", "create", "-n", "rows", "--path", "./rows"]
    assert penstock(*words, "--url", server.url).exit_code == 0
    fields = uploaded(server.asked[0].body)
    names = zipfile.ZipFile(io.BytesIO(fields["file"])).namelist()
    assert sorted(names) == ["asset.yml", "rows/a.csv"]
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "server.json").write_text(json.dumps({"url": server.url, "token": "t"}))
    assert penstock(*words).exit_code == 0
    fields = uploaded(server.asked[-1].body)
    assert (fields["folder"].decode(), fields["main"]) == (str(tmp_path), b"asset.yml")
    assert yaml.safe_load(fields["file"])["path"] == "./rows"


def test_the_same_content_again_is_told(penstock: Penstock, server: FakeServer) -> None:
    server.answers["POST data"] = (200, {**ROWS, "created": False})
    result = penstock("data", "create", "-n", "rows", "--path", "https://h/x", "--url", server.url)
    assert (result.exit_code, result.err) == (0, "this very content is registered already, as rows 2\n")


def test_neither_file_nor_flags_is_wrong_use(penstock: Penstock) -> None:
    result = penstock("data", "create")
    assert (result.exit_code, result.error["code"]) == (2, "wrong_use")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("words", "place"),
    [
        (["-n", "rows", "-v", "2"], "rows/2"),
        (["-n", "rows", "--version", "2"], "rows/2"),
        (["-n", "rows", "-l", "best"], "rows/best"),
        (["-n", "rows"], "rows/latest"),
        (["-n", "rows:2"], "rows/2"),
        (["-n", "azureml:rows:2"], "rows/2"),
    ],
)
def test_show_finds_a_version_by_number_or_label(
    penstock: Penstock, server: FakeServer, kind: str, words: list[str], place: str
) -> None:
    server.answers[f"GET {KINDS[kind]}/{place}"] = (200, ROWS)
    result = penstock(kind, "show", *words, "--url", server.url)
    assert result.exit_code == 0
    assert (result.answer["id"], result.answer["extra"]) == ("azureml:rows:2", 5)
    assert "spec" not in result.answer


def test_what_has_no_versions_is_shown_by_its_name(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET computes/c"] = (200, {"name": "c", "version": None, "spec": {"size": "large"}})
    assert penstock("compute", "show", "-n", "c", "--query", "size", "-o", "tsv", "--url", server.url).out == "large\n"


def test_list_asks_page_by_page(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET models"] = [(200, {"items": [ROWS] * 200, "next": "c"}), (200, {"items": [ROWS], "next": None})]
    assert penstock("model", "list", "--query", "length(@)", "--url", server.url).answer == 201
    assert penstock("model", "list", "-r", "1", "--archived-only", "--url", server.url).exit_code == 0
    assert "archived=only" in server.asked[-1].path
    assert "limit=1" in server.asked[-1].path


def test_list_of_a_name_gives_its_versions(penstock: Penstock, server: FakeServer) -> None:
    family = {"versions": [ROWS, {**ROWS, "version": "1", "archived": True}]}
    server.answers["GET data/rows"] = (200, family)

    def listed(*words: str) -> str:
        return penstock(
            "data", "list", "-n", "rows", *words, "--query", "[].version", "-o", "tsv", "--url", server.url
        ).out

    assert [listed(), listed("--include-archived"), listed("--archived-only")] == ["2\n", "2\n1\n", "1\n"]


def test_update_sends_what_may_change(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {"GET data/rows/2": (200, ROWS), "PATCH data/rows/2": (200, ROWS)}
    words = ["--set", "tags.b=2", "--description", "why"]
    assert penstock("data", "update", "-n", "rows", "-v", "2", *words, "--url", server.url).exit_code == 0
    assert json.loads(server.asked[-1].body) == {"tags": {"a": "1", "b": "2"}, "description": "why"}
    refused = penstock("data", "update", "-n", "rows", "-v", "2", "--set", "path=x", "--url", server.url)
    assert refused.exit_code == 2


@pytest.mark.parametrize("verb", ["archive", "restore"])
@pytest.mark.parametrize(("words", "place"), [([], "rows"), (["-v", "2"], "rows/2"), (["-l", "best"], "rows/best")])
def test_a_version_a_label_or_a_whole_name_is_archived(
    penstock: Penstock, server: FakeServer, verb: str, words: list[str], place: str
) -> None:
    server.answers[f"POST data/{place}/{verb}"] = (200, ROWS)
    assert penstock("data", verb, "-n", "rows", *words, "--url", server.url).exit_code == 0


def test_delete_forces_only_when_told(penstock: Penstock, server: FakeServer) -> None:
    server.answers["DELETE data/rows/2"] = (204, b"")
    assert penstock("data", "delete", "-n", "rows", "-v", "2", "-y", "--url", server.url).exit_code == 0
    assert "force" not in server.asked[-1].path
    penstock("data", "delete", "-n", "rows", "-v", "2", "--force", "--url", server.url)
    assert "force=true" in server.asked[-1].path


def test_download_leaves_the_files_in_a_folder_of_the_name(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    server.answers |= {
        "GET models/rows/latest": (200, ROWS),
        "GET models/rows/2/download": (200, zipped(MLmodel="m")),
    }
    assert penstock("model", "download", "-n", "rows", "-p", "d", "--url", server.url).exit_code == 0
    assert (tmp_path / "d" / "rows" / "MLmodel").read_text() == "m"


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_tells_its_verbs(penstock: Penstock, group: str) -> None:
    result = penstock(group, "--help")
    assert result.exit_code == 0
    assert "list" in result.out or "show" in result.out or group == "pipeline"


def test_what_has_no_versions_is_written_anew(penstock: Penstock, server: FakeServer) -> None:
    compute = {"name": "c", "version": None, "tags": {}, "description": None, "spec": {"name": "c", "size": "small"}}
    server.answers |= {
        "GET computes/c": (200, compute),
        "POST computes": (200, compute),
        "PATCH computes/c": (200, compute),
    }
    words = ["--set", "size=large", "--max-instances", "4", "--url", server.url]
    assert penstock("compute", "update", "-n", "c", *words).exit_code == 0
    assert json.loads(server.asked[-1].body) == {"name": "c", "size": "large", "max_instances": 4}
    assert penstock("compute", "update", "-n", "c", "--tags", "a=b", "--url", server.url).exit_code == 0
    assert (server.asked[-1].method, json.loads(server.asked[-1].body)) == ("PATCH", {"tags": {"a": "b"}})


def test_a_compute_is_started_by_name_only(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET computes/c"] = (200, {"name": "c"})
    assert penstock("compute", "start", "-n", "c", "--no-wait", "--url", server.url).answer == {"name": "c"}
    assert penstock("compute", "stop", "-n", "other", "--url", server.url).exit_code == 3


def test_a_server_here_that_does_not_see_our_files_gets_them(
    penstock: Penstock, server: FakeServer, tmp_path: Path
) -> None:
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / "a.csv").write_text("x\n")
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "server.json").write_text(json.dumps({"url": server.url, "token": "t"}))
    refusal = (403, {"error": {"code": "folder_not_allowed", "message": "no"}})
    server.answers["POST data"] = [refusal, (201, ROWS)]
    assert penstock("data", "create", "-n", "rows", "--path", "./rows").exit_code == 0
    assert uploaded(server.asked[-1].body)["file"].startswith(b"PK")


def test_a_bug_of_ours_is_told_without_a_traceback(
    penstock: Penstock, server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["GET data/rows/latest"] = (200, ["no", "mapping"])
    result = penstock("data", "show", "-n", "rows", "--url", server.url)
    assert (result.exit_code, result.error["code"], result.out) == (1, "bug", "")
    with pytest.raises(AttributeError):
        penstock("data", "show", "-n", "rows", "--url", server.url, "--debug")


def test_what_is_made_at_once_says_so_to_scripts_that_wait(penstock: Penstock, server: FakeServer) -> None:
    server.answers["GET computes/c"] = (200, {"name": "c", "kind": "compute", "spec": {"type": "amlcompute"}})
    words = ["compute", "show", "-n", "c", "--query", "provisioning_state", "-o", "tsv", "--url", server.url]
    assert penstock(*words).out == "Succeeded\n"


def test_a_compute_elsewhere_is_attached_and_detached(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {"POST computes": (201, {"name": "k"}), "DELETE computes/k": (204, b"")}
    words = ["attach", "-n", "k", "--type", "kubernetes", "--resource-id", "/a/b"]
    assert penstock("compute", *words, "--url", server.url).exit_code == 0
    assert document(server)["resource_id"] == "/a/b"
    assert penstock("compute", "detach", "-n", "k", "--yes", "--url", server.url).exit_code == 0


def test_warnings_about_what_was_registered_are_told(penstock: Penstock, server: FakeServer) -> None:
    warning = {"severity": "warning", "file": "m.yml", "line": 2, "column": 1, "message": "far away", "hint": ""}
    server.answers["POST models"] = (201, {"name": "m", "version": "1", "problems": [warning]})
    Path("m.yml").write_text("name: m\npath: runs:/elsewhere/model\n")
    result = penstock("model", "create", "-f", "./m.yml", "--url", server.url, "--query", "name", "-o", "tsv")
    assert (result.out, result.err) == ("m\n", "./m.yml:2:1: warning: far away\n")


def test_the_inputs_of_a_component_are_found_by_their_names(penstock: Penstock, server: FakeServer) -> None:
    ports = [{"name": "rate", "type": "number", "default": 0.1}]
    server.answers["GET components/fit/1"] = (200, {"kind": "component", "name": "fit", "inputs": ports, "outputs": []})
    words = ["component", "show", "-n", "fit", "-v", "1", "--query", "inputs.rate.type", "-o", "tsv"]
    assert penstock(*words, "--url", server.url).out == "number\n"


def test_what_flags_say_wrong_is_in_no_file(penstock: Penstock, server: FakeServer) -> None:
    problem = {"severity": "error", "file": "asset.yml", "line": 1, "column": 1, "path": "path", "message": "no path"}
    server.answers["POST data"] = (422, {"error": {"code": "missing_key", "message": "m", "problems": [problem]}})
    refused = penstock("data", "create", "--name", "rows", "--url", server.url)
    assert refused.exit_code == 2
    assert [(told["file"], told["line"]) for told in refused.error["problems"]] == [("", 0)]
    told = penstock("data", "create", "--name", "rows", "--url", server.url, "-o", "tsv").err
    assert "  path: error: no path\n" in told


def test_the_stage_of_a_model_is_a_flag(penstock: Penstock, server: FakeServer) -> None:
    server.answers |= {"GET models/m/1": (200, {"name": "m", "stage": ""}), "PATCH models/m/1": (200, {"name": "m"})}
    assert (
        penstock("model", "update", "-n", "m", "-v", "1", "--stage", "Production", "--url", server.url).exit_code == 0
    )
    assert json.loads(server.asked[-1].body) == {"stage": "Production"}
