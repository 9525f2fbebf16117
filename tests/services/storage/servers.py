"""Real servers of the storages that datastores lead to, on ports of this machine: each is a process of its own."""

from __future__ import annotations

import contextlib
import getpass
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SETUP = "run `python scripts/setup.py test`; it says what it cannot install"
AZURITE = Path(__file__).parent.parent / "azurite" / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
AZURITE_ACCOUNT = "devstoreaccount1"
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="  # public


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Process:
    """A server that is there once its port answers, and gone after `stop`."""

    def __init__(self, argv: list[str], port: int, log: Path, **environment: str) -> None:
        self.port, self.log = port, log
        with log.open("wb") as sink:
            self.child = subprocess.Popen(
                argv, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, env={**os.environ, **environment}
            )
        deadline = time.monotonic() + 40
        while not _answers(port):
            assert self.child.poll() is None, f"{argv[:4]} ended: {log.read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{argv[:4]} does not answer: {log.read_text()[-2000:]}"
            threading.Event().wait(0.05)

    def pause(self) -> None:
        """A server that hangs: it takes connections and says nothing."""
        self.child.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.child.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        self.go_on()
        self.child.terminate()
        try:
            self.child.wait(5)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.5):
        return True
    return False


def start_s3(folder: Path) -> Process:
    """moto's server. It lets everybody do everything until `refuse_strangers`."""
    port = free_port()
    program = (
        "import sys, threading\n"
        "from moto.server import ThreadedMotoServer\n"
        "server = ThreadedMotoServer('127.0.0.1', int(sys.argv[1]), verbose=False)\n"
        "server.start()\n"
        "threading.Event().wait()\n"
    )
    return Process([sys.executable, "-c", program, str(port)], port, folder / "moto.log")


def moto_login(port: int) -> dict[str, str]:
    """From now on only this key may do anything."""
    import boto3

    iam = boto3.client(
        "iam",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="first",
        aws_secret_access_key="first",
    )
    iam.create_user(UserName="tester")
    policy = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    iam.put_user_policy(UserName="tester", PolicyName="all", PolicyDocument=policy)
    key = iam.create_access_key(UserName="tester")["AccessKey"]
    _post(port, "/moto-api/reset-auth", b"0")
    return {"access_key_id": key["AccessKeyId"], "secret_access_key": key["SecretAccessKey"]}


def moto_forget_login(port: int) -> None:
    _post(port, "/moto-api/reset-auth", b"inf")


def _post(port: int, path: str, body: bytes) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("POST", path, body)
    assert line.getresponse().status == 200
    line.close()


def start_azurite(folder: Path) -> Process:
    assert AZURITE.exists(), f"Azurite is not installed: {SETUP}"
    tools = Path(__file__).parents[3] / ".tools" / "bin"  # where setup puts a Node on machines without one
    node = shutil.which("node", path=f"{tools}:{os.environ.get('PATH', os.defpath)}")
    assert node, f"there is no Node: {SETUP}"
    port = free_port()
    argv = [str(node), str(AZURITE), "--blobHost", "127.0.0.1", "--blobPort", str(port), "--inMemoryPersistence"]
    return Process([*argv, "--skipApiVersionCheck", "--silent"], port, folder / "azurite.log")


def start_gcs(folder: Path) -> Process:
    port = free_port()
    argv = [str(Path(sys.executable).parent / "gcp-storage-emulator"), "-d", str(folder / "gcs"), "start"]
    return Process([*argv, "--host", "127.0.0.1", "--port", str(port), "--in-memory"], port, folder / "gcs.log")


class Ssh(Process):
    """sshd of this machine on a high port, for the user of the tests, with keys of its own."""

    def __init__(self, folder: Path) -> None:
        sshd, keygen = shutil.which("sshd") or "/usr/sbin/sshd", shutil.which("ssh-keygen") or "ssh-keygen"
        assert Path(sshd).exists(), f"there is no sshd (Debian: openssh-server): {SETUP}"
        self.folder, port = folder, free_port()
        for name in ("host", "user", "stranger"):
            subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
        (folder / "authorized").write_text((folder / "user.pub").read_text())
        (folder / "authorized").chmod(0o600)
        Path("/run/sshd").mkdir(exist_ok=True) if os.geteuid() == 0 else None
        config = folder / "config"
        config.write_text(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
            f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n"
            "KbdInteractiveAuthentication no\nMaxStartups 100\nSubsystem sftp internal-sftp\n"
        )
        self.user = getpass.getuser()
        super().__init__([sshd, "-D", "-e", "-f", str(config)], port, folder / "sshd.log")

    def key(self, name: str = "user") -> str:
        return (self.folder / name).read_text()


Answer = Callable[[BaseHTTPRequestHandler], None]


class WebServer:
    """HTTP on this machine. `pages` maps paths to (bytes, headers); `answers` to what is done with a request."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[bytes, dict[str, str]]] = {}
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append((self.command, self.path))
                if self.path in outer.answers:
                    return outer.answers[self.path](self)
                found = outer.pages.get(self.path.partition("?")[0])
                if found is None:
                    return self.send_error(404)
                return send(self, *found)

            do_HEAD = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def send(request: BaseHTTPRequestHandler, content: bytes, headers: dict[str, str]) -> None:
    """As servers of files do, ranges included."""
    start, status = 0, 200
    if asked := request.headers.get("Range"):
        start, status = int(asked.removeprefix("bytes=").partition("-")[0]), 206
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(content) - start))
    request.end_headers()
    if request.command != "HEAD":
        request.wfile.write(content[start:])
