"""How each page looks, in light, dark, Korean and on a small screen; and whether everybody can use it (axe)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ROOT, Server, run_sample
from tests.e2e.looks import LOOKS, Look, faults
from tests.e2e.studio import Studio

PAGES = ("home", "designer", "jobs", "job", "child", "metrics", "resources", "logs", "components", "component")


@pytest.fixture
def page_addresses(sample_run: str, new_draft: Callable[..., dict[str, Any]]) -> dict[str, str]:
    return {
        "home": "/",
        "designer": f"/designer/{new_draft('breast_cancer')['id']}",
        "jobs": "/jobs",
        "job": f"/jobs/{sample_run}",
        "child": f"/jobs/{sample_run}?node=train&tab=io",
        "metrics": f"/jobs/{sample_run}?node=train&tab=metrics",
        "resources": f"/jobs/{sample_run}?node=train&tab=resources",
        "logs": f"/jobs/{sample_run}?node=train&tab=logs",
        "components": "/components",
        "component": "/components/train_diabetes/1",
    }


@pytest.mark.parametrize("name", LOOKS)
def test_each_page_has_its_picture(
    looking: Callable[[Look], Studio], page_addresses: dict[str, str], shots: Path, name: str
) -> None:
    studio = looking(LOOKS[name])
    for page, address in page_addresses.items():
        studio.open(address)
        studio.settled()
        studio.shoot(shots / f"{page}-{name}.png")
        width = studio.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, f"{page} is wider than the window"


def test_korean_pages_speak_korean(looking: Callable[[Look], Studio]) -> None:
    studio = looking(LOOKS["korean"])
    expect(studio.page.locator("html")).to_have_attribute("lang", "ko")
    expect(studio.page.get_by_role("link", name="작업", exact=True)).to_be_visible()


AXE = [(page, name) for name in ("light", "dark") for page in PAGES]
# Colours are seen above; what a small window folds away and what Korean renames is on the busiest pages.
AXE += [(page, name) for name in ("korean", "small") for page in ("home", "designer", "jobs", "child")]


@pytest.mark.parametrize(("page", "name"), AXE)
def test_everybody_can_use_the_page(
    looking: Callable[[Look], Studio], page_addresses: dict[str, str], page: str, name: str
) -> None:
    studio = looking(LOOKS[name])
    studio.open(page_addresses[page])
    studio.settled()
    assert faults(studio.page) == {}


def test_the_picture_of_the_readme(looking: Callable[[Look], Studio], server: Server, shots: Path) -> None:
    """Written into the repository only by `make picture`."""
    studio = looking(Look(width=1280, height=720))
    studio.open(f"/jobs/{run_sample(server, 'breast_cancer')}")
    studio.settled()
    expect(studio.node("compare")).to_be_visible()
    named = os.environ.get("PENSTOCK_PICTURE")
    studio.shoot(ROOT / named if named else shots / "readme.png")
