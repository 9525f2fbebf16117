"""Steps whose inputs have to be found out and fetched first: real processes, a source that answers when told to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from designer.spec.plan import Step, Value
from runs.ports import Given, Ready, Say
from runs.testing import command, pipeline


class OneFile:
    """A source with one file, `text`, that takes two tries to say what it is and one to bring it."""

    def __init__(self, folder: Path, text: str = "far away") -> None:
        self.place = folder / "fetched"
        self.text = text
        self.given: Given | None = None
        self.asked: list[tuple[Ready, Say]] = []
        self.fetches = 0

    def known(self, value: Value) -> Given | None:
        return self.given

    def identify(self, value: Value, ready: Ready, progress: Say) -> None:
        progress("looking at far://file")
        self.asked.append((ready, progress))

    def answer(self) -> None:
        self.given = Given(str(self.place), f"far:{self.text}", "far://file")
        for ready, _ in self.asked:
            ready(self.given, None)

    def missing(self, given: Given) -> bool:
        return not self.place.exists()

    def fetch(self, given: Given, ready: Ready, progress: Say) -> None:
        progress("fetching far://file: 4 of 8 bytes")
        self.fetches += 1
        self.place.write_text(self.text)
        ready(given, None)

    def leaving(self, *_: Any) -> None:
        """Outputs stay where they are."""


def reader(name: str = "a") -> Step:
    far = {"file": Value("data", "uri_file", uri="far://file")}
    return command(name, command="cat ${{inputs.file}}", inputs=far)


def test_a_step_waits_for_the_identity_of_its_input_and_reads_what_was_fetched(desk: Any, tmp_path: Path) -> None:
    far = desk.runner.driver.waits.sources = OneFile(tmp_path)
    run = desk.submit(pipeline("", reader()))
    desk.drive(lambda: desk.status(run, "a") == "Preparing")
    far.answer()
    assert desk.finish(run)["a"]["status"] == "Completed"
    assert desk.log(run, "a") == "far away"


def test_what_was_read_before_is_neither_fetched_nor_run_again(desk: Any, tmp_path: Path) -> None:
    far = desk.runner.driver.waits.sources = OneFile(tmp_path)
    run = desk.submit(pipeline("", reader()))
    desk.drive(lambda: bool(far.asked))
    far.answer()
    desk.finish(run)
    far.place.unlink()
    assert desk.run(pipeline("", reader()))["a"]["reused_from"]
    assert far.fetches == 1


def test_a_source_that_refuses_fails_the_step_with_its_sentence(desk: Any, tmp_path: Path) -> None:
    far = desk.runner.driver.waits.sources = OneFile(tmp_path)
    run = desk.submit(pipeline("", reader()))
    desk.drive(lambda: bool(far.asked))
    far.asked[0][0](None, "far://file is not there; look at the address")
    node = desk.finish(run)["a"]
    assert (node["status"], node["error"]) == ("Failed", "far://file is not there; look at the address")


def test_a_runner_that_dies_while_a_step_waits_leaves_nothing_undone(desk: Any, tmp_path: Path) -> None:
    desk.runner.driver.waits.sources = OneFile(tmp_path)
    run = desk.submit(pipeline("", reader()))
    desk.drive(lambda: desk.status(run, "a") == "Preparing")
    desk.crash()
    far = desk.runner.driver.waits.sources = OneFile(tmp_path)
    desk.drive(lambda: bool(far.asked))
    far.answer()
    assert desk.finish(run)["a"]["status"] == "Completed"


def test_a_step_that_runs_goes_on_when_its_source_is_gone_at_the_next_start_of_the_runner(
    desk: Any, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"
    far = desk.runner.driver.waits.sources = OneFile(tmp_path)
    step = replace(reader(), command=f"cat ${{{{inputs.file}}}}; while [ ! -e {flag} ]; do sleep 0.02; done")
    run = desk.submit(pipeline("", step))
    desk.drive(lambda: bool(far.asked))
    far.answer()
    desk.drive(lambda: desk.status(run, "a") == "Running")
    desk.crash()
    gone = desk.runner.driver.waits.sources = OneFile(tmp_path)
    desk.drive(lambda: bool(desk.runner.driver.launcher.attempts or gone.asked))
    for ready, _ in gone.asked:
        ready(None, "far://file is not there; look at the address")
    flag.touch()
    node = desk.finish(run)["a"]
    assert (node["status"], node["attempt"]) == ("Completed", 1)
