"""Whatever comes in and wherever it breaks: all of it is registered, or nothing."""

import io
import os
import signal
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from asset_client import Registry, zipped
from django.conf import settings
from django.db import connection

from designer import snapshots, uses
from designer.models import Asset, AssetVersion, Component, ComponentVersion, Mention

DATA = "name: rows\nversion: 1\npath: ./d\n"


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Asset, AssetVersion, Component, ComponentVersion, Mention))


def leftovers() -> list[str]:
    """What is still being unpacked or written."""
    here = [item.name for item in settings.WORKSPACE.uploads.iterdir()]
    return here + [item.name for item in settings.WORKSPACE.store.iterdir() if item.name.startswith(".tmp")]


def bomb() -> bytes:
    return zipped({"a.yml": DATA, "d/zeros": b"\0" * (64 << 20)})


def squeezed(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(item.filename, source.read(item))
    return out.getvalue()


def with_link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.yml", DATA)
        link = zipfile.ZipInfo("d")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc")
    return out.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: squeezed(bomb()),
    "a way out": lambda: zipped({"a.yml": DATA, "../../evil": "x"}),
    "an absolute path": lambda: zipped({"a.yml": DATA, "/etc/evil": "x"}),
    "a link": with_link,
    "half of a zip": lambda: zipped({"a.yml": DATA, "d/x": "1" * 1000})[:600],
    "no zip": lambda: b"PK\3\4 not really",
    "data outside": lambda: zipped({"a.yml": DATA.replace("./d", "../../..")}),
    "an absolute data path": lambda: zipped({"a.yml": DATA.replace("./d", "/etc")}),
    "broken YAML": lambda: zipped({"a.yml": "name: [\n"}),
    "a template": lambda: zipped({"a.yml": "name: {{ name }}\npath: ./d\n", "d/x": "1"}),
    "only a comment": lambda: zipped({"a.yml": "# nothing\n"}),
    "deep nesting": lambda: zipped({"a.yml": "a: " + "[" * 5000}),
    "duplicate keys": lambda: zipped({"a.yml": "name: a\nname: b\npath: ./d\n", "d/x": "1"}),
    "another encoding": lambda: zipped({"a.yml": "name: caf\u00e9\npath: ./d\n".encode("latin-1"), "d/x": "1"}),
}


@pytest.mark.parametrize("kind", ["data", "models", "environments", "components", "schedules"])
@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_uploads_leave_nothing_behind(registry: Registry, what: str, kind: str) -> None:
    before = counts()
    answer = registry.send(kind, HOSTILE[what](), "x.zip")
    assert answer.status_code == 422, answer.content
    assert answer.json()["error"]["message"]
    assert counts() == before
    assert leftovers() == []


def test_a_failure_after_the_bytes_leaves_no_row(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(uses, "record", broken)
        failed = registry.send_zip("data", {"a.yml": DATA, "d/x": "1"})
        assert failed.status_code == 507
        assert counts() == (0, 0, 0, 0, 0)
    assert registry.send_zip("data", {"a.yml": DATA, "d/x": "1"}).status_code == 201


def test_a_failure_while_bytes_are_written_leaves_no_snapshot(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> str:
        raise OSError(28, "No space left on device")

    before = {item.name for item in settings.WORKSPACE.store.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(snapshots, "_copy", full)
        assert registry.send_zip("data", {"a.yml": DATA, "d/x": "unseen"}).status_code == 507
    assert {item.name for item in settings.WORKSPACE.store.iterdir()} == before
    assert counts() == (0, 0, 0, 0, 0)


KILLED = """
import os, signal, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "penstock.settings"
django.setup()
from pathlib import Path
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from designer import snapshots, uses
from designer.kinds import DATA
from designer.services.assets import Given, register_asset
from designer.services.sources import Request

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

module, name = {"bytes": (snapshots, "_copy"), "rename": (snapshots, "_appear"), "row": (uses, "record")}[sys.argv[3]]
setattr(module, name, die)
register_asset(kind=DATA, request=Request(folder=Path(sys.argv[2]), main="a.yml"), given=Given())
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["bytes", "rename", "row"])
def test_a_process_that_is_killed_leaves_no_row_without_its_bytes(
    registry: Registry, tmp_path: Path, moment: str
) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "x").write_text(moment)
    (tmp_path / "a.yml").write_text(DATA)
    argv = [sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"]), str(tmp_path), moment]
    done = subprocess.run(argv, check=False, capture_output=True, env={**os.environ}, cwd=Path(__file__).parents[3])
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert counts() == (0, 0, 0, 0, 0)
    made = registry.terminal.post("/api/v1/data", {"folder": str(tmp_path), "main": "a.yml"})
    assert made.status_code == 201, made.content
    assert (Path(made.json()["path"]) / "x").read_text() == moment


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_each_content_one_version(registry: Registry) -> None:
    def send(number: int) -> tuple[int, str]:
        document = f"name: py\nimage: python:3.{number % 3}\n"
        answer = registry.send("environments", document)
        connection.close()
        return answer.status_code, answer.json().get("version", answer.content)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(send, range(18)))
    assert {status for status, _ in found} <= {200, 201}
    assert sorted(AssetVersion.objects.values_list("version", flat=True)) == ["1", "2", "3"]
    assert sum(status == 201 for status, _ in found) == 3
