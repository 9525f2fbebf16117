"""`python -m penstock.answering`: opens the workspace and answers requests on stdin until it ends.

One request is a line of JSON (method, target, headers, length) and so many bytes; one answer likewise. The SDK asks it
where no server runs, so that a notebook never loads Django itself.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> int:
    """Everything that is printed by others goes to stderr: stdout belongs to the answers."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")
    os.environ.setdefault("PENSTOCK_LOG_LEVEL", "ERROR")
    import django

    django.setup()
    from django.conf import settings

    from penstock.offline import LocalClient
    from penstock.prepare import prepare

    prepare(settings.WORKSPACE)
    client = LocalClient(settings.WORKSPACE)
    while line := sys.stdin.buffer.readline():
        head = json.loads(line)
        body = sys.stdin.buffer.read(head["length"])
        told, content = _answer(client, head, body)
        answers.write(json.dumps({**told, "length": len(content)}).encode() + b"\n" + content)
        answers.flush()
    return 0


def _answer(client: Any, head: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    from django.db import close_old_connections

    from penstock.cli.errors import CommandFailed

    headers = {**client._headers(), **head["headers"]}
    try:
        answer = client._send(head["method"], head["target"], body or None, headers)
    except CommandFailed as failure:
        keys = ("code", "message", "exit_code", "hint", "problems")
        return {"error": {key: getattr(failure, key) for key in keys}}, b""
    finally:
        close_old_connections()
    return {"status": answer.status, "headers": dict(answer.headers)}, answer.body


if __name__ == "__main__":
    sys.exit(main())
