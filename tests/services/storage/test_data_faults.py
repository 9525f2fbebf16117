"""Data over http(s), and what goes wrong on the way: a status with its cause in words each, nothing half fetched."""

from __future__ import annotations

import datetime
import ipaddress
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from servers import WebServer, send

from designer.models import Datastore
from designer.spec.plan import OutputSpec, Step, Value
from runs.testing import command, pipeline
from tests.desk import Desk
from tests.faults import fault

pytestmark = pytest.mark.django_db(transaction=True)


def reading(address: str) -> Step:
    value = Value("data", "uri_file", uri=address)
    return pipeline("", command("read", command="cat ${{inputs.rows}}", inputs={"rows": value}))


def failed(desk: Desk, address: str) -> str:
    """What the step says that cannot read it; nothing half is left."""
    node = desk.run(reading(address))["read"]
    assert node["status"] == "Failed"
    assert nothing_is_left(desk)
    return str(node["error"])


def nothing_is_left(desk: Desk) -> bool:
    folder = desk.workspace.root / "cache" / "data"
    return not folder.exists() or os.listdir(folder) == []


def test_a_file_is_read_reused_and_read_again_when_it_changed(desk: Desk, web: WebServer) -> None:
    web.pages["/a.csv"] = (b"one\n", {"ETag": '"1"'})
    first = desk.submit(reading(f"{web.url}/a.csv"))
    desk.finish(first)
    assert desk.log(first, "read") == "one\n"
    assert desk.run(reading(f"{web.url}/a.csv"))["read"]["reused_from"] is not None
    assert [verb for verb, _ in web.asked].count("GET") == 1
    web.pages["/a.csv"] = (b"two\n", {"ETag": '"2"'})
    assert desk.run(reading(f"{web.url}/a.csv"))["read"]["reused_from"] is None


def test_a_server_that_tells_nothing_of_its_files_is_read_each_time(desk: Desk, web: WebServer) -> None:
    web.pages["/a.csv"] = (b"one\n", {})
    desk.run(reading(f"{web.url}/a.csv"))
    assert desk.run(reading(f"{web.url}/a.csv"))["read"]["reused_from"] is not None  # the content is the same
    assert [verb for verb, _ in web.asked].count("GET") == 2
    web.pages["/a.csv"] = (b"two\n", {})
    assert desk.run(reading(f"{web.url}/a.csv"))["read"]["reused_from"] is None


def test_a_signed_address_is_used_and_never_shown(desk: Desk, web: WebServer) -> None:
    web.pages["/a.csv"] = (b"one\n", {"ETag": '"1"'})
    assert "hush-hush" not in failed(desk, f"{web.url}/gone.csv?sig=hush-hush")
    assert desk.run(reading(f"{web.url}/a.csv?sig=hush-hush"))["read"]["status"] == "Completed"


@fault(
    "Data",
    "the connection is cut in the middle of a file, once",
    "Completed: the rest is asked for when the file is still the same",
)
def test_a_cut_connection_goes_on_where_it_was_cut(desk: Desk, web: WebServer) -> None:
    content = os.urandom(3_000_000).hex().encode()
    cuts: list[str] = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.command == "HEAD" or "Range" in request.headers:
            cuts.append(request.headers.get("Range") or request.command)
            return send(request, content, {"ETag": '"1"'})
        return cut_off(request, content, 2_500_000)

    web.answers["/a"] = answer
    run = desk.submit(reading(f"{web.url}/a"))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert desk.log(run, "read").encode() == content
    assert any(cut.startswith("bytes=") for cut in cuts)


@fault(
    "Data",
    "the connection is cut in the middle of a file, each time",
    "Failed: “the connection failed after … of …”; nothing half fetched is left",
)
def test_a_connection_that_is_always_cut_is_told(desk: Desk, web: WebServer) -> None:
    content = b"x" * 3_000_000

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.command == "HEAD":
            return send(request, content, {"ETag": '"1"'})
        return cut_off(request, content, 1_500_000)

    web.answers["/a"] = answer
    error = failed(desk, f"{web.url}/a")
    assert "after 1" in error or "cannot be read in parts" in error


def cut_off(request: BaseHTTPRequestHandler, content: bytes, after: int) -> None:
    request.send_response(200)
    request.send_header("ETag", '"1"')
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content[:after])
    request.wfile.flush()
    request.close_connection = True
    request.connection.shutdown(socket.SHUT_RDWR)


@fault("Data", "the server takes the connection and never answers", "Failed after 60 s without a byte")
def test_a_web_server_that_never_answers_is_given_up(desk: Desk, web: WebServer) -> None:
    over = threading.Event()
    web.answers["/a"] = lambda request: over.wait(60) and None
    try:
        error = failed(desk, f"{web.url}/a")
    finally:
        over.set()
    assert "/a" in error
    assert "nothing for" in error or "does not answer" in error


@fault("Data", "the server stops in the middle of a file", "Failed: “sent nothing for 60 seconds after … of …”")
def test_a_web_server_that_stops_in_the_middle_is_given_up(desk: Desk, web: WebServer) -> None:
    over = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "5000000")
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(b"x" * 2_000_000)
            over.wait(60)
            request.close_connection = True

    web.answers["/a"] = answer
    try:
        error = failed(desk, f"{web.url}/a")
    finally:
        over.set()
    assert "of 5.0 MB" in error


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "no such path"), (403, "refuses these credentials"), (500, "500"), (401, "refuses these credentials")],
)
def test_refusals_of_the_server_are_told(desk: Desk, web: WebServer, status: int, words: str) -> None:
    web.answers["/a"] = lambda request: request.send_error(status)
    assert words in failed(desk, f"{web.url}/a")


@fault("Data", "nobody listens at the address", "Failed: “the connection failed (Connection refused)”")
def test_an_address_where_nobody_listens_is_told(desk: Desk) -> None:
    assert "Connection refused" in failed(desk, "http://127.0.0.1:9/a")


@fault("Data", "a machine of that name does not exist", "Failed: “no machine of that name is found”")
def test_a_name_that_is_not_known_is_told(desk: Desk) -> None:
    assert "no machine of that name" in failed(desk, "http://no-such-machine.invalid/a")


@fault(
    "Data",
    "the data is larger than what is left of the disk",
    "Failed before a byte is fetched: how much it has and how much there is, and what makes room",
)
def test_more_data_than_the_disk_has_is_refused_beforehand(desk: Desk, web: WebServer) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(10**18))
        request.send_header("ETag", '"1"')
        request.end_headers()
        request.close_connection = True

    web.answers["/a"] = answer
    error = failed(desk, f"{web.url}/a")
    assert "penstock prune" in error
    assert all(verb == "HEAD" for verb, _ in web.asked)


@pytest.fixture
def small_disk(desk: Desk) -> Iterator[Path]:
    """The cache of the workspace on a disk of 68 MB."""
    assert os.geteuid() == 0, "mounting a small disk takes root"
    place = desk.workspace.root / "cache"
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=68m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@fault(
    "Data",
    "the disk fills while data of unknown size is fetched",
    "Failed: “the disk of this machine is full after …”; nothing half fetched is left, the room is free again",
)
def test_a_disk_that_fills_during_a_fetch_is_told_and_freed(desk: Desk, web: WebServer, small_disk: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        request.close_connection = True
        if request.command == "GET":
            for _ in range(100):
                request.wfile.write(b"x" * 1_000_000)

    web.answers["/a"] = answer
    assert "the disk of this machine is full" in failed(desk, f"{web.url}/a")
    facts = os.statvfs(small_disk)
    assert facts.f_bavail * facts.f_bsize > 60_000_000


@fault("Data", "a path of this machine is not there", "Failed: “there is no such path on this machine”")
def test_a_path_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    assert "no such path on this machine" in failed(desk, (tmp_path / "none").as_uri())


def test_addresses_that_nobody_can_read_are_told(desk: Desk) -> None:
    assert "there is no datastore nowhere here" in failed(desk, "azureml://datastores/nowhere/paths/x")
    Datastore.objects.create(name="share", type="azure_file", spec={"account_name": "a"}, digest="")
    assert "mount the share" in failed(desk, "azureml://datastores/share/paths/x")
    assert "Map the address to a local path" in failed(desk, "unheard-of://x/y")


def test_other_runs_go_on_while_one_waits_for_a_server(desk: Desk, web: WebServer) -> None:
    over = threading.Event()
    web.answers["/a"] = lambda request: over.wait(60) and None
    waiting = desk.submit(reading(f"{web.url}/a"))
    desk.drive(lambda: bool(web.asked))
    other = desk.run(pipeline("", command("quick", command="true")))
    assert other["quick"]["status"] == "Completed"
    assert desk.status(waiting, "read") not in ("Failed", "Completed")
    over.set()
    desk.finish(waiting)


def test_a_hundred_steps_fetch_the_same_data_once(desk: Desk, web: WebServer) -> None:
    web.pages["/a.csv"] = (b"one\n", {"ETag": '"1"'})
    value = Value("data", "uri_file", uri=f"{web.url}/a.csv")
    script = "cat ${{inputs.rows}} > ${{outputs.out}}/x"
    steps = [
        command(f"s{i:03}", command=f"{script} # {i}", inputs={"rows": value}, outputs={"out": OutputSpec()})
        for i in range(100)
    ]
    nodes = desk.run(pipeline("", *steps))
    assert {node["status"] for node in nodes.values()} == {"Completed"}
    assert [verb for verb, _ in web.asked].count("GET") == 1


@pytest.fixture
def tls(web: WebServer, tmp_path: Path) -> Path:
    """The server speaks TLS; the certificate that its own authority is."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(
        now + datetime.timedelta(days=1)
    )
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    own = x509.BasicConstraints(ca=True, path_length=None)
    usage: Any = x509.KeyUsage(True, False, False, False, False, True, False, False, False)
    signed = builder.add_extension(address, False).add_extension(own, True).add_extension(usage, True)
    signed = signed.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    certificate = tmp_path / "own.pem"
    certificate.write_bytes(signed.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private = tmp_path / "key.pem"
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
    return certificate


def test_https_is_read_and_its_certificate_is_looked_at(
    desk: Desk, web: WebServer, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    web.pages["/a.csv"] = (b"one\n", {"ETag": '"1"'})
    address = f"https://127.0.0.1:{web.port}/a.csv"
    assert "certificate is not trusted" in failed(desk, address)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tls))
    run = desk.submit(reading(address))
    assert desk.finish(run)["read"]["status"] == "Completed"
    assert desk.log(run, "read") == "one\n"
