"""The process that answers for the workspace: what happens when somebody loses patience."""

import json
import subprocess
import sys
from typing import Any

import pytest

from penstock.sdk.client.connection import WorkspaceClient

# Answers each question with its own address, after it has told that it was asked.
ANSWERING = """
import json, sys
for line in sys.stdin.buffer:
    head = json.loads(line)
    body = head["target"].encode()
    told = json.dumps({"status": 200, "headers": {}, "length": len(body)}).encode()
    sys.stdout.buffer.write(told + b"\\n" + body)
    sys.stdout.buffer.flush()
"""


class Impatient:
    """A pipe whose reader is interrupted once, when half of the answer is read."""

    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe

    def readline(self) -> bytes:
        return bytes(self.pipe.readline())

    def read(self, size: int) -> bytes:
        raise KeyboardInterrupt

    def close(self) -> None:
        self.pipe.close()


def test_an_interrupted_question_does_not_answer_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Any = subprocess.Popen
    started: list[Any] = []

    def start(_argv: list[str], **more: Any) -> Any:
        process = real([sys.executable, "-c", ANSWERING], **more)
        started.append(process)
        if len(started) == 1:
            process.stdout = Impatient(process.stdout)
        return process

    monkeypatch.setattr(subprocess, "Popen", start)
    client = WorkspaceClient(None)
    with pytest.raises(KeyboardInterrupt):
        client._send("GET", "/first", None, {})
    assert json.dumps(client._send("GET", "/second", None, {}).body.decode()) == '"/second"'
    client.close()
    assert [process.poll() is not None for process in started] == [True, True]
