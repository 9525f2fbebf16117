"""The product as a person sees it: finds things by role and label, then by the ids the product promises to keep.

Every wait is for a condition that the page shows; nothing waits for a time.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

RUN_MS = 90_000


@dataclass
class Studio:
    """One browser page of one server."""

    page: Page
    url: str

    # ── Getting about ───────────────────────────────────────────────────────────────────────────────────────────────

    def ready(self) -> None:
        """The frame is there: whatever page it is, it has its navigation."""
        expect(self.page.get_by_role("navigation").first).to_be_visible()

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")
        self.ready()

    def id(self, name: str) -> Locator:
        return self.page.get_by_test_id(name)

    def open_draft(self, draft: Mapping[str, Any]) -> None:
        self.open(f"/designer/{draft['id']}")
        expect(self.id("canvas")).to_be_visible()

    def open_sample(self, name: str) -> None:
        """A sample's card on the home page, its "Open on canvas"."""
        self.open("/")
        self.id(f"sample:{name}").get_by_role("button", name=re.compile("^Open")).click()
        expect(self.id("canvas")).to_be_visible()

    def settled(self) -> None:
        """Nothing on the page is still on its way."""
        expect(self.page.locator('main [aria-busy="true"]')).to_have_count(0)
        self.page.wait_for_load_state("networkidle")

    def tab_to(self, name: str, within: int = 150) -> None:
        """Presses Tab until the focus is there, as somebody without a mouse does."""
        expect(self.id(name).first).to_be_visible()
        reached = "name => document.activeElement?.closest('[data-testid]')?.dataset.testid === name"
        for _ in range(within):
            if self.page.evaluate(reached, name):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{name} is not reached by {within} times Tab")

    def drop_files(self, on: str, *paths: Path) -> None:
        """Drops files from the desktop on a part of the page."""
        files = [{"name": path.name, "bytes": list(path.read_bytes())} for path in paths]
        carried = self.page.evaluate_handle(
            """files => {
                const carried = new DataTransfer();
                for (const { name, bytes } of files) carried.items.add(new File([new Uint8Array(bytes)], name));
                return carried;
            }""",
            files,
        )
        for event in ("dragenter", "dragover", "drop"):
            self.id(on).dispatch_event(event, {"dataTransfer": carried})

    # ── The canvas ──────────────────────────────────────────────────────────────────────────────────────────────────

    def node(self, name: str) -> Locator:
        return self.id(f"node:{name}")

    def port(self, node: str, side: str, port: str) -> Locator:
        return self.id(f"port:{node}:{side}:{port}")

    def edge(self, source: str, target: str) -> Locator:
        return self.id(f"edge:{source}->{target}")

    def drag_from_library(self, component: str, to: tuple[float, float]) -> None:
        """Carries a component from the library to a place on the canvas, with the mouse."""
        shelf = self.id(f"library-item:{component}")
        shelf.scroll_into_view_if_needed()
        item = shelf.bounding_box()
        canvas = self.id("canvas").bounding_box()
        assert item
        assert canvas
        mouse = self.page.mouse
        mouse.move(item["x"] + item["width"] / 2, item["y"] + item["height"] / 2)
        mouse.down()
        mouse.move(item["x"] + item["width"] / 2 + 12, item["y"] + item["height"] / 2 + 6, steps=3)
        mouse.move(canvas["x"] + to[0], canvas["y"] + to[1], steps=8)
        mouse.up()

    def connect(self, source: str, out_port: str, target: str, in_port: str) -> None:
        """Draws an edge from port to port with the mouse, and waits until it is there."""
        start = self.port(source, "out", out_port).bounding_box()
        end = self.port(target, "in", in_port).bounding_box()
        assert start
        assert end
        mouse = self.page.mouse
        mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
        mouse.down()
        mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=10)
        mouse.up()
        expect(self.edge(f"{source}.{out_port}", f"{target}.{in_port}")).to_have_count(1)

    def select(self, node: str) -> None:
        self.node(node).click(position={"x": 60, "y": 12})
        expect(self.id("inspector")).to_contain_text(node)

    def param(self, name: str) -> Locator:
        """The control of a parameter in the inspector or the submit dialog."""
        found = self.id(f"param:{name}")
        inner = found.locator("input, select, textarea")
        return inner.first if inner.count() else found

    def set_param(self, name: str, value: str) -> None:
        control = self.param(name)
        control.fill(value)
        control.press("Tab")

    # ── Running ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def submit(self) -> str:
        """Run ▾, Submit: answers the name of the job whose page opens."""
        self.id("action:run").click()
        self.id("action:submit").last.click()
        self.page.wait_for_url("**/jobs/*")
        return self.page.url.rsplit("/jobs/", 1)[1].partition("?")[0]

    def status(self, node: str) -> Locator:
        return self.id(f"node-status:{node}")

    def expect_status(self, node: str, status: str, timeout: float = RUN_MS) -> None:
        expect(self.status(node)).to_have_attribute("data-status", status, timeout=timeout)

    def expect_job(self, status: str, timeout: float = RUN_MS) -> None:
        expect(self.id("job-status").first).to_have_attribute("data-status", status, timeout=timeout)

    def open_child(self, node: str) -> Locator:
        """Double-clicks a node: its child job."""
        self.node(node).dblclick(position={"x": 60, "y": 12})
        drawer = self.id("child-job")
        expect(drawer).to_be_visible()
        return drawer

    def child_tab(self, name: str) -> None:
        self.id(f"child-tab:{name}").click()

    def set_pipeline_input(self, name: str, value: str) -> None:
        """A parameter of the whole pipeline, in the inspector that shows when no node is selected."""
        self.page.keyboard.press("Escape")
        self.set_param(name, value)

    def preview(self, drawer: Locator, file: str) -> None:
        """Opens the preview of an output's file in the child job, unless it is open already."""
        row = drawer.get_by_role("button", name=file, expanded=True).or_(
            drawer.get_by_role("button", name=file, expanded=False)
        )
        if row.first.get_attribute("aria-expanded") == "false":
            row.first.click()

    # ── Looking ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def shoot(self, path: Path) -> None:
        """A picture of the page as it is, without a blinking caret and with the fonts loaded."""
        self.page.evaluate("document.fonts.ready.then(() => true)")
        self.page.screenshot(path=path, caret="hide", animations="disabled")
