"""A datastore from the command line, without any server of ours: made, opened, looked into, used by a job."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Store

from runs.storage.sources.addresses import locate
from runs.storage.sources.child import ask
from tests.terminal import Terminal, terminal

__all__ = ["terminal"]
JOB = """\
command: cat ${{inputs.rows}}/a.csv > ${{outputs.out}}/b.csv
environment: current
inputs: {rows: {type: uri_folder, path: "azureml://datastores/on_s3/paths/cli/in"}}
outputs: {out: {type: uri_folder, path: "azureml://datastores/on_s3/paths/cli/${{name}}", name: copied}}
"""


def test_a_job_without_a_server_reads_and_writes_a_storage(terminal: Terminal, s3_store: Store, tmp_path: Path) -> None:
    secret = s3_store.credentials["secret_access_key"]
    file = terminal.file(json.dumps(s3_store.document))
    (tmp_path / "key").write_text(secret)
    access = f"access_key_id={s3_store.credentials['access_key_id']}"
    made = terminal("datastore", "create", "-f", file, "--credential", access, f"secret_access_key=@{tmp_path / 'key'}")
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["credentials"]["set"] is True
    tested = terminal("datastore", "test", "-n", "on_s3")
    assert tested.returncode == 0, tested.stdout

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("a\n1\n")
    location = locate(s3_store.address("cli/in"), [s3_store.document], str(terminal.workspace))
    ask("deliver", location, str(terminal.workspace), source=str(tmp_path / "in"))

    ran = terminal("run", terminal.file(JOB), "--name", "copy")
    assert ran.returncode == 0, ran.stderr
    listed = terminal("datastore", "browse", "-n", "on_s3", "--path", "cli/copy")
    assert [one["name"] for one in json.loads(listed.stdout)] == ["b.csv"]
    shown = terminal("data", "lineage", "-n", "copied", "--query", "written_by[0].job", "-o", "tsv")
    assert shown.stdout.strip() == "copy"
    again = terminal("run", terminal.file(JOB), "--name", "again")
    assert json.loads(again.stdout)["reused_from"] == "copy"

    for told in (made, tested, ran, listed):
        assert secret not in told.stdout + told.stderr
    for place in terminal.workspace.rglob("*"):
        assert not place.is_file() or secret.encode() not in place.read_bytes(), place


def test_what_is_wrong_is_told_by_the_exit_status(terminal: Terminal, s3_store: Store) -> None:
    document = {**s3_store.document, "bucket": "no-such-bucket"}
    words = [f"{key}={value}" for key, value in s3_store.credentials.items()]
    terminal("datastore", "create", "-f", terminal.file(json.dumps(document)), "--credential", *words)
    tested = terminal("datastore", "test", "-n", "on_s3")
    assert tested.returncode == 1
    assert "no such" in json.loads(tested.stdout)["message"]
    assert terminal("datastore", "create", "-n", "x", "--set", "type=s3", "--credential", "a=@/none").returncode == 2
