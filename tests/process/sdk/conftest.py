"""A real server on a workspace of its own, and a client of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from benchmarks.product import Product, wait_for
from penstock import MLClient


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made = Product(tmp_path_factory.mktemp("workspace"))
    made.start()
    wait_for((made.folder / "server.json").exists, 10, "the address")
    yield made
    made.stop()
    end_steps(made.folder)


@pytest.fixture
def client(product: Product) -> MLClient:
    return MLClient(data_dir=product.folder)


def end_steps(workspace: Path) -> None:
    """The step daemon outlives its server on purpose."""
    for process in psutil.process_iter():
        try:
            if str(workspace) in " ".join([*process.cmdline(), process.environ().get("PENSTOCK_STEPD", "")]):
                process.kill()
        except psutil.Error:
            continue
