"""Commands of the product as child processes, on a workspace of their own, with a server or without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.product import Product, wait_for

ROOT = Path(__file__).parents[1]


class Terminal:
    """Commands on one workspace."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"

    def start(self, *argv: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "penstock.cli", *argv, "--data-dir", str(self.workspace)]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __call__(self, *argv: str) -> subprocess.CompletedProcess[str]:
        started = self.start(*argv)
        out, err = started.communicate(timeout=60)
        return subprocess.CompletedProcess(argv, started.returncode, out, err)

    def script(self, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A shell script written for `az ml`, the program's name replaced."""
        penstock = f"{sys.executable} -m penstock.cli"
        return subprocess.run(
            ["bash", "-c", text.replace("az ml ", f"{penstock} "), "script", *arguments],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PENSTOCK_DATA_DIR": str(self.workspace)},
            capture_output=True,
            text=True,
            timeout=120,
        )

    def file(self, text: str) -> str:
        path = self.folder / "job.yml"
        path.write_text(text)
        return str(path)

    def running(self, name: str) -> bool:
        done = self("job", "show", "-n", name, "--query", "status", "-o", "tsv")
        return done.stdout.strip() == "Running"


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    for process in psutil.process_iter():
        try:
            if str(tmp_path) in " ".join([*process.cmdline(), process.environ().get("PENSTOCK_STEPD", "")]):
                process.kill()
        except psutil.Error:
            continue


@pytest.fixture
def product(terminal: Terminal) -> Iterator[Product]:
    """A server on the workspace of the terminal."""
    terminal.workspace.mkdir(exist_ok=True)
    made = Product(terminal.workspace)
    made.start()
    wait_for((terminal.workspace / "server.json").exists, 10, "the address")
    yield made
    made.stop()
