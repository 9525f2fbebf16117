"""Start and exit records of one attempt: the facts on disk that survive the death of everybody."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from typing import Any, TypedDict, cast

MOST = 1 << 16  # bytes of a record; ours have a few hundred


class ExitRecord(TypedDict):
    """How an attempt ended. Times are Unix seconds, CPU in seconds, memory in bytes (largest process)."""

    code: int  # exit code; negative: minus the signal's number
    reason: str  # "exit", "stopped", "timeout", "not_started"
    message: str
    started: float
    ended: float
    user_seconds: float
    system_seconds: float
    max_rss: int


def open_start(folder: str) -> int:
    """Declare the intent to start. From here on this attempt is either recorded as ended or was lost."""
    fd = os.open(folder + "/start.json", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        _write(fd, b"{}")
    except OSError:
        os.close(fd)
        raise
    return fd


def close_start(fd: int, pid: int, at: float) -> None:
    """Complete the record with the process that was started."""
    try:
        with contextlib.suppress(OSError):  # for people who look; what counts is that the file is there
            os.pwrite(fd, b'{"pid":%d,"at":%.6f}' % (pid, at), 0)
    finally:
        os.close(fd)


def was_started(folder: str) -> bool:
    """Whether somebody began to start this attempt, now or in an earlier life of the daemon."""
    return os.path.exists(folder + "/start.json")


def write_exit(folder: str, record: ExitRecord) -> None:
    """Write the exit record so that it is either whole or absent."""
    draft = folder + "/exit.new"
    fd = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        _write(fd, json.dumps(record).encode())
    finally:
        os.close(fd)
    os.rename(draft, folder + "/exit.json")


def _write(fd: int, data: bytes) -> None:
    """All of it or an error: a disk that fills up takes a part and says nothing."""
    if os.write(fd, data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_exit(folder: str) -> ExitRecord | None:
    """The exit record, or None while the attempt has not ended. A step may write into its folder: what is no record
    of ours counts as none."""
    try:
        with open(folder + "/exit.json", "rb") as file:
            record: Any = json.loads(file.read(MOST))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or record.keys() != ExitRecord.__annotations__.keys():
        return None
    found: ExitRecord = cast(ExitRecord, record)
    return found
