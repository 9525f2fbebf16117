"""`penstock prune` that is killed in the middle: nothing is half there, and doing it again ends it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.product import ROOT, wait_for
from tests.terminal import Terminal, terminal

__all__ = ["terminal"]

JOBS = 40
MAKE = f"""
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")
import django
django.setup()
from django.conf import settings
from penstock.prepare import prepare
prepare(settings.WORKSPACE)
from runs.models import Job, Run
from runs.services import NewRun, create_run
from runs.testing import command, pipeline
for _ in range({JOBS}):
    run, _new = create_run(new=NewRun(plan=pipeline("", command("a")), display_name="x"))
    logs = settings.WORKSPACE.jobs / run.name / "a" / "attempt-1" / "user_logs"
    logs.mkdir(parents=True)
    for number in range(50):
        (logs / str(number)).write_text("x")
Run.objects.update(ended=True)
Job.objects.filter(path="").update(ended_at=1.0)
"""


def names(terminal: Terminal) -> set[str]:
    return {job["name"] for job in json.loads(terminal("job", "list").stdout)}


def folders(jobs: Path) -> set[str]:
    return {place.name for place in jobs.iterdir() if not place.name.startswith(".")}


def test_a_killed_prune_leaves_nothing_half_there(terminal: Terminal) -> None:
    environment = {"PENSTOCK_DATA_DIR": str(terminal.workspace), "PATH": "/usr/bin:/bin"}
    subprocess.run([sys.executable, "-c", MAKE], cwd=ROOT, env=environment, check=True, timeout=120)
    jobs = terminal.workspace / "jobs"
    assert len(folders(jobs)) == JOBS
    pruning = terminal.start("prune", "--older-than", "1d", "--yes")
    wait_for(lambda: len(folders(jobs)) < JOBS - 3, 60, "the first deletions")
    pruning.kill()
    pruning.communicate()
    left = names(terminal)
    assert 0 < len(left) < JOBS
    assert folders(jobs) <= left  # at most one job is without its files: the one that was going
    assert len(left - folders(jobs)) <= 1
    assert terminal("prune", "--older-than", "1d", "--caches", "--yes").returncode == 0
    assert names(terminal) == folders(jobs) == set()
    assert list((jobs / ".deleted").iterdir()) == []
