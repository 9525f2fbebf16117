"""Environments as a person builds them and sends names to them: a small real build watched to its end, rules."""

from __future__ import annotations

import secrets

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.registry import register
from tests.e2e.studio import Studio

SMALL = (
    "name: small\nchannels: [conda-forge]\ndependencies:\n  - python\n  - pip\n  - pip:\n    - iniconfig=={version}\n"
)
BUILD_MS = 120_000


@pytest.fixture
def name() -> str:
    return f"small_{secrets.token_hex(3)}"


def make(server: Server, name: str, conda: str) -> None:
    document = f"name: {name}\nversion: 1\nimage: python:3.12\nconda_file: ./conda.yml\n"
    register(server, "environments", ("environment.yml", document.encode()), ("conda.yml", conda.encode()))


def test_an_environment_is_built_and_watched_until_it_is_ready(studio: Studio, server: Server, name: str) -> None:
    make(server, name, SMALL.format(version="2.0.0"))
    studio.open("/environments")
    expect(studio.id(f"asset:{name}")).to_contain_text("Not built")
    studio.id(f"asset:{name}").get_by_role("link", name=name).click()
    studio.id("asset-tab:build").click()
    expect(studio.id("build")).to_contain_text("It is not built yet")
    studio.id("action:build").click()
    expect(studio.id("build-state")).to_have_attribute("data-state", "ready", timeout=BUILD_MS)
    studio.id("package-search").fill("iniconfig")
    expect(studio.id("packages").get_by_role("listitem")).to_have_text(["iniconfig 2.0.0"])
    studio.id("build-lock").locator("summary").click()
    expect(studio.id("build-lock")).to_contain_text("--hash=sha256:")
    studio.open("/environments")
    expect(studio.id(f"asset:{name}")).to_contain_text("Ready")


def test_an_environment_that_cannot_be_built_says_why(studio: Studio, server: Server, name: str) -> None:
    make(server, name, SMALL.format(version="0.0.0.1"))
    studio.open(f"/environments/{name}/1?tab=build")
    studio.id("action:build").click()
    expect(studio.id("build-error")).to_contain_text("iniconfig", timeout=BUILD_MS)
    expect(studio.id("action:build")).to_have_text("Build again")


def test_what_is_built_in_has_a_page(studio: Studio) -> None:
    studio.open("/environments")
    card = studio.id("built-in:current")
    expect(card).to_contain_text("Ready", timeout=BUILD_MS)
    card.get_by_role("link", name="current").click()
    expect(studio.page.get_by_role("heading", level=1)).to_have_text("current")
    studio.id("package-search").fill("scikit")
    expect(studio.id("packages")).to_contain_text("scikit-learn")


def test_a_rule_sends_a_name_to_another_environment(studio: Studio, server: Server, name: str) -> None:
    before = [rule for rule in server.api.get("environment-rules")["rules"] if not rule["builtin"]]
    studio.open("/environments")
    studio.page.get_by_role("link", name="Rules").click()
    studio.id("rule-test").fill(f"azureml:{name}:4")
    studio.id("rule-add").click()
    row = len(before) + 1
    studio.page.get_by_role("textbox", name=f"Pattern of rule {row}").fill(f"{name}*")
    studio.page.get_by_label(f"Environment of rule {row}").first.fill("classic")
    studio.page.get_by_role("textbox", name=f"Note of rule {row}").fill("for old scripts")
    expect(studio.id("rule-answer")).to_contain_text(f"Rule {row} ({name}*) takes it: the step runs in classic")
    studio.id("settings-save").click()
    expect(studio.id("settings-state")).to_have_text("")
    rules = server.api.get("environment-rules")["rules"]
    assert {"match": f"{name}*", "to": "classic", "note": "for old scripts", "builtin": False} in rules
    studio.open("/settings/rules")
    studio.page.get_by_role("button", name=f"Remove: {name}*").click()
    studio.id("settings-save").click()
    expect(studio.id("settings-state")).to_have_text("")
    assert [rule for rule in server.api.get("environment-rules")["rules"] if not rule["builtin"]] == before
