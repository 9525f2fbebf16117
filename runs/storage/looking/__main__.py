"""One request as JSON on stdin, one answer as JSON on stdout."""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> int:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    request: dict[str, Any] = json.loads(sys.stdin.readline())
    try:
        answer: dict[str, Any] = {"done": _look(request)}
    except Exception as error:  # noqa: BLE001 - the other side tells it in words
        answer = {"error": _words(error), "code": "not_a_table"}
    out.write(json.dumps(answer) + "\n")
    out.flush()
    return 0


def _look(request: dict[str, Any]) -> dict[str, Any]:
    from runs.storage.looking import columns, reading

    table = reading.read(request["path"], int(request["rows"]))
    return columns.profile(table) if request["op"] == "profile" else columns.preview(table, int(request["rows"]))


def _words(error: Exception) -> str:
    from runs.storage.looking.reading import NotATable

    text = " ".join(str(error).split())[:300]
    return text if isinstance(error, NotATable) else f"this cannot be read as a table: {text or type(error).__name__}"


if __name__ == "__main__":
    sys.exit(main())
