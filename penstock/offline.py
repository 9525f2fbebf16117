"""Commands that ask a server, where none runs: opens the workspace and gives the answers that the server would give.

The commands stay those of `penstock.cli`; only what they ask is another: the API itself, called in this process.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from penstock.cli.client import NO_SERVER_HINT, Answer, Client, failure_of
from penstock.cli.errors import NO_SERVER, CommandFailed, tell
from penstock.cli.forms import Form
from penstock.cli.main import parser, perform
from penstock.opening import open_workspace
from penstock.up import PORT
from penstock.workspace import Workspace

# Addresses in the answers are those of a server as `penstock up` starts it.
ADDRESS = f"http://127.0.0.1:{PORT}"
NEEDS_RUNNER = ("state", "cancel")  # what only makes sense when somebody moves the job on


def main(argv: Sequence[str] | None = None) -> int:
    """Prepare the workspace as `penstock run` does, then do what was asked."""
    argv = sys.argv[1:] if argv is None else list(argv)
    arguments = parser(argv).parse_args(argv)
    if arguments.data_dir:
        os.environ["PENSTOCK_DATA_DIR"] = arguments.data_dir
    os.environ.setdefault("PENSTOCK_LOG_LEVEL", "ERROR")  # stderr is for the command's own words
    try:
        workspace = open_workspace()
    except CommandFailed as failure:
        tell(failure, getattr(arguments, "output", None))
        return failure.exit_code
    arguments.client = LocalClient(workspace)
    return perform(arguments)


class LocalClient(Client):
    """Asks the API of this process instead of one over the network."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(ADDRESS, workspace.token())
        from django.core.handlers.wsgi import WSGIHandler

        self.workspace = workspace
        self._handler = WSGIHandler()

    at_home = True

    def download(self, path: str, target: Path, **query: Any) -> tuple[int, int]:
        """Copies what the server would pack."""
        if not path.startswith("jobs/"):
            return super().download(path, target, **query)
        from runs.artifacts import ARTIFACTS
        from runs.bundle import bundle, leave

        name = path.split("/")[1]
        job = self.get(f"jobs/{name}")
        output = query.get("output")
        if output is not None and output not in (*job["outputs"], ARTIFACTS):
            self.get(path, **query)  # which says that there is none
        return leave(bundle(job, self.workspace, output), target)

    def _fetch(self, target: str, packed: BinaryIO) -> None:
        answer = self._send("GET", target, None, self._headers())
        if answer.status >= 400:
            raise failure_of(answer)
        packed.write(answer.body)

    def _send(self, method: str, target: str, body: bytes | Form | None, headers: dict[str, str]) -> Answer:
        parts = urlsplit(target)
        self._expect_runner(parts.path)
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, sent: list[tuple[str, str]], failure: Any = None, /) -> Callable[[bytes], Any]:
            told.append((status, sent))
            return lambda _: None

        response = self._handler(
            {
                "REQUEST_METHOD": method,
                "PATH_INFO": unquote(parts.path),
                "QUERY_STRING": parts.query,
                "SERVER_NAME": "127.0.0.1",
                "SERVER_PORT": str(PORT),
                "SERVER_PROTOCOL": "HTTP/1.1",
                "REMOTE_ADDR": "127.0.0.1",
                "HTTP_HOST": self._parts.netloc,
                "CONTENT_LENGTH": str(body.length if isinstance(body, Form) else len(body or b"")),
                "CONTENT_TYPE": headers.get("Content-Type", ""),
                "wsgi.url_scheme": "http",
                "wsgi.input": body if isinstance(body, Form) else io.BytesIO(body or b""),
                **{f"HTTP_{key.upper().replace('-', '_')}": value for key, value in headers.items()},
            },
            start_response,
        )
        content = _content_of(response)
        response.close()
        status, sent = told[0]
        return Answer(int(status.split()[0]), dict(sent), content)

    def _expect_runner(self, path: str) -> None:
        """To follow or cancel a job that nobody runs would be to wait for ever: say so instead."""
        parts = path.split("/")  # /api/v1/jobs/<name>/<what>
        if parts[3] == "endpoints" and parts[5:] == ["invoke"]:
            raise CommandFailed("no_server", "no server is running here to run the job", NO_SERVER, hint=NO_SERVER_HINT)
        if parts[3] != "jobs" or len(parts) != 6 or parts[5] not in NEEDS_RUNNER:
            return
        from runs.ledger import is_alive
        from runs.models import Run
        from runs.runner import runner_state

        run = Run.objects.filter(name=unquote(parts[4]).partition(".")[0]).first()
        if run is None or run.ended or is_alive(self.workspace.run / "owners", run.owner):
            return
        if runner_state(self.workspace)["state"] == "down":
            raise CommandFailed(
                "no_server",
                f"{run.name} has not ended, and nobody runs it: no server is running here",
                NO_SERVER,
                hint="start one with `penstock up`: the job goes on from where it was",
            )


def _content_of(response: Any) -> bytes:
    """What streams is written for a server with an event loop, and is given one here."""
    if not getattr(response, "is_async", False):
        return b"".join(response)

    async def read() -> bytes:
        return b"".join([chunk async for chunk in response])

    return asyncio.run(read())


if __name__ == "__main__":
    sys.exit(main())
