"""Runs with real processes: what a person sees of steps that succeed, fail, hang, or leave something behind."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from designer.spec.plan import OutputSpec, Step, Value
from runs import services
from runs.engine.driver import LOOKUPS
from runs.models import Event, Run
from runs.services import NewRun, create_run
from runs.testing import command, install_rounds, pipeline

OUT = {"out": OutputSpec()}


def from_(path: str, port: str = "out") -> Value:
    return Value("node", "uri_folder", path=path, port=port)


def prepare_and_train(rate: float = 0.5) -> Step:
    return pipeline(
        "",
        command("prepare", command="echo rows > ${{outputs.out}}/rows.txt", outputs=OUT),
        command(
            "train",
            "prepare",
            command="cat ${{inputs.rows}}/rows.txt > ${{outputs.out}}/model; echo ${{inputs.rate}}",
            inputs={"rows": from_("prepare"), "rate": Value("literal", "number", rate)},
            outputs=OUT,
        ),
    )


def reuse_of(run: Run, path: str) -> dict[str, Any]:
    detail = json.loads(run.jobs.get(path=path).detail)
    return dict(detail["reuse"])


def test_a_step_reads_what_the_step_before_it_wrote(desk: Any) -> None:
    run = desk.submit(prepare_and_train())
    nodes = desk.finish(run)
    assert {path: node["status"] for path, node in nodes.items()} == {
        "": "Completed",
        "prepare": "Completed",
        "train": "Completed",
    }
    assert desk.log(run, "train") == "0.5\n"
    assert (desk.workspace.jobs / run.name / "train/attempt-1/out/out/model").read_text() == "rows\n"


def test_whichever_bash_it_is_it_calls_itself_bin_bash(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a", command='echo "$0 ${BASH_VERSION:0:1}"; no_such_command || true')))
    desk.finish(run)
    name, complaint = desk.log(run, "a").splitlines()
    assert (name.split()[0], complaint.split(":")[0]) == ("/bin/bash", "/bin/bash")


def test_who_reads_artifacts_finds_what_the_step_left_in_outputs(desk: Any) -> None:
    left = command(
        "a", command="echo hi > outputs/x", outputs={"artifacts": OutputSpec()}, spec={"artifacts_output": True}
    )
    read = command("b", "a", command="cat ${{inputs.a}}/outputs/x", inputs={"a": from_("a", "artifacts")})
    run = desk.submit(pipeline("", left, read))
    desk.finish(run)
    assert desk.log(run, "b") == "hi\n"


def test_outputs_are_invisible_until_the_step_completed(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a", command="echo x > ${{outputs.out}}/x; exit 1", outputs=OUT)))
    desk.finish(run)
    folder = desk.workspace.jobs / run.name / "a/attempt-1"
    assert not (folder / "out").exists()
    assert (folder / "out.part/out/x").exists()


def test_a_second_run_reuses_everything_and_says_from_where(desk: Any) -> None:
    first = desk.submit(prepare_and_train())
    desk.finish(first)
    second = desk.submit(prepare_and_train())
    nodes = desk.finish(second)
    assert nodes["train"]["reused_from"] == f"{first.name}.train"
    assert reuse_of(second, "train")["why"] == "identical"


def test_a_changed_parameter_runs_only_what_it_touches_and_names_it(desk: Any) -> None:
    desk.run(prepare_and_train())
    run = desk.submit(prepare_and_train(rate=0.9))
    nodes = desk.finish(run)
    assert nodes["prepare"]["reused_from"] is not None
    assert nodes["train"]["reused_from"] is None
    assert reuse_of(run, "train")["differs"] == ["inputs.rate"]


def test_a_step_that_writes_the_same_again_lets_what_follows_be_reused(desk: Any) -> None:
    desk.run(prepare_and_train())
    plan = prepare_and_train()
    touched = command("prepare", command="true; echo rows > ${{outputs.out}}/rows.txt", outputs=OUT)
    nodes = desk.run(pipeline("", touched, plan.children[1]))
    assert nodes["prepare"]["reused_from"] is None
    assert nodes["train"]["reused_from"] is not None


def test_deleted_outputs_are_made_again(desk: Any) -> None:
    first = desk.submit(prepare_and_train())
    desk.finish(first)
    out = desk.workspace.jobs / first.name / "prepare/attempt-1/out"
    out.rename(out.with_name("moved"))
    run = desk.submit(prepare_and_train())
    desk.finish(run)
    assert reuse_of(run, "prepare")["why"] == "outputs_gone"


def test_a_failing_step_tells_its_exit_code_and_its_last_words(desk: Any) -> None:
    nodes = desk.run(pipeline("", command("a", command="echo almost; echo 'no such column: age' >&2; exit 3")))
    assert nodes["a"]["exit_code"] == 3
    assert nodes["a"]["error"] == "exit code 3: no such column: age"
    assert nodes[""]["status"] == "Failed"


def test_a_missing_script_fails_with_its_own_message_in_the_log(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a", command="python nowhere.py")))
    nodes = desk.finish(run)
    assert "nowhere.py" in desk.log(run, "a")
    assert "nowhere.py" in nodes["a"]["error"]


def test_retry_runs_the_failed_step_again_and_keeps_the_rest(desk: Any, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    plan = pipeline(
        "",
        command("a", command="date +%N > ${{outputs.out}}/x", outputs=OUT),
        command("b", "a", command=f"test -e {flag}", inputs={"a": from_("a")}),
        command("c", "b", command="true"),
    )
    run = desk.submit(plan)
    assert desk.finish(run)["b"]["status"] == "Failed"
    flag.touch()
    services.request_retry(name=run.name)
    desk.drive(lambda: desk.status(run) == "Completed")
    nodes = desk.finish(run)
    assert [nodes[path]["attempt"] for path in "abc"] == [1, 2, 2]
    assert Event.objects.filter(run=run, path="a", status="Running").count() == 1


def test_cancel_ends_the_whole_tree_of_a_stubborn_step(desk: Any) -> None:
    stubborn = "trap '' TERM; (setsid sleep 300 &); sleep 300 & wait; sleep 300"
    run = desk.submit(pipeline("", command("a", command=stubborn), command("b", "a")))
    desk.drive(lambda: len(desk.processes()) >= 3)
    services.request_cancel(name=run.name)
    nodes = desk.finish(run)
    assert {node["status"] for node in nodes.values()} == {"Canceled"}
    assert desk.processes() == []


def test_who_is_stopped_because_another_failed_has_no_error_of_its_own(desk: Any) -> None:
    nodes = desk.run(pipeline("", command("bad", command="sleep 0.2; exit 3"), command("good", command="sleep 300")))
    assert (nodes["bad"]["status"], nodes["good"]["status"]) == ("Failed", "Canceled")
    assert nodes["good"]["error"] is None


def test_a_step_that_outlives_its_timeout_is_stopped_and_told_so(desk: Any) -> None:
    nodes = desk.run(pipeline("", command("a", command="sleep 60", timeout=0.2)))
    assert nodes["a"]["status"] == "Failed"
    assert "limits.timeout" in nodes["a"]["error"]


def test_what_a_step_leaves_in_the_background_ends_with_it(desk: Any) -> None:
    nodes = desk.run(pipeline("", command("a", command="sleep 300 & (setsid sleep 301 &) ; echo done")))
    assert nodes["a"]["status"] == "Completed"
    assert desk.processes() == []


def test_a_step_sees_no_secret_of_the_server(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_TOKEN", "very-secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    run = desk.submit(pipeline("", command("a", command="env; cat /proc/$PPID/environ | tr '\\0' '\\n'")))
    desk.finish(run)
    assert "very-secret" not in desk.log(run, "a")
    assert "SECRET" not in desk.log(run, "a")


def test_a_command_longer_than_an_argument_may_be_still_runs(desk: Any) -> None:
    run = desk.submit(pipeline("", command("a", command="echo " + "x" * 300_000 + " | wc -c")))
    desk.finish(run)
    assert desk.log(run, "a").strip() == "300001"


def test_children_born_during_the_run_are_jobs_like_any_other(desk: Any) -> None:
    install_rounds()
    spec = {"rounds": 2, "width": 3, "command": "echo round ${{inputs.round}}"}
    run = desk.submit(pipeline("", Step("loop", "loop", "rounds", spec=spec), command("after", "loop")))
    nodes = desk.finish(run)
    assert len(nodes) == 2 + 6 + 1
    assert desk.log(run, "loop/iteration_0004") == "round 2\n"
    assert run.jobs.get(path="loop/iteration_0004").name == f"{run.name}.loop.iteration_0004"


def test_no_more_steps_run_at_a_time_than_there_are_slots(desk: Any, tmp_path: Path) -> None:
    lock = f"exec 9> {tmp_path}/lock; flock 9; "
    body = f"{lock} echo up >> {tmp_path}/trace; flock -u 9; sleep 0.05; flock 9; echo down >> {tmp_path}/trace"
    desk.run(pipeline("", *(command(f"n{i}", command=f"{body}; : {i}") for i in range(12))))
    level = most = 0
    for line in (tmp_path / "trace").read_text().split():
        level += 1 if line == "up" else -1
        most = max(most, level)
    assert most == desk.runner.backend.slots


def test_a_job_named_by_its_caller_is_submitted_once(desk: Any) -> None:
    new = NewRun(plan=prepare_and_train(), display_name="mine")
    first, made = create_run(new=new, name="mine")
    again, made_again = create_run(new=new, name="mine")
    assert (made, made_again) == (True, False)
    assert first.pk == again.pk


def test_a_run_of_a_hundred_reused_steps_takes_a_tenth_of_a_second(desk: Any) -> None:
    steps = [command("n0", command="true")] + [
        command(f"n{i}", f"n{i - 1}", command=f"echo {i}") for i in range(1, 100)
    ]
    desk.run(pipeline("", *steps))
    run = desk.submit(pipeline("", *steps))
    began = time.process_time()
    desk.finish(run)
    assert time.process_time() - began < 0.5  # 0.03 s on a quiet machine


def test_the_first_of_many_steps_do_not_wait_until_all_are_looked_up(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    append, queued = desk.runner.ledger.append, []

    def noted(root: str, seq: int, events: Any, *rest: Any) -> int:
        queued.append(sum(getattr(event, "status", "") == "Queued" for event in events))
        return int(append(root, seq, events, *rest))

    monkeypatch.setattr(desk.runner.ledger, "append", noted)
    steps = [command(f"w{i}", command="true") for i in range(LOOKUPS * 2)]
    nodes = desk.run(pipeline("", *steps))
    assert {node["status"] for node in nodes.values()} == {"Completed"}
    assert (max(queued), sum(queued)) == (LOOKUPS, LOOKUPS * 2)
