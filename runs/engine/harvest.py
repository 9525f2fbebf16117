"""Takes in what an attempt left behind: outputs become visible by one rename and get their content ids."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
from typing import Any

from designer.spec.plan import Step
from runs.ports import Report
from runs.storage.content import content_of
from runs.storage.layout import AttemptFolder, output_place
from runs.storage.masking import Mask

INLINE_BYTES = 4 << 20  # more than this is hashed beside the loop, not in it
LOOKED_AT = 4096  # bytes of the end of a log
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]")  # colours, and what would ring or move
_SIGNALS = {-9: "killed (signal 9); often the machine ran out of memory", -11: "crashed (segmentation fault)"}


def publish(step: Step, folder: AttemptFolder, workspace: str, most: int | None = None) -> dict[str, Any]:
    """Make the outputs of a successful attempt visible; returns port -> {path, type, id, size, files}.

    Doing it again gives the same. An output that the step did not write has id None. Raises OSError, and TooLarge
    when an output has more than `most` bytes.
    """
    if not step.outputs:
        return {}
    _refuse_links(step, folder, folder.part if os.path.lexists(folder.part) else folder.out)
    if os.path.exists(folder.part):
        _give_artifacts(step, folder)
        os.rename(folder.part, folder.out)
    found: dict[str, Any] = {}
    for port, spec in step.outputs.items():
        place = output_place(folder.out, port, spec.type)
        entry: dict[str, Any] = {"path": place[len(workspace) + 1 :], "type": spec.type, "id": None}
        try:
            content = content_of(place, most)
            entry.update(id=content.id, size=content.size, files=content.files)
        except FileNotFoundError:
            entry.update(size=0, files=0)
        found[port] = entry
    return found


def _refuse_links(step: Step, folder: AttemptFolder, outputs: str) -> None:
    """A step may put links into its outputs, but not one in their place: all the world would seem to be its output."""
    ports = [f"{outputs}/{port}" for port in step.outputs]
    files = [output_place(outputs, port, spec.type) for port, spec in step.outputs.items()]
    artifacts = [folder.wd, folder.wd + "/outputs"] if step.spec.get("artifacts_output") else []
    for place in {os.path.dirname(folder.root), folder.root, outputs, *ports, *files, *artifacts}:
        if os.path.islink(place):
            raise OSError(errno.ELOOP, "the step put a link in the place of its output; copy the data there", place)


def _give_artifacts(step: Step, folder: AttemptFolder) -> None:
    """An output that the command never mentions and that is called `artifacts` is the folder that holds `./outputs`."""
    if step.spec.get("artifacts_output") and os.path.isdir(folder.wd + "/outputs"):
        shutil.copytree(folder.wd + "/outputs", f"{folder.part}/artifacts/outputs", symlinks=True, dirs_exist_ok=True)


def failure(report: Report, folder: AttemptFolder, mask: Mask) -> str:
    """Why an attempt failed, in a sentence: what the machine says, and the last line of the log."""
    if report.reason == "timeout":
        return "the step ran longer than its limits.timeout allows and was stopped"
    if report.reason == "not_started":
        return f"the step could not be started: {report.message}"
    if report.reason in ("memory", "processes"):
        return f"the step was stopped: {report.message}"
    what = _SIGNALS.get(report.code) or (
        f"ended by signal {-report.code}" if report.code < 0 else f"exit code {report.code}"
    )
    last = last_line(folder.log, mask)
    return f"{what}: {last}" if last else what


def last_line(log: str, mask: Mask) -> str:
    """The last line of a log that says something, at most 300 characters, secrets masked."""
    try:
        # A step can delete its log, or put something else there: a pipe would be waited for.
        fd = os.open(log, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(fd, "rb") as file:
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                return ""
            file.seek(max(0, os.fstat(fd).st_size - LOOKED_AT))
            lines = mask.sentence(file.read().decode("utf-8", "replace")).splitlines()
    except OSError:
        return ""
    return next((text[:300] for line in reversed(lines) if (text := _CONTROL.sub("", line).strip())), "")
