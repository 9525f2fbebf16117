"""A log of 1 GB in a browser: it opens at its end, a search finds its place in it, and the page goes there."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.pipelines import chain, start
from tests.e2e.studio import Studio

HALF = 1 << 29
LINE = "INFO step of the training, loss 0.12345, learning rate 0.001"
TALK = f"yes '{LINE}' | head -c {HALF}; echo; echo a needle; yes '{LINE}' | head -c {HALF}; echo; echo the very end"


def test_a_log_of_a_gigabyte_opens_at_its_end_and_is_searched(studio: Studio, server: Server) -> None:
    job = start(server, chain(talk=TALK))
    studio.open(f"/jobs/{job}")
    studio.expect_job("Completed", 120_000)
    studio.open_child("talk")
    page, log = studio.page, studio.id("log-text")
    page.evaluate("window.asked = performance.now()")
    studio.child_tab("logs")
    expect(log).to_contain_text("the very end")
    opened = page.evaluate("performance.now() - window.asked")
    page.evaluate("window.asked = performance.now()")
    page.get_by_role("textbox", name="Search in the log").fill("A NEEDLE")
    expect(studio.id("log-found")).to_have_text("1 line")
    searched = page.evaluate("performance.now() - window.asked")
    page.keyboard.press("Enter")
    expect(studio.id("log-found")).to_have_text("1 of 1")
    expect(log.locator("[data-target]")).to_contain_text("a needle")
    assert opened < 1_000
    assert searched < 3_000
