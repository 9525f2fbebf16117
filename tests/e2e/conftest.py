"""A real server and a real browser. Data is set up through the API, as the ORM has no place in these tests."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from penstock.cli.client import Client, read_server_json
from penstock.cli.errors import CommandFailed
from tests.e2e.looks import Look
from tests.e2e.studio import Studio

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "test-results"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NO_CHROMIUM = """No Chromium was found, so nothing about the pages can be shown. Install one:
    sudo apt-get install chromium fonts-noto-cjk
or  .venv/bin/python -m playwright install --with-deps chromium
or name one: PENSTOCK_CHROMIUM=/path/to/chromium make test"""
START_S = 90.0
REFUSED = re.compile(r"status of (400|409|422) ")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright keeps an event loop running, and other tests start loops of their own."""
    here = Path(__file__).parent
    items.sort(key=lambda item: here in item.path.parents)


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> str:
    """The browser's program; the tests fail, and say what to install, where there is none."""
    named = os.environ.get("PENSTOCK_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    own = playwright.chromium.executable_path
    if not found and Path(own).exists():
        found = own
    if not found:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: str) -> dict[str, Any]:
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 900},
        "locale": "en-US",
        "color_scheme": "light",
        "reduced_motion": "reduce",
        "accept_downloads": True,
    }


@dataclass
class Server:
    """`penstock up` as a user starts it, on a data directory of its own."""

    url: str
    token: str
    data_dir: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def api(self) -> Client:
        return Client(self.url, self.token)

    @property
    def address(self) -> str:
        """What `penstock up` prints: opening it makes a session."""
        return f"{self.url}/?token={self.token}"


def start_server(data_dir: Path, port: int = 0) -> Server:
    """Starts `penstock up` and waits for its first page."""
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir / "up.log"
    flags = ["--port", str(port), "--no-browser", "--data-dir", str(data_dir)]
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "penstock.cli", "up", *flags],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    deadline, why = time.monotonic() + START_S, "it said nothing in time"
    while time.monotonic() < deadline and process.poll() is None:
        left = read_server_json(str(data_dir))
        try:
            if left and Client(left["url"], left["token"]).get("me"):
                return Server(left["url"].rstrip("/"), left["token"], data_dir, process, log)
        except CommandFailed as failure:
            why = str(failure)
        time.sleep(0.05)  # between two looks, not instead of one
    stop(process)
    pytest.fail(f"`penstock up` did not start: {why}\n{log.read_text(errors='replace')[-3000:]}", pytrace=False)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends the server as Ctrl+C does, and by force when it does not end."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if not (ROOT / "static" / "app").is_dir():
        pytest.fail("the pages are not built: run `make setup`", pytrace=False)
    folder = Path(tempfile.mkdtemp(prefix="penstock-e2e-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    server = start_server(folder / "workspace")
    yield server
    stop(server.process)
    keep = RESULTS / "server-logs"
    shutil.rmtree(keep, ignore_errors=True)
    shutil.copytree(server.data_dir / "logs", keep, dirs_exist_ok=True)
    shutil.copy(server.log, keep / "up.log")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def strangers(context: BrowserContext, server: Server) -> Iterator[list[str]]:
    """Addresses the pages asked for that are not the server's own: there must be none."""
    asked: list[str] = []
    own = (server.url, server.url.replace("http", "ws", 1), "data:", "blob:")
    context.on("request", lambda request: None if request.url.startswith(own) else asked.append(request.url))
    yield asked
    assert asked == [], "the pages asked another host"


@pytest.fixture
def complaints(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complained about in its console: there must be nothing."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refused document is an answer like any other; Chromium reports its status as an error all the same.
        if message.type == "error" and not REFUSED.search(message.text):
            said.append(message.text)

    context.on("console", hear)
    context.on("weberror", lambda error: said.append(str(error.error)))
    yield said
    assert said == [], "the browser complained"


@pytest.fixture
def studio(page: Page, server: Server, strangers: list[str], complaints: list[str]) -> Studio:
    """The product in a browser, signed in, on the home page."""
    page.set_default_timeout(15_000)
    page.goto(server.address)
    studio = Studio(page, server.url)
    studio.ready()
    return studio


@pytest.fixture
def new_draft(server: Server) -> Callable[..., dict[str, Any]]:
    """Makes a draft through the API: empty, or from a sample."""

    def make(sample: str | None = None, **fields: Any) -> dict[str, Any]:
        if sample:
            return dict(server.api.post(f"samples/{sample}/open", {}))
        return dict(server.api.post("drafts", {"name": f"draft-{secrets.token_hex(3)}", **fields}))

    return make


def run_sample(server: Server, name: str) -> str:
    """Runs a sample as it comes, to its end: answers the name of the job."""
    job = dict(server.api.post(f"samples/{name}/run", {}))
    deadline, status = time.monotonic() + 120, "unknown"
    while time.monotonic() < deadline:
        status = server.api.get(f"jobs/{job['name']}/state")["job"]["status"]
        if status == "Completed":
            return str(job["name"])
        assert status not in ("Failed", "Canceled"), server.api.get(f"jobs/{job['name']}")
        time.sleep(0.1)  # between two looks
    pytest.fail(f"the sample did not end in time, it is {status}")


@pytest.fixture(scope="session")
def sample_run(server: Server) -> str:
    """A finished run of the diabetes sample."""
    return run_sample(server, "diabetes")


@pytest.fixture
def looking(browser: Browser, server: Server) -> Any:
    """Opens the product in a context of its own look."""
    contexts = []

    def look(chosen: Look) -> Studio:
        context = browser.new_context(
            viewport={"width": chosen.width, "height": chosen.height},
            locale=chosen.language,
            color_scheme=chosen.scheme,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(server.address)
        studio = Studio(page, server.url)
        studio.ready()
        return studio

    yield look
    for context in contexts:
        context.close()


@pytest.fixture
def shots() -> Path:
    folder = RESULTS / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
