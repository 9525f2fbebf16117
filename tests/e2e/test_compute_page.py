"""A compute as a person holds it: what its machine has, and how many steps may run on it at once."""

from __future__ import annotations

import secrets

from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.studio import Studio


def test_how_many_steps_run_at_once_is_set_and_taken_back(studio: Studio, server: Server) -> None:
    name = f"cpu_{secrets.token_hex(3)}"
    server.api.post("computes", {"name": name, "type": "amlcompute", "min_instances": 0, "max_instances": 4})
    studio.open("/compute")
    expect(studio.id(f"asset:{name}")).to_contain_text("0 running, 0 waiting")
    studio.id(f"asset:{name}").get_by_role("link", name=name).click()
    expect(studio.id("machine")).to_contain_text("of memory")
    expect(studio.id("max-concurrent")).to_have_value("4")
    studio.id("max-concurrent").fill("2")
    studio.id("max-concurrent-save").click()
    expect(studio.id("tags")).to_contain_text("penstock.max_concurrent: 2")
    assert server.api.get(f"computes/{name}")["max_concurrent"] == 2
    studio.id("max-concurrent").fill("")
    studio.id("max-concurrent-save").click()
    expect(studio.id("tags")).to_contain_text("No tags.")
    expect(studio.id("max-concurrent")).to_have_value("4")
