"""Steps that do what no step should: they end badly themselves, and nothing and nobody else does."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import OutputSpec, Step, Value
from runs.models import Run
from runs.stepd import records
from runs.storage.logs import log_files, log_place
from runs.storage.preview import preview
from runs.testing import command, pipeline
from tests.faults import fault

OUT = {"out": OutputSpec()}
ATTEMPT = "${{outputs.out}}/../.."


def hostile(text: str) -> Step:
    """The step, and a good one that runs after it whatever becomes of it."""
    return command("bad", command=text, outputs=OUT)


def good(desk: Any) -> dict[str, Any]:
    step = command("good", command="echo fine > ${{outputs.out}}/f", outputs=OUT)
    found: dict[str, Any] = desk.run(pipeline("", step))["good"]
    return found


@fault(
    "Disk",
    "deletes the whole folder of its attempt, with log and records",
    "ends as the script ends; a step beside it is untouched",
)
def test_a_step_that_deletes_its_own_folder_ends_itself_and_no_other(desk: Any) -> None:
    beside = command("beside", command="sleep 1; echo still here")
    run = desk.submit(pipeline("", hostile(f"cd {ATTEMPT}/..; rm -rf attempt-1"), beside))
    nodes = desk.finish(run)
    assert nodes["bad"]["status"] == "Completed"
    assert (nodes["beside"]["status"], nodes["beside"]["attempt"]) == ("Completed", 1)
    assert desk.log(run, "beside") == "still here\n"


@fault(
    "Disk",
    "puts rubbish, folders or pipes in the place of the records of its attempt",
    "Completed; what is no record of ours counts as none",
)
@pytest.mark.parametrize("trick", ["mkdir exit.new", "mkdir -p exit.json/x", "echo '[[' > exit.json", "mkfifo x"])
def test_rubbish_in_the_place_of_the_records_harms_nobody(desk: Any, trick: str) -> None:
    nodes = desk.run(pipeline("", hostile(f"cd {ATTEMPT}; {trick}; echo 1 > out.part/out/f")))
    assert nodes["bad"]["status"] == "Completed"
    assert good(desk)["status"] == "Completed"


@pytest.mark.parametrize("record", [b"[[", b"[]", b"{}", b'{"code": 0}', b"\xff", b"[" * 50_000])
def test_what_is_no_record_of_ours_counts_as_none(tmp_path: Path, record: bytes) -> None:
    (tmp_path / "exit.json").write_bytes(record)
    assert records.read_exit(str(tmp_path)) is None


def test_names_that_are_no_text_pipes_and_links_are_outputs_like_others(desk: Any) -> None:
    names = "printf x > \"$(printf 'new\\nline')\"; printf x > \"$(printf 'bad\\377')\""
    nodes = desk.run(pipeline("", hostile(f"cd ${{{{outputs.out}}}}; {names}; mkfifo pipe; ln -s / all; ln -s me me")))
    assert nodes["bad"]["status"] == "Completed"
    assert good(desk)["status"] == "Completed"


@fault(
    "Disk",
    "puts a link or a pipe in the place of its output",
    "Failed: the outputs cannot be collected, and why; nothing outside becomes its output",
)
@pytest.mark.parametrize(
    "trick",
    [
        "rm -r ${{outputs.out}}; ln -s /etc ${{outputs.out}}",
        f"cd {ATTEMPT}; mv out.part kept; ln -s kept out.part",
        f"cd {ATTEMPT}/..; mv attempt-1 kept; ln -s kept attempt-1",
        "rm -r ${{outputs.out}}; mkfifo ${{outputs.out}}",
    ],
)
def test_an_output_that_was_replaced_by_something_else_fails_the_step(desk: Any, trick: str) -> None:
    node = desk.run(pipeline("", hostile(trick)))["bad"]
    assert node["status"] == "Failed"
    assert "the outputs cannot be collected" in node["error"]
    assert good(desk)["status"] == "Completed"


@pytest.mark.parametrize("folder", ["wd", "user_logs"])
def test_logs_are_not_read_through_a_link(desk: Any, folder: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret" / "logs"
    secret.mkdir(parents=True)
    (secret / "web.log").write_text("secret")
    target = secret.parent if folder == "wd" else secret
    run: Run = desk.submit(pipeline("", hostile(f"cd {ATTEMPT}; rm -rf {folder}; ln -s {target} {folder}")))
    desk.finish(run)
    found = log_files(desk.workspace.jobs, run.name, "bad")
    assert not [name for name in found if "web" in name]
    for name in ("logs/web.log", "user_logs/web.log", "user_logs/" + "a" * 300, "user_logs/a\0", "logs/../exit.json"):
        assert log_place(desk.workspace.jobs, run.name, "bad", name) is None


def test_a_record_that_the_disk_refused_is_written_when_it_can_be(tmp_path: Path, monkeypatch: Any) -> None:
    from runs.stepd import daemon as stepd
    from runs.stepd.steps import Step as Running
    from runs.stepd.steps import failed_start

    def full(folder: str, record: records.ExitRecord) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    daemon = stepd.Daemon(str(tmp_path), 1)
    step = Running("a#1", str(tmp_path / "a"), ["/bin/true"], {}, "/", "/dev/null", 1, 5.0, None)
    daemon.steps[step.id] = step
    with monkeypatch.context() as patch:
        patch.setattr(records, "write_exit", full)
        daemon.finish(step, failed_start(step, "stopped", ""))
        daemon.record_late()
    assert (daemon.enforce(), records.read_exit(step.folder)) == (stepd.TRY_AGAIN, None)
    daemon.record_late()
    assert records.read_exit(step.folder) is not None
    assert not daemon.unrecorded


@fault(
    "Processes",
    "cannot be started at all: variables that no system takes",
    "Failed: the step could not be started, and why; the daemon and all other steps live",
)
@pytest.mark.parametrize("variables", [{"A": "nul\0"}, {"A=B": "1"}, {"": "1"}])
def test_a_step_that_cannot_be_started_fails_and_the_daemon_lives(desk: Any, variables: dict[str, str]) -> None:
    good(desk)
    daemon = desk.daemon().pid
    bad = command("bad", command="echo hi")
    node = desk.run(pipeline("", replace(bad, environment_variables=variables)))["bad"]
    assert (node["status"], node["attempt"]) == ("Failed", 1)
    assert "could not be started" in node["error"]
    assert desk.daemon().pid == daemon


def test_a_cell_that_no_table_holds_is_shown_as_text(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text("x" * 200_000 + ",1\n2,3\n")
    assert preview(file, "")["kind"] == "text"


def test_what_a_later_step_wrote_over_is_made_again_instead_of_reused(desk: Any) -> None:
    def plan(text: str) -> Step:
        first = command("first", command="echo original > ${{outputs.out}}/f", outputs=OUT)
        given = {"data": Value("node", "uri_folder", path="first", port="out")}
        return pipeline("", first, command("second", "first", command=text, inputs=given))

    desk.run(plan("echo tampered > ${{inputs.data}}/f"))
    run = desk.submit(plan("cat ${{inputs.data}}/f"))
    nodes = desk.finish(run)
    assert nodes["first"]["reused_from"] is None
    assert desk.log(run, "second") == "original\n"
    again = desk.run(plan("cat ${{inputs.data}}/f; true"))
    assert again["first"]["reused_from"]
