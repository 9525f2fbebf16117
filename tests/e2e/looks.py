"""Ways in which pages are looked at, and what keeps somebody from using one."""

from __future__ import annotations

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@dataclass(frozen=True)
class Look:
    language: str = "en-US"
    scheme: str = "light"
    width: int = 1440
    height: int = 900


LOOKS = {
    "light": Look(),
    "dark": Look(scheme="dark"),
    "korean": Look(language="ko-KR"),
    "small": Look(width=1024, height=768),
}


def faults(page: Page) -> dict[str, list[str]]:
    """What axe finds: rule -> the places that break it."""
    found = Axe().run(page, options=RULES)
    return {rule["id"]: [node["html"][:160] for node in rule["nodes"][:4]] for rule in found.response["violations"]}
