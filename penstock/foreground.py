"""`penstock run FILE`: one job in the foreground, on the same workspace as `up`, with a runner of its own.

Progress on stderr, the job as JSON on stdout; exit status 0 when it Completed, 1 when not, 2 for a bad file.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock.cli.board import Board
    from runs.models import Run

COMPLETED, NOT_COMPLETED, BAD_FILE = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Prepare the workspace, submit, drive the run to its end, tell."""
    options = _options(arguments)
    if options.data_dir:
        os.environ["PENSTOCK_DATA_DIR"] = options.data_dir
    from penstock.cli.errors import CommandFailed, tell
    from penstock.opening import open_workspace

    try:
        open_workspace()
        return _plan(options) if options.plan else _run(options)
    except CommandFailed as failure:
        tell(failure, options.output)
        return failure.exit_code


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="penstock run")
    parser.add_argument("file", type=Path)
    for flag in ("--name", "--output-dir", "--data-dir", "--output", "--query"):
        parser.add_argument(flag)
    parser.add_argument("--set", action="append", default=[], dest="overrides")
    parser.add_argument("--map", action="append", default=[], dest="maps")
    parser.add_argument("--environment", action="append", default=[], dest="environments")
    parser.add_argument("--conda-from-pypi", action="store_true", default=None)
    parser.add_argument("--no-cache", action="store_true")
    parser.add_argument("--plan", action="store_true")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace) -> int:
    from django.conf import settings

    from penstock.cli.client import address
    from penstock.cli.errors import CommandFailed, tell
    from penstock.cli.output import show
    from penstock.tracking.foreground import tracking_of
    from runs.drawing import draw_waiting
    from runs.job_json import job_json
    from runs.ledger import OwnerLock
    from runs.runner import Runner, quiet_collector

    lock = OwnerLock(settings.WORKSPACE.run / "owners")
    run = _submit(options, lock.owner)
    for warning in () if _wants_json(options) else run.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    runner = Runner(settings.WORKSPACE, lock, only=run.name)
    quiet_collector()
    _cancel_on_interrupt(run.name)
    try:
        with tracking_of(settings.WORKSPACE, run.name), _progress(run, quiet=_wants_json(options)) as progress:
            runner.driver.run(until=progress.ended)
    finally:
        runner.close()
    run.refresh_from_db()
    draw_waiting()
    job = job_json(run, address(options.data_dir))
    if options.output_dir:
        _copy_outputs(job, Path(options.output_dir))
    show(job, options.output, options.query)
    if job["status"] != "Completed":
        message = f"{run.name} {job['status']}: {job['error'] or ''}".removesuffix(": ")
        if _wants_json(options):
            tell(CommandFailed(f"job_{job['status'].lower()}", message), "json")
        else:
            print(message, file=sys.stderr)
    return COMPLETED if job["status"] == "Completed" else NOT_COMPLETED


def _wants_json(options: argparse.Namespace) -> bool:
    """Whoever says `-o json` reads stderr as JSON too: nothing else is written there, but on a terminal."""
    return options.output in ("json", "jsonc") and not sys.stderr.isatty()


def _submit(options: argparse.Namespace, owner: str) -> Run:
    """Write the run. It is ours from the first moment, so that no server takes it first."""
    from penstock.cli.errors import CommandFailed
    from runs.ledger import LEASE
    from runs.submit import submit

    with _refusals(options):
        run, new = submit(**_source(options), owner=owner, lease_until=time.time() + LEASE)
    if not new:
        raise CommandFailed("name_taken", f"there is a job named {run.name} already; choose another --name", BAD_FILE)
    return run


def _plan(options: argparse.Namespace) -> int:
    """What would happen, and nothing else."""
    from penstock.cli.explain import show_plan
    from runs.planning import plan

    with _refusals(options):
        show_plan(plan(**_source(options)), options.output, options.query)
    return COMPLETED


def _source(options: argparse.Namespace) -> dict[str, Any]:
    """The file with what it needs, as `submit` takes it."""
    from designer.gitstate import state_of
    from penstock.cli.asking import read_file
    from penstock.cli.overrides import apply_overrides
    from penstock.cli.pack import files_needed
    from penstock.mappings import Mappings
    from runs.submit import Wishes

    path = options.file.resolve()
    text = apply_overrides(read_file(path), options.overrides)
    found = files_needed(path, text)
    root = Path(os.path.commonpath([path.parent, *(item.parent for item in found)]))
    wishes = Wishes(
        name=options.name,
        force_rerun=options.no_cache,
        creator=os.environ.get("USER", ""),
        mappings=Mappings.of_flags(options.maps, options.environments, options.conda_from_pypi),
        git=state_of(path.parent),
    )
    main = path.relative_to(root).as_posix()
    return {"wishes": wishes, "yaml_text": text, "folder": root, "main": main, "origin": f"file:{path}"}


@contextmanager
def _refusals(options: argparse.Namespace) -> Iterator[None]:
    """Of a file that cannot be run, as the end of the command."""
    from penstock.cli.errors import CommandFailed
    from runs.services import Refused
    from runs.submit import Rejected

    try:
        yield
    except Rejected as rejected:
        problems = [problem.to_json() for problem in rejected.problems]
        raise CommandFailed("problems", f"{options.file.name} has problems", BAD_FILE, problems=problems) from None
    except Refused as refused:
        raise CommandFailed(refused.code, str(refused), BAD_FILE) from None


@contextmanager
def _progress(run: Run, quiet: bool) -> Iterator[_Progress]:
    """A live table on a terminal, lines elsewhere."""
    if not sys.stderr.isatty():
        yield _Progress(run, quiet=quiet)
        return
    from penstock.cli.board import Board

    with Board(sys.stderr, run.name) as board:
        for path in run.jobs.order_by("id").values_list("path", flat=True):
            board.status(path, {"status": "NotStarted"})
        yield _Progress(run, board)


class _Progress:
    """Called once a turn of the loop: prints what happened since the last one."""

    def __init__(self, run: Run, board: Board | None = None, quiet: bool = False) -> None:
        self.run, self.seq, self.board, self.quiet = run, 0, board, quiet

    def ended(self) -> bool:
        from runs.wire import read_after

        for event in read_after(self.run.pk, self.seq):
            self.seq = event["seq"]
            if event["kind"] == "status":
                self._say(event)
                if not event["path"] and event["status"] in ("Completed", "Failed", "Canceled"):
                    return True
        return False

    def _say(self, event: dict[str, Any]) -> None:
        if self.board is not None:
            self.board.status(event["path"], event)
            if event["status"] != "Failed":
                return
        if self.quiet or (event["status"] == "Queued" and not event.get("progress")):
            return
        note = event.get("error") or (event.get("progress") or {}).get("text") or ""
        if event.get("reused_from"):
            note = f"reused from {event['reused_from']}"
        line = (
            f"{event['at'][11:19]}  {event['path'] or self.run.name}: {event['status']}{' · ' + note if note else ''}"
        )
        if self.board is not None:
            self.board.say(line, "red")
        else:
            print(line, file=sys.stderr, flush=True)


def _cancel_on_interrupt(name: str) -> None:
    """Ctrl+C cancels the run and waits for it to end in good order; a second one leaves it to the next runner."""

    def first(*_: object) -> None:
        from runs.services import Refused, request_cancel

        signal.signal(signal.SIGINT, signal.SIG_DFL)
        print("canceling; press Ctrl+C again to leave at once", file=sys.stderr)
        try:
            request_cancel(name=name)
        except Refused as refused:
            print(refused, file=sys.stderr)

    signal.signal(signal.SIGINT, first)
    signal.signal(signal.SIGTERM, first)


def _copy_outputs(job: dict[str, Any], target: Path) -> None:
    """Leave the job's folder at `target`."""
    from django.conf import settings

    from runs.bundle import bundle, leave

    leave(bundle(job, settings.WORKSPACE), target)


if __name__ == "__main__":
    sys.exit(main())
