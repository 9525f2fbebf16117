"""Asks the child process, and hears its progress. Never hangs: a child that says nothing for long is ended."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from runs.storage.sources.addresses import Location, shown
from runs.storage.sources.kept import Cache
from runs.storage.sources.pulse import timeouts

CHECKOUT = Path(__file__).resolve().parent.parent.parent.parent
MODULE = "runs.storage.sources"
MARGIN = 30.0  # seconds more than the child gives itself
LONGEST = 4 << 20  # bytes of an answer

Say = Callable[[str], None]


class NotToBeHad(Exception):
    """Why it cannot be done, as a sentence with its cure; `code` for machines."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def ask(op: str, location: Location | None, workspace: str, say: Say | None = None, **more: Any) -> dict[str, Any]:
    """The child's answer. Blocks: for threads that may wait. Raises NotToBeHad."""
    request: dict[str, Any] = {"op": op, "workspace": workspace, **more}
    if location is not None:
        what = shown(location.address)
        request |= {"location": {**location.to_json(), "shown": what}, "what": what}
    return run([sys.executable, "-m", MODULE], request, say, timeouts()[1] + MARGIN if op != "hash" else None)


def run(
    argv: list[str], request: Mapping[str, Any], say: Say | None = None, silence: float | None = None
) -> dict[str, Any]:
    """Start a process that is told by one line and tells by lines: `progress`, then `done` or `error`."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        child = subprocess.Popen(
            argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd="/"
        )
    except OSError as error:
        raise NotToBeHad("no_process", f"no process can be started for the transfer: {error.strerror}") from None
    try:
        return _talk(child, request, say or (lambda line: None), silence)
    finally:
        child.kill()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                pipe.close()
        child.wait()
        if "workspace" in request:
            Cache(request["workspace"]).drop_drafts_of(child.pid)


def _talk(
    child: subprocess.Popen[bytes], request: Mapping[str, Any], say: Say, silence: float | None
) -> dict[str, Any]:
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdin.write(json.dumps(request, default=str).encode() + b"\n")
    child.stdin.flush()
    words, noise, last = b"", b"", time.monotonic()
    with selectors.DefaultSelector() as ears:
        for pipe in (child.stdout, child.stderr):
            os.set_blocking(pipe.fileno(), False)
            ears.register(pipe, selectors.EVENT_READ)
        while ears.get_map():
            heard = ears.select(1.0)
            if silence is not None and not heard and time.monotonic() - last > silence:
                raise NotToBeHad("timeout", "the transfer hangs and was given up; run the job again")
            for key, _ in heard:
                piece = os.read(key.fd, 65536)
                if not piece:
                    ears.unregister(key.fileobj)
                elif key.fileobj is child.stderr:
                    noise = (noise + piece)[-2000:]
                else:
                    last, words = time.monotonic(), words + piece
                    *lines, words = words.split(b"\n")
                    for line in lines:
                        answer = json.loads(line)
                        if "progress" in answer:
                            say(answer["progress"])
                        elif "error" in answer:
                            raise NotToBeHad(answer.get("code", "failed"), answer["error"])
                        else:
                            found: dict[str, Any] = answer["done"]
                            return found
            if len(words) > LONGEST:
                break
    last_words = noise.decode("utf-8", "replace").strip().splitlines()
    why = f": {last_words[-1][:200]}" if last_words else ""
    raise NotToBeHad("broke", f"the process that transfers data ended early{why}")
