"""Who knocks at `/mlflow`: checked before anything is passed on. Knows no Django; the web process adds its sessions."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.security.origins import allowed_host, same_origin
from penstock.tracking import answers
from penstock.tracking.proxy import OWNER, Identity, Proxy, Receive, Scope, Send
from penstock.tracking.runs_of_jobs import marker_place
from penstock.tracking.tokens import JobIdentity, credential_of, owner_token, read_job_token, signing_key
from penstock.workspace import Workspace

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Refusal:
    status: int
    code: str
    message: str


@dataclass(slots=True)
class Door:
    """`session` says whether a cookie header is that of somebody who is signed in."""

    workspace: Workspace
    bind_host: str
    extra_hosts: Iterable[str] = ()
    session: Callable[[str], bool] = lambda cookies: False

    def identify(self, method: str, headers: Mapping[str, str]) -> Identity | Refusal:
        """Whose request it is. `headers` by their names in lower case."""
        host, origin = headers.get("host", ""), headers.get("origin")
        if not allowed_host(host, self.bind_host, self.extra_hosts):
            return Refusal(400, "BAD_REQUEST", f"This server does not answer to the name {host[:100] or '?'}.")
        if origin is not None and not same_origin(origin, host):
            return Refusal(403, "PERMISSION_DENIED", "Another site may not send this request.")
        if headers.get("authorization"):
            return self._bearer(headers["authorization"])
        if not self.session(headers.get("cookie", "")):
            return Refusal(401, "UNAUTHENTICATED", _WHO)
        # Pages of MLflow know nothing of our token against forgery: what changes something must say where it is from.
        if method not in SAFE and origin is None and headers.get("sec-fetch-site") != "same-origin":
            return Refusal(403, "PERMISSION_DENIED", "Another site may not send this request.")
        return OWNER

    def _bearer(self, header: str) -> Identity | Refusal:
        token = credential_of(header) or ""
        secret = self.workspace.token()
        if any(hmac.compare_digest(token.encode(), good.encode()) for good in (secret, owner_token(secret))):
            return OWNER
        job = read_job_token(signing_key(self.workspace.secret_key()), token)
        if job is None:
            return Refusal(401, "UNAUTHENTICATED", _WHO)
        if has_ended(self.workspace.jobs, job):
            return Refusal(403, "PERMISSION_DENIED", "Penstock: the step that this token was made for has ended.")
        return job


_WHO = (
    "Penstock: sign in, or use the address that `penstock workspace show --query mlflow_tracking_uri` prints;"
    " MLFLOW_TRACKING_TOKEN takes the token of the installation as well."
)


def has_ended(jobs: Path, job: JobIdentity) -> bool:
    """The daemon's record of the end lies beside the marker; a job that was deleted has neither."""
    folder = marker_place(jobs, job.root, job.path, job.attempt).parent
    return (folder / "exit.json").exists() or not folder.is_dir()


def headers_of(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}


def guarded(door: Door, proxy: Proxy, login: Any = None) -> Callable[[Scope, Receive, Send], Any]:
    """The proxy behind the door. `login` answers a browser that is not signed in."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_of(scope)
        who = door.identify(scope["method"], headers)
        if not isinstance(who, Refusal):
            await proxy(scope, receive, send, who)
        elif login and who.status == 401 and "text/html" in headers.get("accept", ""):
            await login(scope, receive, send)
        else:
            await answers.refuse(send, who.status, who.code, who.message)

    return application
