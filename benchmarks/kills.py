"""`make kills N=200 SEED=1`: kills web, runner, supervisor, or all three, at random moments of real runs.

Ends with one line, for example `200 kills, 0 lost, 0 doubled, 0 lines missing, 0 orphans`, and exit status 0
when every count but the first is zero.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.product import Product, wait_for

NODES = 30
LINES = 40  # log lines a step writes, spread over its life
TARGETS = (("web",), ("runner",), ("up",), ("up", "web", "runner"))
RUN_TIMEOUT = 300.0  # seconds


@dataclass
class Tally:
    """What was found. Everything but `kills` should stay 0."""

    kills: int = 0
    lost: int = 0  # steps that did not complete
    doubled: int = 0  # steps that were begun or finished more than once
    missing: int = 0  # log lines
    orphans: int = 0  # processes left behind

    def line(self) -> str:
        return (
            f"{self.kills} kills, {self.lost} lost, {self.doubled} doubled, {self.missing} lines missing,"
            f" {self.orphans} orphans"
        )

    @property
    def clean(self) -> bool:
        return not (self.lost or self.doubled or self.missing or self.orphans)


def pipeline(number: int, ledger: Path, dice: random.Random) -> str:
    """A random graph of 30 nodes whose steps take 0 to 3 seconds and sign a ledger when they begin and end."""
    jobs: dict[str, Any] = {}
    for i in range(NODES):
        seconds = dice.choice([0.0, 0.0, dice.uniform(0, 1), dice.uniform(0, 1), dice.uniform(1, 3)])
        pause = f"sleep {seconds / LINES:.4f}" if seconds else ":"
        command = (
            f"echo begin-{number}-n{i} >> {ledger}; i=0; while [ $i -lt {LINES} ]; do i=$((i+1));"
            f' echo "line $i"; {pause}; done; echo {i} > ${{{{outputs.out}}}}/value; echo end-{number}-n{i} >> {ledger}'
        )
        needs = dice.sample(range(i), min(i, dice.choice([0, 1, 1, 2])))
        jobs[f"n{i}"] = {
            "type": "command",
            "command": command + "".join(f" # ${{{{inputs.from_n{need}}}}}" for need in needs),
            "environment": "current",
            "inputs": {f"from_n{need}": f"${{{{parent.jobs.n{need}.outputs.out}}}}" for need in needs},
            "outputs": {"out": {"type": "uri_folder"}},
        }
    document = {"type": "pipeline", "display_name": f"kills {number}", "settings": {"force_rerun": True}, "jobs": jobs}
    return yaml.safe_dump(document, sort_keys=False)


class Killer:
    """Runs pipelines on one product and kills parts of it meanwhile."""

    def __init__(self, folder: Path, seed: int, pause: tuple[float, float]) -> None:
        self.product = Product(folder, PENSTOCK_SLOTS="3")
        self.dice = random.Random(seed)
        self.ledger = folder / "ledger.txt"
        self.pause = pause
        self.tally = Tally()

    def run(self, kills: int) -> Tally:
        self.product.start()
        number = 0
        while self.tally.kills < kills:
            number += 1
            self.one_run(number, kills)
            print(f"run {number}: {self.tally.line()}", file=sys.stderr, flush=True)
        self.end()
        return self.tally

    def one_run(self, number: int, kills: int) -> None:
        """Submit, kill until it ends, then hold the run against what its steps signed."""
        text, name = pipeline(number, self.ledger, self.dice), f"kills-{number}"
        self.product.patiently(lambda: self.product.ask("jobs", {"yaml": text, "name": name}))
        deadline = time.monotonic() + RUN_TIMEOUT
        while not self.has_ended(name):
            if time.monotonic() > deadline:
                break
            if self.tally.kills < kills:
                time.sleep(self.dice.uniform(*self.pause))
                self.kill(self.dice.choice(TARGETS))
            else:
                time.sleep(0.1)
        self.count(number, name)

    def kill(self, parts: tuple[str, ...]) -> None:
        """kill -9, all at once; a dead supervisor is started again, as its user would."""
        there = self.product.processes()
        for part in parts:
            if part in there:
                try:
                    os.kill(there[part].pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
        self.tally.kills += 1
        if "up" in parts and self.product.process is not None:
            self.product.process.wait()
            wait_for(lambda: not {"web", "runner"} & set(self.product.processes()), 15, "the children to follow")
            self.product.start()

    def has_ended(self, name: str) -> bool:
        state = self.product.patiently(lambda: self.product.ask(f"jobs/{name}/state"))
        return state["job"]["status"] in ("Completed", "Failed", "Canceled")

    def count(self, number: int, name: str) -> None:
        state = self.product.patiently(lambda: self.product.ask(f"jobs/{name}/state"))
        signed = self.ledger.read_text().split()
        expected = [f"line {i}" for i in range(1, LINES + 1)]
        for i in range(NODES):
            node = state["nodes"][f"n{i}"]
            begun, ended = (signed.count(f"{word}-{number}-n{i}") for word in ("begin", "end"))
            self.tally.lost += node["status"] != "Completed" or ended == 0
            self.tally.doubled += begun > 1 or ended > 1
            address = f"jobs/{name}/logs?path=n{i}"
            lines = self.product.patiently(lambda address=address: self.product.text(address)).splitlines()
            self.tally.missing += len(expected) - sum(line in lines for line in expected)

    def end(self) -> None:
        """Stop, and count what is still alive a moment later."""
        self.product.stop()
        try:
            wait_for(lambda: not self.left(), 10, "everything to end")
        except TimeoutError:
            self.tally.orphans = len(self.left())
        for process in self.left():
            process.kill()

    def left(self) -> list[psutil.Process]:
        return [*self.product.processes().values(), *self.product.steps()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="number of kills")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="penstock-kills-"))
    try:
        tally = Killer(folder, options.seed, (0.05, 0.8)).run(options.n)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(tally.line())
    return 0 if tally.clean else 1


if __name__ == "__main__":
    sys.exit(main())
