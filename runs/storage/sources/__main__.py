"""The child process: one request as JSON on stdin, answers as JSON lines on stdout; it ends when stdin does."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from runs.storage.sources.pulse import Pulse, sized


def main() -> int:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print is no answer
    request: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    pulse = Pulse(out, str(request.get("what") or "the data"))
    try:
        answer = {"done": _perform(request, pulse)}
    except BaseException as error:  # noqa: BLE001 - whatever it is, the other side hears of it in words
        answer = _failure(request, pulse, error)
    pulse.send(answer)
    out.flush()
    os._exit(0)  # threads of libraries that wait for a dead connection are not waited for


def _perform(request: dict[str, Any], pulse: Pulse) -> dict[str, Any]:
    from runs.storage.sources import transfer

    op, workspace = request["op"], request["workspace"]
    if op == "hash":
        return transfer.hash_here(request["path"], workspace, pulse)
    location = request["location"]
    if op == "identify":
        return transfer.identify(
            location, workspace, pulse, direct=bool(request.get("direct")), may_fetch=request.get("fetch") is not False
        )
    if op == "fetch":
        return transfer.fetch(location, workspace, pulse, request["id"], request["name"])
    if op == "deliver":
        return transfer.deliver(location, workspace, pulse, request["source"])
    perform = {"test": transfer.try_out, "browse": transfer.browse}[op]
    return perform(location, workspace, pulse)


def _failure(request: dict[str, Any], pulse: Pulse, error: BaseException) -> dict[str, Any]:
    from runs.storage.sources.failures import explain
    from runs.storage.sources.transfer import Failed

    if isinstance(error, Failed):
        return {"error": _masked(request, str(error)), "code": error.code}

    def moved() -> str:
        return f" after {sized(pulse.done)} of {sized(pulse.total)}" if pulse.done else ""

    store = (request.get("location") or {}).get("store") or {}
    code, sentence = explain(error, pulse.what, str(store.get("name") or ""), moved)
    if os.environ.get("PENSTOCK_TRANSFER_DEBUG"):
        import traceback

        traceback.print_exception(error)
    return {"error": _masked(request, sentence), "code": code}


def _masked(request: dict[str, Any], text: str) -> str:
    """Libraries put signed addresses and keys into their messages."""
    from penstock.vault import SHORTEST, VaultFailed
    from runs.storage.sources.doors import secrets_of

    store = (request.get("location") or {}).get("store") or {}
    try:
        values = secrets_of(store, request["workspace"]).values()
    except (VaultFailed, OSError):
        values = {}.values()
    for value in sorted(values, key=len, reverse=True):
        if len(value) >= SHORTEST:
            text = text.replace(value, "***")
    return text


def _end_with_parent() -> None:
    """Nobody waits for the answer any more."""
    while sys.stdin.read(4096):
        pass
    os._exit(4)


if __name__ == "__main__":
    sys.exit(main())
