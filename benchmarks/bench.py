"""`make bench`: ours beside bare subprocesses, every row in one run; writes `benchmarks/results.json`.

A run is timed from its POST, server up and idle, to "Completed" seen by a websocket client. Right after it the
same shell steps run in a bare `subprocess.run` loop: that is the floor. Steps run in bash, as the dialect says; the
floor runs them in `/bin/sh`, which starts 0.5 ms sooner, and `floor_bash` says what it costs in bash.
Run it with TMPDIR=/dev/shm on a quiet machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yaml
from websockets.asyncio.client import connect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.browsers import Browser, follow_all
from benchmarks.product import Product

RESULTS = Path(__file__).resolve().parent / "results.json"
ENDED = ("Completed", "Failed", "Canceled")
OVER = re.compile(r'"path":"","attempt":\d+,"at":"[^"]+","status":"(Completed|Failed|Canceled)"')
Row = dict[str, Any]


# -- the work --------------------------------------------------------------------------------------------------


def node(command: str, **inputs: str) -> dict[str, Any]:
    return {
        "type": "command",
        "command": command,
        "environment": "current",
        "inputs": {name: f"${{{{parent.jobs.{source}.outputs.out}}}}" for name, source in inputs.items()},
        "outputs": {"out": {"type": "uri_folder"}},
    }


def chain(n: int) -> dict[str, Any]:
    """n steps in sequence, each reads what the one before wrote."""
    jobs = {"s0": node("echo 0 > ${{outputs.out}}/x")}
    for i in range(1, n):
        jobs[f"s{i}"] = node("read x < ${{inputs.a}}/x; echo $((x+1)) > ${{outputs.out}}/x", a=f"s{i - 1}")
    return jobs


def fan(n: int) -> dict[str, Any]:
    """One step, n that read what it wrote, one that reads what they wrote."""
    jobs = {"root": node("echo 1 > ${{outputs.out}}/x")}
    for i in range(n):
        jobs[f"w{i}"] = node("read x < ${{inputs.a}}/x; echo $x > ${{outputs.out}}/x", a="root")
    sources = {f"i{i}": f"w{i}" for i in range(n)}
    places = " ".join(f"${{{{inputs.{name}}}}}/x" for name in sources)
    jobs["join"] = node(f"cat {places} | wc -l > ${{{{outputs.out}}}}/x", **sources)
    return jobs


def floor(shape: str, n: int, shell: str) -> float:
    """Seconds that bare subprocesses take for the same steps, two at a time where the graph allows it."""
    folder = tempfile.mkdtemp(prefix="floor-")

    def go(command: str) -> None:
        subprocess.run([shell, "-c", command], check=True)

    began = time.perf_counter()
    if shape == "chain":
        go(f"echo 0 > {folder}/0")
        for i in range(1, n):
            go(f"read x < {folder}/{i - 1}; echo $((x+1)) > {folder}/{i}")
    else:
        go(f"echo 1 > {folder}/root")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(go, [f"read x < {folder}/root; echo $x > {folder}/w{i}" for i in range(n)]))
        go(f"cat {folder}/w* | wc -l > {folder}/join")
    spent = time.perf_counter() - began
    shutil.rmtree(folder)
    return spent


# -- timing ----------------------------------------------------------------------------------------------------


class Timed:
    """A run seen from outside: when it was posted, when each step ended and was seen to, when it was over."""

    def __init__(self) -> None:
        self.posted = self.over = 0.0
        self.status = ""
        self.first_start = 0.0
        self.delays: list[float] = []  # seconds from the end of a step to a browser, over all clients

    def read(self, heard: Iterable[tuple[float, str | bytes]], since: float) -> None:
        """Take in what one browser heard: (when, frame). What ended before `since` it was told late by intent."""
        for now, frame in heard:
            for event in json.loads(frame).get("events", ()):
                at = _seconds(event["at"])
                if event.get("status") == "Running" and event["path"]:
                    self.first_start = min(self.first_start or at, at)
                if event.get("status") in ENDED and event["path"] and at > since:
                    self.delays.append(now - at)
                if event.get("status") in ENDED and not event["path"]:
                    self.over, self.status = max(self.over, now), event["status"]


async def timed_run(product: Product, jobs: dict[str, Any], *, fresh: bool, clients: int = 1) -> Timed:
    """Post a pipeline and follow it by websocket; `clients` browsers follow the same run."""
    text = yaml.dump(
        {"type": "pipeline", "display_name": "bench", "settings": {"force_rerun": fresh}, "jobs": jobs},
        Dumper=yaml.CSafeDumper,
        sort_keys=False,
    )
    timed, name = Timed(), f"bench-{time.time_ns()}"
    loop = asyncio.get_running_loop()
    timed.posted = time.time()
    await loop.run_in_executor(None, lambda: product.ask("jobs", {"yaml": text, "name": name}))
    await asyncio.gather(*(follow(product, name, timed) for _ in range(clients)))
    if timed.status != "Completed":
        raise SystemExit(f"{name} ended {timed.status}")
    return timed


async def follow(product: Product, name: str, timed: Timed) -> None:
    """Be one browser on the page of a job, to its end."""
    address = f"ws://127.0.0.1:{product.port}/ws/jobs/{name}?after=0"
    headers = {"Authorization": f"Bearer {product.token}"}
    async with connect(address, additional_headers=headers, max_size=None, compression=None) as socket:
        since, heard = time.time(), []
        async for frame in socket:
            heard.append((time.time(), frame))  # read afterwards: reading would slow down what is measured
            if OVER.search(str(frame)):
                break
    timed.read(heard, since)


def _seconds(iso: str) -> float:
    from datetime import datetime

    return datetime.fromisoformat(iso.replace("Z", "+00:00")).timestamp()


def median(call: Callable[[], float], times: int) -> float:
    return statistics.median(call() for _ in range(times))


# -- rows ------------------------------------------------------------------------------------------------------


def against_floor(product: Product, shape: str, n: int, times: int) -> Row:
    """Pairs of ours and the floor, one right after the other; the medians of each."""
    jobs = chain(n) if shape == "chain" else fan(n)
    ours, floors, bashes = [], [], []
    for _ in range(times):
        timed = asyncio.run(timed_run(product, jobs, fresh=True))
        ours.append(timed.over - timed.posted)
        floors.append(floor(shape, n, "/bin/sh"))
        bashes.append(floor(shape, n, "/bin/bash"))
    row = row_of(statistics.median(ours), statistics.median(floors), "s")
    row["floor_bash"] = round(statistics.median(bashes), 4)
    row["ratio_bash"] = round(row["ours"] / row["floor_bash"], 2)
    row["per_step_ms"] = round(row["ours"] / n * 1e3, 3)
    return row


def row_of(ours: float, floor_: float | None, unit: str) -> Row:
    ratio = round(ours / floor_, 2) if floor_ else None
    return {"ours": round(ours, 4), "floor": round(floor_, 4) if floor_ else None, "ratio": ratio, "unit": unit}


def reused(product: Product, times: int) -> Row:
    """100 steps of which every one is reused."""
    jobs = chain(100)
    asyncio.run(timed_run(product, jobs, fresh=False))

    def once() -> float:
        timed = asyncio.run(timed_run(product, jobs, fresh=False))
        return timed.over - timed.posted

    return row_of(median(once, times), None, "s")


def first_process(product: Product, times: int) -> Row:
    """From the POST to the start of the first process."""

    def once() -> float:
        timed = asyncio.run(timed_run(product, chain(1), fresh=True))
        return (timed.first_start - timed.posted) * 1e3

    return row_of(median(once, times), None, "ms")


def boot(folder: Path, times: int) -> Row:
    """From `penstock up` to its first page, on a workspace that was used before."""

    def once() -> float:
        product = Product(folder)
        began = time.perf_counter()
        product.start()
        product.page()
        spent = time.perf_counter() - began
        product.stop()
        return spent

    return row_of(median(once, times), None, "s")


def idle(product: Product, seconds: float) -> dict[str, Row]:
    """Memory (PSS) of web, runner and stepd, and the share of a core they use while nothing happens."""
    time.sleep(5)
    there = product.processes()
    parts = [there[name] for name in ("web", "runner", "stepd")]
    before = sum(sum(p.cpu_times()[:2]) for p in parts)
    time.sleep(seconds)
    spent = sum(sum(p.cpu_times()[:2]) for p in parts) - before
    memory = sum(p.memory_full_info().pss for p in parts) / 1e6
    each = {name: round(there[name].memory_full_info().pss / 1e6, 1) for name in there}
    return {
        "idle_memory": {**row_of(memory, None, "MB"), "parts": each},
        "idle_cpu": row_of(spent / seconds * 100, None, "% of a core"),
    }


def live(product: Product, times: int) -> dict[str, Row]:
    """How long a browser waits for a step's end while 100 follow the fan-out, and what they cost it.

    The fan-out waits at a gate until every browser has joined: how dear it is to open a page is another question.
    """
    alone, crowd_, delays = [], [], []
    for _ in range(times):
        alone.append(gated(product, 1)["wall"])
        answer = gated(product, 100)
        crowd_.append(answer["wall"])
        delays.append(answer["p95"])
    cost = (statistics.median(crowd_) / statistics.median(alone) - 1) * 100
    return {
        "exit_to_browser_p95": row_of(statistics.median(delays) * 1e3, None, "ms"),
        "cost_of_100_clients": row_of(cost, None, "% of wall time"),
    }


def gated(product: Product, clients: int) -> dict[str, float]:
    """A gated fan-out followed by browsers that live in a process of their own."""
    argv = [sys.executable, __file__, "--crowd", str(product.folder), str(product.port), str(clients)]
    answer: dict[str, float] = json.loads(subprocess.run(argv, check=True, capture_output=True, text=True).stdout)
    return answer


def crowd(product: Product, clients: int) -> None:
    """Post a fan-out that waits at its gate, join, open the gate, follow."""
    timed, name = Timed(), f"bench-{time.time_ns()}"
    gate = product.folder / f"{name}.gate"
    jobs = fan(500)
    jobs["root"]["command"] = f"while [ ! -e {gate} ]; do sleep 0.01; done; " + jobs["root"]["command"]
    document = {"type": "pipeline", "settings": {"force_rerun": True}, "jobs": jobs}
    product.ask("jobs", {"yaml": yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False), "name": name})
    path = f"/ws/jobs/{name}?after=0"
    browsers = [Browser(product.port, path, product.token) for _ in range(clients)]

    def open_gate() -> None:
        timed.posted = time.time()
        gate.touch()

    follow_all(browsers, open_gate, lambda data: OVER.search(data.decode("utf-8", "ignore")) is not None)
    for browser in browsers:
        timed.read(browser.frames(), timed.posted)
    timed.delays.sort()
    print(json.dumps({"wall": timed.over - timed.posted, "p95": timed.delays[int(len(timed.delays) * 0.95)]}))


def state(product: Product, times: int) -> Row:
    """The state of a run of 500 nodes by REST."""
    name = next(job["name"] for job in product.ask("jobs?limit=100")["items"] if 500 <= job["counts"]["total"] <= 510)

    def once() -> float:
        began = time.perf_counter()
        product.text(f"jobs/{name}/state")
        return (time.perf_counter() - began) * 1e3

    return row_of(median(once, times), None, "ms")


def measure(folder: Path, times: int) -> dict[str, Row]:
    rows: dict[str, Row] = {}

    def add(found: dict[str, Row]) -> None:
        rows.update(found)
        for name, row in found.items():
            print(line(name, row), flush=True)

    product = Product(folder)
    product.start()
    asyncio.run(timed_run(product, chain(3), fresh=True))  # the environment is built, everything is loaded
    add(idle(product, 20))
    add({"chain_100": against_floor(product, "chain", 100, times)})
    for n in (100, 500, 2000, 5000):
        add({f"fan_{n}": against_floor(product, "fan", n, times if n < 2000 else 1)})
    growth = rows["fan_5000"]["per_step_ms"] / rows["fan_100"]["per_step_ms"]
    add({"per_step_5000_over_100": row_of(growth, None, "×")})
    add({"reused_100": reused(product, times)})
    add({"post_to_first_process": first_process(product, times * 3)})
    add(live(product, times))
    add({"state_500": state(product, 20)})
    product.stop()
    add({"boot": boot(folder, times)})
    return rows


def line(name: str, row: Row) -> str:
    more = f"floor {row['floor']} s   {row['ratio']} ×   ({row['ratio_bash']} × in bash)" if row["floor"] else ""
    return f"{name:<24}{row['ours']:>10} {row['unit']:<15}{more}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="runs of each row; the median counts")
    parser.add_argument("--crowd", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.crowd:
        product = Product(Path(options.crowd[0]))
        product.port = int(options.crowd[1])
        crowd(product, int(options.crowd[2]))
        return 0
    folder = Path(tempfile.mkdtemp(prefix="penstock-bench-"))
    try:
        rows = measure(folder, options.times)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    machine = {"cpus": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0], "tmp": tempfile.gettempdir()}
    RESULTS.write_text(json.dumps({**rows, "machine": machine}, indent=1) + "\n")
    print(f"written to {RESULTS}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
