"""The real tracking server behind the real product, and real steps that speak to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks.product import ROOT, Product, wait_for


@cache
def python_of(environment: str) -> str:
    """The Python of a built-in environment, built where it is missing."""
    argv = [sys.executable, "-m", "penstock.environments", os.environ["PENSTOCK_ENVIRONMENTS_DIR"], environment]
    made = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


class Tracked:
    """A product whose jobs log."""

    def __init__(self, product: Product, scripts: Path) -> None:
        self.product, self.scripts = product, scripts

    def submit(self, name: str, code: str, environment: str = "current", **more: Any) -> str:
        """A pipeline of one step `train` that runs `code`."""
        folder = self.scripts / name
        folder.mkdir()
        (folder / "script.py").write_text(code)
        step = {"command": "python script.py", "code": ".", "environment": f"azureml:{environment}@latest", **more}
        document = {"type": "pipeline", "experiment_name": "tracking tests", "jobs": {"train": step}}
        file = folder / "job.yml"
        file.write_text(json.dumps(document))
        python_of(environment)  # built before any test waits for a step
        self.cli("job", "create", "-f", str(file), "-n", name)
        return name

    def finish(self, name: str, seconds: float = 120) -> dict[str, Any]:
        wait_for(lambda: self.job(name)["status"] in ("Completed", "Failed", "Canceled"), seconds, name)
        return self.job(name)

    def job(self, name: str) -> dict[str, Any]:
        return dict(self.product.ask(f"jobs/{name}"))

    def run(self, name: str, code: str, environment: str = "current", **more: Any) -> dict[str, Any]:
        return self.finish(self.submit(name, code, environment, **more))

    def log(self, name: str) -> str:
        return self.product.text(f"jobs/{name}/logs?path=train")

    def metrics(self, name: str, node: str = "train") -> dict[str, Any]:
        return dict(self.product.ask(f"jobs/{name}/metrics?node={node}"))

    def cli(self, *words: str) -> str:
        argv = [sys.executable, "-m", "penstock.cli", *words]
        done = subprocess.run(argv, env=self.product.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mlflow(self, path: str, body: Any = None, token: str = "", method: str = "") -> tuple[int, Any]:
        """Status and answer of a call below /mlflow; the owner's unless `token` is another's."""
        request = urllib.request.Request(
            f"{self.product.url}/mlflow/{path}",
            data=None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token or self.product.token}", "Content-Type": "application/json"},
            method=method or None,
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, _read(response.read())
        except urllib.error.HTTPError as error:
            return error.code, _read(error.read())

    def runs(self, name: str) -> list[Mapping[str, Any]]:
        """MLflow's runs that carry the job's name."""
        experiments = self.mlflow("api/2.0/mlflow/experiments/search", {"max_results": 100})[1]["experiments"]
        said = {
            "experiment_ids": [one["experiment_id"] for one in experiments],
            "filter": f"tags.`penstock.root` = '{name}'",
        }
        return list(self.mlflow("api/2.0/mlflow/runs/search", said)[1].get("runs", []))

    def held(self, name: str, code: str = "", **more: Any) -> Iterator[str]:
        """A job that waits; its token. It goes on afterwards."""
        flag = self.scripts / f"{name}.flag"
        wait = f"import os, time\nwhile not os.path.exists({str(flag)!r}): time.sleep(0.05)\n"
        tell = "import os\nprint('TOKEN', os.environ['MLFLOW_TRACKING_TOKEN'])\n"
        self.submit(name, f"{tell}{code}\nprint('READY')\n{wait}", **more)
        wait_for(lambda: "READY" in self.log(name) or self.job(name)["status"] == "Failed", 60, f"{name} to be ready")
        assert "READY" in self.log(name), self.log(name)
        yield self.log(name).split("TOKEN ", 1)[1].split()[0]
        flag.touch()
        assert self.finish(name)["status"] == "Completed", self.log(name)

    def within(self, seconds: float, look: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + seconds
        while not (found := look()):
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.05)
        return found


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body


@pytest.fixture(scope="session")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracked]:
    product = Product(tmp_path_factory.mktemp("tracked"))
    python_of("current")  # the server's own: it would be built at its first start
    product.start()
    wait_for((product.folder / "server.json").exists, 20, "the address")
    yield Tracked(product, tmp_path_factory.mktemp("scripts"))
    product.stop()


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Callable[..., Tracked]]:
    """Makes a product of a test's own, with settings."""
    made: list[Product] = []

    def make(**environment: str) -> Tracked:
        python_of("current")
        folder = tmp_path / "workspace"
        folder.mkdir(exist_ok=True)
        product = Product(folder, **environment)
        made.append(product)
        product.start()
        wait_for((folder / "server.json").exists, 20, "the address")
        return Tracked(product, tmp_path)

    yield make
    for product in made:
        product.stop()
