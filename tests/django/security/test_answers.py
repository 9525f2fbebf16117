"""How answers leave: headers, error bodies with an id that is in the log, the shell for every signed_in."""

import errno
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from penstock import shell
from penstock.security.errors import error_response


def test_every_answer_carries_the_policy(signed_in: Client, stranger: Client, api: Client) -> None:
    for response in (signed_in.get("/"), api.get("/api/v1/me"), api.get("/static/none.js"), api.get("/api/v1/none")):
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy
        assert "'unsafe-eval'" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_shell_holds_no_inline_script(signed_in: Client, built: Path) -> None:
    html = signed_in.get("/designer/abc").content.decode()
    assert '<script type="module" src="/static/app/assets/main-abcdefgh.js"></script>' in html
    assert html.count("<script") == 1
    assert '<link rel="stylesheet" href="/static/app/assets/main-abcdefgh.css">' in html
    assert '<link rel="modulepreload" href="/static/app/assets/react-12345678.js">' in html


def test_every_page_path_gets_the_shell_and_other_paths_an_error(signed_in: Client, built: Path) -> None:
    for path in ("/", "/designer/x", "/jobs/a/b?tab=logs", "/components/a/1"):
        assert signed_in.get(path).status_code == 200
    for path in ("/api/v1/none", "/api/none", "/static/none.js"):
        response = signed_in.get(path)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "not_found")


def test_pages_that_are_not_built_say_what_to_do(signed_in: Client, settings: Any, tmp_path: Path) -> None:
    settings.FRONTEND_MANIFEST = tmp_path / "none.json"
    response = signed_in.get("/")
    assert response.status_code == 503
    assert b"make setup" in response.content


def test_a_manifest_written_while_the_server_runs_is_seen(signed_in: Client, settings: Any, tmp_path: Path) -> None:
    settings.FRONTEND_MANIFEST = tmp_path / "none.json"
    assert shell.bundle() is None
    settings.FRONTEND_MANIFEST.write_text(json.dumps({"index.html": {"file": "assets/x.js", "isEntry": True}}))
    assert shell.bundle() == {"scripts": ["/static/app/assets/x.js"], "styles": [], "preloads": []}


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (OperationalError("database is locked"), 503, "database_locked"),
        (OperationalError("database table is locked: designer_draft"), 503, "database_locked"),
        (OperationalError("database or disk is full"), 507, "disk_full"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "disk_full"),
        (ZeroDivisionError("secret detail"), 500, "internal"),
    ],
)
def test_trouble_is_told_with_an_id_that_is_in_the_log(
    failure: Exception, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        response = error_response(failure, RequestFactory().get("/x"))
    body = json.loads(response.content)["error"]
    assert (response.status_code, body["code"]) == (status, code)
    assert body["id"] in caplog.text
    assert body["hint"]
    assert "secret detail" not in response.content.decode()


def test_a_bug_in_a_view_is_an_error_with_an_id_and_no_traceback(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(shell, "bundle", lambda: 1 / 0)
    signed_in.raise_request_exception = False
    response = signed_in.get("/")
    assert response.status_code == 500
    assert response.json()["error"]["id"] in caplog.text
    assert "Traceback" not in response.content.decode()
    assert "ZeroDivisionError" in caplog.text


def test_a_body_that_is_no_json_is_a_bad_request(api: Client) -> None:
    response = api.post("/api/v1/me", b"{", content_type="application/json")
    assert (response.status_code, response.json()["error"]["code"]) == (400, "bad_request")


@pytest.fixture
def built(settings: Any, tmp_path: Path) -> Path:
    manifest = {
        "index.html": {
            "file": "assets/main-abcdefgh.js",
            "isEntry": True,
            "css": ["assets/main-abcdefgh.css"],
            "imports": ["_react.js"],
        },
        "_react.js": {"file": "assets/react-12345678.js", "imports": []},
    }
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest))
    settings.FRONTEND_MANIFEST = path
    return path
