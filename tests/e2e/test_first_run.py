"""The first five minutes: open a sample, run it, watch it, look inside, run it again, change a parameter."""

from __future__ import annotations

import time
from datetime import datetime

from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio

NODES = ("prepare", "train", "evaluate")


def reused(server: Server, job: str) -> set[str]:
    """The nodes of a job that were not run again."""
    nodes = server.api.get(f"jobs/{job}/state")["nodes"]
    return {path for path, state in nodes.items() if path and state.get("reused_from")}


def test_a_sample_is_opened_run_watched_and_looked_into(studio: Studio, server: Server) -> None:
    page = studio.page
    studio.open_sample("diabetes")
    for name in NODES:
        expect(studio.node(name)).to_be_visible()
    studio.set_pipeline_input("learning_rate", "0.07")
    job = studio.submit()

    studio.expect_status("prepare", "Completed")
    studio.expect_status("train", "Running")
    drawer = studio.open_child("train")
    studio.child_tab("logs")
    log = studio.id("log-text")
    expect(log).to_contain_text("held-out patients")  # a line written while the step runs
    expect(drawer.locator("[data-status]").first).to_have_attribute("data-status", "Running")
    expect(log).to_contain_text("rate 0.07")

    studio.expect_job("Completed")
    for name in NODES:
        studio.expect_status(name, "Completed")
    expect(log).to_contain_text("saved the model")

    studio.child_tab("io")
    studio.preview(drawer, "learning_curve.csv")
    expect(drawer.get_by_role("columnheader", name="held_out_error")).to_be_visible()
    studio.preview(drawer, "learning_curve.png")
    picture = drawer.get_by_role("img", name="learning_curve.png")
    expect(picture).to_be_visible()
    page.wait_for_function("picture => picture.complete && picture.naturalWidth > 0", arg=picture.element_handle())
    assert reused(server, job) <= {"prepare"}  # another story may have prepared the same data


def test_a_second_run_reuses_every_node_within_two_seconds_and_says_why(
    studio: Studio, server: Server, sample_run: str
) -> None:
    studio.open_sample("diabetes")
    started = time.monotonic()
    job = studio.submit()
    studio.expect_job("Completed", timeout=2_000)
    assert time.monotonic() - started < 2.5  # with the dialog and the change of page
    assert reused(server, job) == set(NODES)
    ran = server.api.get(f"jobs/{job}")
    spent = datetime.fromisoformat(ran["end_time"]) - datetime.fromisoformat(ran["start_time"])
    assert spent.total_seconds() < 2
    for name in NODES:
        studio.expect_status(name, "Completed")
        expect(studio.node(name)).to_contain_text("Reused")
    studio.open_child("train")
    reason = studio.id("reuse")
    expect(reason).to_contain_text("Why it was reused")
    expect(reason).to_contain_text("train")


def test_a_changed_parameter_runs_only_what_depends_on_it(studio: Studio, server: Server, sample_run: str) -> None:
    studio.open_sample("diabetes")
    studio.set_pipeline_input("learning_rate", "0.21")
    job = studio.submit()
    studio.expect_job("Completed")
    assert reused(server, job) == {"prepare"}
    expect(studio.node("prepare")).to_contain_text("Reused")
    drawer = studio.open_child("train")
    expect(studio.id("reuse")).to_contain_text("Why it ran")
    expect(drawer).to_contain_text("learning_rate")
