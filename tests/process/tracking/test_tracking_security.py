"""Who may do what below /mlflow: owners everything, steps what is their job's, everybody else nothing."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator

import pytest

from penstock.tracking.tokens import owner_token
from tests.process.tracking.conftest import Tracked

API = "api/2.0/mlflow"


@pytest.fixture(scope="module")
def other(tracked: Tracked) -> str:
    """Another job's run, with a file and a model in it that nobody registered."""
    code = """
import mlflow
mlflow.log_metric("secret", 42)
mlflow.log_text("secret", "s.txt")
"""
    job = tracked.run("other", code)
    assert job["status"] == "Completed", tracked.log("other")
    return str(job["jobs"]["train"]["mlflow_run_id"])


@pytest.fixture(scope="module")
def token(tracked: Tracked) -> Iterator[str]:
    yield from tracked.held("mine", "import mlflow\nmlflow.log_text('mine', 'm.txt')")


def test_a_step_reads_and_writes_its_own(tracked: Tracked, token: str) -> None:
    run = tracked.metrics("mine")["run_id"]
    said = {"run_id": run, "key": "more", "value": 1, "timestamp": 1, "step": 0}
    assert tracked.mlflow(f"{API}/runs/log-metric", said, token)[0] == 200
    assert tracked.mlflow(f"{API}/runs/get?run_id={run}", token=token)[0] == 200
    parent = tracked.metrics("mine", "")["run_id"]
    status, answer = tracked.mlflow(f"{API}/runs/get?run_id={parent}", token=token)
    assert (status, answer["run"]["info"]["run_id"]) == (200, parent)


def test_a_step_neither_sees_nor_changes_what_another_job_logged(tracked: Tracked, token: str, other: str) -> None:
    def ask(path: str, body: object = None, method: str = "") -> int:
        return tracked.mlflow(path, body, token, method)[0]

    experiment = tracked.mlflow(f"{API}/runs/get?run_id={other}")[1]["run"]["info"]["experiment_id"]
    files = "api/2.0/mlflow-artifacts/artifacts"
    mine = tracked.metrics("mine")["run_id"]
    assert ask(f"{API}/runs/get?run_id={other}") == 403
    assert ask(f"{API}/runs/get?run_id={mine}&run_uuid={other}") == 403
    assert ask(f"{API}/artifacts/list?run_id={other}") == 403
    assert ask(f"{API}/runs/log-metric", {"run_id": other, "key": "a", "value": 1, "timestamp": 1}) == 403
    metric = {"key": "forged", "value": 1, "timestamp": 1}
    assert ask(f"{API}/runs/log-metric?run_id={mine}", {"runId": other, **metric}) == 403
    ask(f"{API}/runs/log-metric?run_id={mine}", json.dumps({"run_id": other, **metric}))  # JSON in a text of JSON
    assert "forged" not in str(tracked.mlflow(f"{API}/runs/get?run_id={other}")[1]["run"]["data"])
    assert ask(f"{files}?path=&path={experiment}/{mine}/artifacts") == 403
    assert ask(f"{API}/runs/delete", {"run_id": other}) == 403
    assert ask(f"{files}/{experiment}/{other}/artifacts/s.txt") == 403
    assert ask(f"{files}/{experiment}/{other}/artifacts/n.txt", b"x", "PUT") == 403
    assert ask(f"{files}?path={experiment}") == 403
    assert ask(f"{API}/model-versions/create", {"name": "x", "source": f"runs:/{other}/s", "run_id": other}) == 403
    assert ask("graphql", {"query": "{}"}) == 403
    assert ask(f"get-artifact?run_uuid={other}&path=s.txt") == 403


def test_a_search_of_a_step_finds_its_own_runs_only(tracked: Tracked, token: str, other: str) -> None:
    experiment = tracked.mlflow(f"{API}/runs/get?run_id={other}")[1]["run"]["info"]["experiment_id"]
    for wish in ("", "metrics.secret > 1", "attributes.status = 'FINISHED' or tags.a = 'b'", "metrics.m > 0 -- "):
        said = {"experiment_ids": [experiment], "filter": wish}
        found = tracked.mlflow(f"{API}/runs/search", said, token)[1].get("runs", [])
        assert all("secret" not in str(run["data"]) for run in found), wish


def test_a_steps_token_opens_nothing_else(tracked: Tracked, token: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    for address in ("/api/v1/jobs", "/api/v1/me", "/api/v1/workspace", "/"):
        connection.request("GET", address, headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        body = response.read()
        assert response.status == 401, address
        assert b"other" not in body
    connection.close()


def test_a_steps_token_ends_with_the_step(tracked: Tracked) -> None:
    token = next(iter([*tracked.held("short")]))
    status, answer = tracked.mlflow(f"{API}/experiments/get?experiment_id=0", token=token)
    assert status == 403
    assert "has ended" in answer["message"]


def test_the_token_in_the_address_opens_tracking_and_nothing_else(tracked: Tracked) -> None:
    token = owner_token(tracked.product.token)
    assert tracked.mlflow("version", token=token)[0] == 200
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    connection.request("GET", "/api/v1/jobs", headers={"Authorization": f"Bearer {token}"})
    assert connection.getresponse().status == 401
    connection.close()


def test_strangers_other_sites_and_other_names_are_refused(tracked: Tracked) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    good = {"Authorization": f"Bearer {tracked.product.token}"}

    def status(method: str = "GET", **headers: str) -> int:
        connection.request(method, "/mlflow/version", headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = connection.getresponse()
        response.read()
        return response.status

    assert status() == 401
    assert status(Authorization="Bearer nonsense") == 401
    assert status(**good) == 200
    assert status(**good, Host="evil.example") == 400
    assert status(**good, Origin="http://evil.example") == 403
    cookie = _session(tracked)
    assert status(Cookie=cookie) == 200
    assert status("POST", Cookie=cookie) == 403
    assert status("POST", Cookie=cookie, Sec_Fetch_Site="cross-site") == 403
    assert status("POST", Cookie=cookie, Origin="http://evil.example") == 403
    assert status("POST", Cookie=cookie, Origin=f"http://127.0.0.1:{tracked.product.port}") == 405
    connection.close()


def _session(tracked: Tracked) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    connection.request("GET", f"/?token={tracked.product.token}")
    cookie = connection.getresponse().getheader("Set-Cookie")
    connection.close()
    assert cookie
    return cookie.partition(";")[0]


@pytest.mark.parametrize(
    "path",
    [
        "../../token", "%2e%2e/%2e%2e/token", "..%2f..%2ftoken", "%252e%252e%252ftoken", "a/../../../token",
        "..%5c..%5ctoken",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_artifacts(tracked: Tracked, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    for method in ("GET", "PUT", "DELETE"):
        headers = {"Authorization": f"Bearer {tracked.product.token}"}
        connection.request(method, f"/mlflow/api/2.0/mlflow-artifacts/artifacts/{path}", b"x", headers)
        response = connection.getresponse()
        body = response.read()
        assert response.status in (400, 404), (method, path)
        assert tracked.product.token.encode() not in body
    connection.close()
    assert tracked.mlflow(f"api/2.0/mlflow-artifacts/artifacts?path={path}")[0] == 400


def test_nobody_has_the_server_run_tools_or_speak_to_other_hosts(tracked: Tracked) -> None:
    for path in ("ajax-api/3.0/mlflow/assistant/message", "gateway/x/mlflow/invocations"):
        assert tracked.mlflow(path, {})[0] == 403


def test_files_of_steps_are_served_as_files_and_run_nothing(tracked: Tracked, other: str) -> None:
    experiment = tracked.mlflow(f"{API}/runs/get?run_id={other}")[1]["run"]["info"]["experiment_id"]
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    address = f"/mlflow/api/2.0/mlflow-artifacts/artifacts/{experiment}/{other}/artifacts/s.txt"
    connection.request("GET", address, headers={"Authorization": f"Bearer {tracked.product.token}"})
    response = connection.getresponse()
    assert response.read() == b"secret"
    assert response.headers["Content-Security-Policy"].startswith("sandbox;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    connection.close()


def test_a_large_file_goes_up_and_down_without_being_held_in_memory(tracked: Tracked) -> None:
    size, piece = 200 << 20, b"0123456789abcdef" * 65536
    web = tracked.product.processes()["web"]
    before = web.memory_info().rss
    connection = http.client.HTTPConnection("127.0.0.1", tracked.product.port)
    address = "/mlflow/api/2.0/mlflow-artifacts/artifacts/0/large/artifacts/large.bin"
    headers = {"Authorization": f"Bearer {tracked.product.token}", "Content-Length": str(size)}
    connection.request("PUT", address, (piece for _ in range(size // len(piece))), headers)
    response = connection.getresponse()
    response.read()
    assert response.status == 200
    connection.request("GET", address, headers={"Authorization": f"Bearer {tracked.product.token}"})
    response = connection.getresponse()
    seen = 0
    while chunk := response.read(1 << 20):
        seen += len(chunk)
    connection.close()
    assert seen == size
    assert web.memory_info().rss - before < 50 << 20
