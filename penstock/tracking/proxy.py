"""`/mlflow`: passes what the owner and the steps of jobs ask on to MLflow's server, streamed both ways. Plain ASGI.

Who asks is found out by `identify`, which the web process and the gate of a foreground run provide each. A step's
request is read, judged by `rules`, and carries our tags; an owner's passes as it is.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from penstock.tracking import answers, rules
from penstock.tracking.logged import note_model
from penstock.tracking.places import PREFIX, Tracking
from penstock.tracking.runs_of_jobs import RunsOfJobs, marker_place, remember, tags_of
from penstock.tracking.tokens import JobIdentity
from penstock.tracking.upstream import NotDone, Unreachable, Upstream

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Identity = JobIdentity | str  # a job, or the word OWNER
OWNER = "owner"
MOST = 64 << 20  # bytes of a JSON body of a step
HOP = frozenset(
    b"connection keep-alive proxy-authenticate proxy-authorization te trailer transfer-encoding upgrade host"
    b" authorization cookie origin referer expect x-csrftoken".split()
)
log = logging.getLogger("penstock.tracking")


class Registry:
    """What happens around calls of the model registry; `registry.py` fills it in where there is a workspace to ask."""

    async def before(self, endpoint: str, said: dict[str, Any]) -> None:
        """Called before a call is passed on."""

    async def after(self, endpoint: str, method: str, said: dict[str, Any], answer: dict[str, Any]) -> None:
        """Called after a call that went well."""


class Proxy:
    """One for each process; makes its client when it is first asked."""

    def __init__(self, tracking: Tracking, registry: Registry | None = None) -> None:
        self.tracking, self.registry = tracking, registry or Registry()
        self._upstream: Upstream | None = None
        self._runs: RunsOfJobs | None = None

    @property
    def upstream(self) -> Upstream:
        if self._upstream is None:
            self._upstream = Upstream(self.tracking)
        return self._upstream

    @property
    def runs(self) -> RunsOfJobs:
        if self._runs is None:
            self._runs = RunsOfJobs(self.tracking, self.upstream)
        return self._runs

    async def __call__(self, scope: Scope, receive: Receive, send: Send, who: Identity) -> None:
        """Answer a request whose path begins with our prefix."""
        raw = scope.get("raw_path") or scope["path"].encode()
        path = raw.decode("latin-1").partition("?")[0].removeprefix(PREFIX)
        if not path:
            await answers.redirect(send, f"{PREFIX}/")
            return
        try:
            if rules.climbs(path) or rules.climbs(scope["query_string"].decode("latin-1")):
                raise NotDone(400, "INVALID_PARAMETER_VALUE", "Paths must stay in their folder.")
            if rules.speaks_elsewhere(path):
                raise NotDone(403, "PERMISSION_DENIED", "This server does not speak to other hosts.")
            if rules.writes_registered(scope["method"], path):
                raise NotDone(403, "PERMISSION_DENIED", "Penstock: versions of registered models do not change.")
            await self._answer(_Request(scope, receive, path), send, who)
        except (Unreachable, NotDone) as problem:
            code = problem.code if isinstance(problem, NotDone) else "TEMPORARILY_UNAVAILABLE"
            await answers.refuse(send, problem.status, code or "INTERNAL_ERROR", str(problem))

    async def _answer(self, request: _Request, send: Send, who: Identity) -> None:
        endpoint = rules.endpoint_of(request.path)
        about_models = endpoint.startswith(("registered-models", "model-versions"))
        if isinstance(who, JobIdentity):
            await self._judge(request, who)
        elif about_models:
            await request.read()
        if about_models:
            await self.registry.before(endpoint, request.said)
        response = await self.upstream.open(
            request.method, request.path, request.query, request.headers(), request.content()
        )
        try:
            if isinstance(who, JobIdentity) and not rules.is_file(request.path):
                await self._pass_to_job(request, response, send, who)
            elif about_models and request.method not in ("GET", "HEAD"):
                await self._pass_whole(request, response, send, endpoint)
            else:
                await self._stream(request, response, send)
        finally:
            await response.aclose()

    # -- steps -------------------------------------------------------------------------------------------------

    async def _judge(self, request: _Request, job: JobIdentity) -> None:
        """Refuse what is not the job's; add our tags to what it makes."""
        if not rules.is_file(request.path):
            await request.read()
        named = parse_qs(request.query, keep_blank_values=True)
        asked = rules.touched(request.method, request.path, named, request.said)
        if asked.refused:
            raise NotDone(403, "PERMISSION_DENIED", f"Penstock: {asked.refused}")
        if rules.endpoint_of(request.path):
            await self.runs.ensure(job)
        for run in asked.runs:
            if not await self.runs.belongs(run, job, asked.reading):
                raise NotDone(403, "PERMISSION_DENIED", f"Penstock: the run {run} belongs to another job.")
        for model in asked.models:
            if not await self.runs.model_belongs(model, job, asked.reading):
                raise NotDone(403, "PERMISSION_DENIED", f"Penstock: the model {model} belongs to another job.")
        if asked.new_run:
            request.say(rules.tagged(request.said, tags_of(job)))
        elif asked.new_model:
            said = rules.tagged(request.said, tags_of(job))
            request.say({**said, "source_run_id": said.get("source_run_id") or self.runs.own(job)[0]})
        elif asked.search:
            request.say(rules.narrowed(request.said, job.root))
        elif request.body and rules.endpoint_of(request.path) != "upload-artifact":
            request.say(request.said)  # what was judged is what is passed on: MLflow also reads JSON in a text of JSON
        if self.upstream.external:
            request.rename(self._aliases(job))

    def _aliases(self, job: JobIdentity) -> list[tuple[str, str]]:
        pairs = [(own, self.runs.real.get(own, own)) for own in self.runs.own(job)]
        return [(own, real) for own, real in pairs if own != real]

    async def _pass_to_job(self, request: _Request, response: Any, send: Send, job: JobIdentity) -> None:
        """A step's answers are small, and may have ids in them that it knows by another name."""
        endpoint = rules.endpoint_of(request.path)
        body = await self._whole(response)
        if response.status_code == 404 and rules.endpoint_of(request.path).startswith("runs/"):
            for own in self.runs.own(job):
                self.runs.real.pop(own, None)  # somebody took its run away: the next call makes it anew
        if response.status_code < 300:
            answer = _json(body)
            if endpoint == "logged-models":
                await self._note_model(answer.get("model", {}).get("info", {}), job)
            if endpoint == "runs/create":
                remember(self.runs.roots, str(answer.get("run", {}).get("info", {}).get("run_id")), job.root)
            if endpoint.startswith(("registered-models", "model-versions")) and request.method != "GET":
                await self.registry.after(endpoint, request.method, request.said, answer)
        for own, real in self._aliases(job):
            body = body.replace(real.encode(), own.encode())
        await answers.whole(send, response.status_code, answers.kept(response.headers.raw, body), body)

    async def _note_model(self, info: dict[str, Any], job: JobIdentity) -> None:
        if info.get("source_run_id") in (self.runs.own(job)[0], self.runs.real.get(self.runs.own(job)[0])):
            place = marker_place(self.tracking.workspace.jobs, job.root, job.path, job.attempt)
            note_model(place, str(info.get("name")), str(info.get("model_id")))

    async def _pass_whole(self, request: _Request, response: Any, send: Send, endpoint: str) -> None:
        body = await self._whole(response)
        if response.status_code < 300:
            await self.registry.after(endpoint, request.method, request.said, _json(body))
        await answers.whole(send, response.status_code, answers.kept(response.headers.raw, body), body)

    async def _whole(self, response: Any) -> bytes:
        import httpx

        try:
            found: bytes = await response.aread()
        except httpx.HTTPError as error:
            raise self.upstream.why(error) from error
        return found

    async def _stream(self, request: _Request, response: Any, send: Send) -> None:
        """Piece by piece; a browser that leaves ends it."""
        import httpx

        headers = [*answers.kept(response.headers.raw), *answers.guards(request.path)]
        await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
        gone = asyncio.create_task(request.gone())
        try:
            async for piece in response.aiter_raw():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                if gone.done():
                    return
        except httpx.HTTPError as error:
            log.warning("%s: %s", request.path, self.upstream.why(error))
            raise  # the answer has begun: cutting it is the only way to say that it is not whole
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})


class _Request:
    """What is asked: its body is read when it has to be understood, else passed on as it comes."""

    def __init__(self, scope: Scope, receive: Receive, path: str) -> None:
        self.method: str = scope["method"]
        self.path, self.receive = path, receive
        self.query: str = scope["query_string"].decode("latin-1")
        self.sent: list[tuple[bytes, bytes]] = scope["headers"]
        self.body: bytes | None = None
        self.said: dict[str, Any] = {}
        self._ended = False

    async def read(self) -> None:
        pieces, seen, more = [], 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise NotDone(400, "BAD_REQUEST", "The request was cut.")
            pieces.append(message.get("body", b""))
            seen += len(pieces[-1])
            if seen > MOST:
                raise NotDone(413, "BAD_REQUEST", f"Penstock: more than {MOST >> 20} MB in one call.")
            more = message.get("more_body", False)
        self.body, self._ended = b"".join(pieces), True
        self.said = _json(self.body)

    def say(self, said: dict[str, Any]) -> None:
        self.said, self.body = said, json.dumps(said).encode()

    def rename(self, pairs: list[tuple[str, str]]) -> None:
        for own, real in pairs:
            self.path, self.query = self.path.replace(own, real), self.query.replace(own, real)
            if self.body:
                self.body = self.body.replace(own.encode(), real.encode())

    def headers(self) -> list[tuple[bytes, bytes]]:
        found = [(name, value) for name, value in self.sent if name.lower() not in HOP]
        if self.body is not None:
            found = [(name, value) for name, value in found if name.lower() != b"content-length"]
            if self.body or self.method not in ("GET", "HEAD"):
                found.append((b"content-length", str(len(self.body)).encode()))
        return [*found, (b"host", b"localhost")]

    def content(self) -> Any:
        if self.body is not None:
            return self.body or None
        has_body = any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in self.sent)
        return self._pieces() if has_body else None

    async def _pieces(self) -> AsyncIterator[bytes]:
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise NotDone(400, "BAD_REQUEST", "The upload was cut.")  # so that half a file is not taken for a file
            more = message.get("more_body", False)
            if piece := message.get("body", b""):
                yield piece
        self._ended = True

    async def gone(self) -> None:
        """Returns when whoever asked has left."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
