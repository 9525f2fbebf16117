"""What a run will do, told before it is submitted, and why each step did what it did, told after."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.looks import faults
from tests.e2e.pipelines import SHELL, Gate, chain, start
from tests.e2e.studio import Studio

TWO_FILES = f"""
type: pipeline
display_name: Two of a kind
jobs:
  say:
    command: bash say.sh > ${{{{outputs.made}}}}/said
    code: ./src
    {SHELL}
    outputs: {{made: {{type: uri_folder}}}}
"""


def draft_of(studio: Studio, new_draft: Callable[..., dict[str, Any]], folder: Path, text: str) -> str:
    """A draft made from a file, as one that is dropped on the canvas."""
    file = folder / "pipeline.yml"
    file.write_text(text)
    draft = new_draft()
    studio.open_draft(draft)
    studio.drop_files("canvas", file)
    expect(studio.id("save-state")).to_have_attribute("data-state", "saved")
    return str(draft["id"])


def planned(studio: Studio) -> dict[str, str]:
    """The plan as the drawer tells it: step -> what will become of it."""
    rows = studio.id("plan").locator("tbody tr")
    found = rows.evaluate_all("rows => rows.map(row => [row.dataset.testid.slice(5), row.dataset.decision])")
    return dict(found)


def test_what_the_plan_says_is_what_then_happens(
    studio: Studio, server: Server, new_draft: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    page = studio.page
    text = chain(first=f"echo {tmp_path}", second="echo two", third="echo three")
    # Only the last step reads the word, so that a change of it leaves the others as they are.
    for name in ("first", "second"):
        text = re.sub(rf"(  {name}:\n.*?)echo \${{{{inputs.word}}}}", r"\1echo same", text, count=1, flags=re.S)
        text = re.sub(rf"(  {name}:\n.*?)word: '[^']*'(, )?", r"\1", text, count=1, flags=re.S)
    id_ = draft_of(studio, new_draft, tmp_path, text)
    studio.id("drawer-tab:plan").click()
    expect(studio.id("plan:first")).to_have_attribute("data-decision", "run")
    expect(studio.id("node-plan:first")).to_have_attribute("data-decision", "run")
    assert planned(studio) == {"first": "run", "second": "after", "third": "after"}
    assert faults(page) == {}
    studio.submit()
    studio.expect_job("Completed")

    studio.open(f"/designer/{id_}")
    expect(studio.id("plan-totals").first).to_contain_text("3 reused")  # the drawer was left open
    expect(studio.id("node-plan:third")).to_have_attribute("data-decision", "reuse")
    studio.set_pipeline_input("word", "goodbye")
    expect(studio.id("plan:third")).to_have_attribute("data-decision", "run")
    expect(studio.id("plan:third")).to_contain_text("word")
    before = planned(studio)
    assert before == {"first": "reuse", "second": "reuse", "third": "run"}

    studio.id("action:run").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_test_id("plan-totals")).to_contain_text("2 reused")
    expect(dialog.get_by_test_id("plan-totals")).to_contain_text("1 runs")
    assert faults(page) == {}
    studio.id("action:submit").last.click()
    page.wait_for_url("**/jobs/*")
    studio.expect_job("Completed")
    job = page.url.rsplit("/jobs/", 1)[1].partition("?")[0]
    nodes = server.api.get(f"jobs/{job}/state")["nodes"]
    after = {name: "reuse" if nodes[name]["reused_from"] else "run" for name in before}
    assert after == before


def test_a_node_that_is_told_to_always_runs(
    studio: Studio, new_draft: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    id_ = draft_of(studio, new_draft, tmp_path, chain(only=f"echo {tmp_path}"))
    studio.submit()
    studio.expect_job("Completed")
    studio.open(f"/designer/{id_}")
    studio.id("drawer-tab:plan").click()
    expect(studio.id("plan:only")).to_have_attribute("data-decision", "reuse")
    studio.node("only").click(position={"x": 60, "y": 12})
    studio.id("inspector-tab:settings").click()
    studio.id("setting:always").check()
    expect(studio.id("plan:only")).to_have_attribute("data-decision", "run")
    studio.id("setting:memory").fill("2Gi")
    studio.id("setting:environment").fill("classic")
    studio.id("drawer-tab:yaml").click()
    expect(studio.id("yaml-text")).to_contain_text("penstock.force_rerun")
    expect(studio.id("yaml-text")).to_contain_text("memory: 2Gi")
    expect(studio.id("yaml-text")).to_contain_text("environment: classic")
    assert faults(studio.page) == {}


def test_a_step_that_ran_again_shows_the_value_that_differed(studio: Studio, server: Server, tmp_path: Path) -> None:
    text = chain(only=f"echo {tmp_path}")
    first = start(server, text)
    studio.open(f"/jobs/{first}")
    studio.expect_job("Completed")
    second = start(server, text.replace("word: hello", "word: goodbye"))
    studio.open(f"/jobs/{second}")
    studio.expect_job("Completed")
    studio.open_child("only")
    changed = studio.id("differs:inputs.word")
    expect(changed).to_contain_text("hello")
    expect(changed).to_contain_text("goodbye")
    expect(studio.id("reuse")).to_contain_text(first)
    assert faults(studio.page) == {}


def test_a_step_that_ran_again_shows_the_lines_of_code_that_differed(
    studio: Studio, server: Server, tmp_path: Path
) -> None:
    def submit(line: str) -> str:
        with zipfile.ZipFile(tmp_path / "job.zip", "w") as archive:
            archive.writestr("pipeline.yml", TWO_FILES)
            archive.writestr("src/say.sh", f"echo one\n{line}\necho {tmp_path}\n")
        file = ("job.zip", (tmp_path / "job.zip").read_bytes())
        return str(server.api.post_form("jobs", {"main": "pipeline.yml"}, {"file": file}).json()["name"])

    for line in ("echo two", "echo three"):
        studio.open(f"/jobs/{submit(line)}")
        studio.expect_job("Completed")
    studio.open_child("say")
    diff = studio.id("differs-file:say.sh")
    expect(diff.locator('tr[data-kind="removed"]')).to_contain_text("echo two")
    expect(diff.locator('tr[data-kind="added"]')).to_contain_text("echo three")


def test_an_identical_step_that_runs_already_is_joined_and_says_so(
    studio: Studio, server: Server, tmp_path: Path
) -> None:
    gate = Gate(tmp_path / "open")
    text = chain(slow=gate.wait)
    first = start(server, text)
    studio.open(f"/jobs/{first}")
    studio.expect_status("slow", "Running")
    second = start(server, text)
    studio.open(f"/jobs/{second}")
    expect(studio.id("node-work:slow")).to_contain_text(first)
    expect(studio.node("slow")).to_contain_text("Joined")
    gate.open()
    studio.expect_job("Completed")
    assert server.api.get(f"jobs/{second}/state")["nodes"]["slow"]["reused_from"] == f"{first}.slow"
