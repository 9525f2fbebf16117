"""MLflow's own pages in a browser: behind our login, under a policy that lets nothing from another host in."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Server

EVIL = "<h1>A report</h1><script>document.title = 'ran'; document.querySelector('h1').textContent = 'ran'</script>"


def ask(server: Server, path: str, body: Any = None, method: str = "") -> dict[str, Any]:
    """A call of MLflow's API by its owner."""
    request = urllib.request.Request(
        f"{server.url}/mlflow/api/2.0/{path}",
        data=None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"},
        method=method or None,
    )
    with urllib.request.urlopen(request, timeout=90) as response:
        return dict(json.loads(response.read() or b"{}"))


def logged_run(server: Server) -> tuple[str, str]:
    """(experiment, run) with a curve, a parameter and a page that tries to run a script."""
    experiment = ask(server, "mlflow/experiments/create", {"name": "pages of MLflow"})["experiment_id"]
    said = {"experiment_id": experiment, "run_name": "a tracked run", "start_time": int(time.time() * 1000)}
    run = ask(server, "mlflow/runs/create", said)["run"]["info"]["run_id"]
    metrics = [{"key": "loss", "value": 1 / (step + 1), "timestamp": step, "step": step} for step in range(20)]
    ask(
        server, "mlflow/runs/log-batch", {"run_id": run, "metrics": metrics, "params": [{"key": "alpha", "value": "7"}]}
    )
    ask(server, f"mlflow-artifacts/artifacts/{experiment}/{run}/artifacts/report.html", EVIL.encode(), "PUT")
    return experiment, run


def test_a_stranger_is_asked_to_sign_in_and_comes_to_the_page(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/mlflow/")
    page.locator("input[name=token]").fill(server.token)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}/mlflow/", timeout=60_000)  # MLflow's server starts with this


def test_pages_of_mlflow_work_and_ask_no_other_host(
    page: Page, context: BrowserContext, server: Server, strangers: list[str]
) -> None:
    experiment, run = logged_run(server)
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(f"weberror {error.error}"))
    page.goto(server.address)
    page.goto(f"{server.url}/mlflow/#/experiments/{experiment}/runs/{run}")
    expect(page.get_by_role("heading", name="a tracked run")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("alpha").first).to_be_visible()
    page.goto(f"{server.url}/mlflow/#/experiments/{experiment}/runs/{run}/artifacts/report.html")
    report = page.frame_locator("iframe").last.get_by_role("heading")
    expect(report).to_have_text("A report", timeout=20_000)  # shown, and its script has not run
    assert page.title() != "ran"
    refused = [text for text in said if "Content Security Policy" in text and "inline script" not in text]
    assert refused == []
    assert [text for text in said if text.startswith("weberror")] == []


def test_a_page_of_another_site_cannot_write_in_your_name(page: Page, server: Server) -> None:
    page.goto(server.address)
    page.goto("data:text/html,<p>another site</p>")
    status = page.evaluate(
        """async (address) => {
            try { return (await fetch(address, {method: "POST", body: "{}", credentials: "include"})).status }
            catch (error) { return "refused" }
        }""",
        f"{server.url}/mlflow/api/2.0/mlflow/experiments/create",
    )
    assert status == "refused"
