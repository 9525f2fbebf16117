"""Drawing a pipeline from an empty canvas: with the mouse only, and with the keyboard only, to the same graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio

PREPARE, TRAIN, EVALUATE = "prepare_diabetes", "train_diabetes", "evaluate_diabetes"
EDGES = {
    ("prepare_diabetes", "train_table", "train_diabetes", "table"),
    ("train_diabetes", "model", "evaluate_diabetes", "model"),
    ("prepare_diabetes", "test_table", "evaluate_diabetes", "table"),
    (None, "learning_rate", "train_diabetes", "learning_rate"),
    ("train_diabetes", "model", None, "model"),
}
NewDraft = Callable[..., dict[str, Any]]


def edges_of(canvas: dict[str, Any]) -> set[tuple[str | None, str, str | None, str]]:
    return {(e["from"]["node"], e["from"]["port"], e["to"]["node"], e["to"]["port"]) for e in canvas["edges"]}


def expect_saved(studio: Studio, server: Server, draft: str) -> dict[str, Any]:
    """The draft as the server has it, once the page says that it is saved: the graph that was to be drawn."""
    expect(studio.id("save-state")).to_have_attribute("data-state", "saved")
    saved = server.api.get(f"drafts/{draft}")
    assert edges_of(saved["canvas"]) == EDGES
    assert [problem for problem in saved["problems"] if problem["severity"] == "error"] == []
    return dict(saved)


def draw_by_mouse(studio: Studio) -> None:
    for component, place in ((PREPARE, (60, 300)), (TRAIN, (370, 60)), (EVALUATE, (380, 420))):
        studio.drag_from_library(component, place)
        expect(studio.node(component)).to_be_visible()
    studio.connect(PREPARE, "train_table", TRAIN, "table")
    studio.connect(TRAIN, "model", EVALUATE, "model")
    studio.connect(PREPARE, "test_table", EVALUATE, "table")
    studio.node(TRAIN).click(position={"x": 60, "y": 12})
    studio.id("bind:learning_rate").click()
    studio.id("inspector-tab:ports").click()
    studio.id("publish:model").click()


def draw_by_keyboard(studio: Studio) -> None:
    keyboard = studio.page.keyboard

    def add(component: str) -> None:
        studio.tab_to("library-search")
        keyboard.press("ControlOrMeta+a")
        keyboard.type(component)
        studio.tab_to(f"library-item:{component}")
        keyboard.press("Enter")
        expect(studio.node(component)).to_be_visible()

    def connect(source: str, target: str) -> None:
        keyboard.press("c")
        expect(studio.id("connect-search")).to_be_focused()
        keyboard.type(f"{source} {target}")
        expect(studio.id("connect-choice")).to_have_count(1)
        keyboard.press("Enter")
        expect(studio.edge(source, target)).to_have_count(1)

    add(PREPARE)
    add(TRAIN)
    connect(f"{PREPARE}.train_table", f"{TRAIN}.table")
    studio.tab_to("bind:learning_rate")
    keyboard.press("Enter")
    expect(studio.edge("inputs.learning_rate", f"{TRAIN}.learning_rate")).to_have_count(1)
    studio.tab_to("inspector-tab:parameters")
    keyboard.press("ArrowRight")
    studio.tab_to("publish:model")
    keyboard.press("Enter")
    expect(studio.edge(f"{TRAIN}.model", "outputs.model")).to_have_count(1)
    add(EVALUATE)
    connect(f"{TRAIN}.model", f"{EVALUATE}.model")
    connect(f"{PREPARE}.test_table", f"{EVALUATE}.table")


def test_a_pipeline_is_drawn_and_run_with_the_mouse_only(studio: Studio, server: Server, new_draft: NewDraft) -> None:
    draft = new_draft()
    studio.open_draft(draft)
    draw_by_mouse(studio)
    expect_saved(studio, server, draft["id"])
    studio.submit()
    studio.expect_job("Completed")


def test_a_pipeline_is_drawn_and_run_with_the_keyboard_only(
    studio: Studio, server: Server, new_draft: NewDraft
) -> None:
    draft = new_draft()
    studio.open_draft(draft)
    draw_by_keyboard(studio)
    expect_saved(studio, server, draft["id"])
    keyboard = studio.page.keyboard
    keyboard.press("ControlOrMeta+Enter")
    studio.tab_to("action:submit")
    keyboard.press("Enter")
    studio.page.wait_for_url("**/jobs/*")
    studio.expect_job("Completed")


def test_what_was_drawn_can_be_undone_and_done_again(studio: Studio, server: Server, new_draft: NewDraft) -> None:
    draft = new_draft()
    studio.open_draft(draft)
    draw_by_mouse(studio)
    expect_saved(studio, server, draft["id"])
    while studio.id("action:undo").is_enabled():
        studio.id("action:undo").click()
    expect(studio.page.locator('[data-testid^="node:"]')).to_have_count(0)
    while studio.id("action:redo").is_enabled():
        studio.id("action:redo").click()
    expect_saved(studio, server, draft["id"])
