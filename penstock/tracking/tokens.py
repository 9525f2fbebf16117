"""Who may speak to MLflow: the owner by a token that is good for tracking only, a step by one that is good for its job.

Standard library only. A step's token says which job it is for; nothing is stored, the signature is enough.
"""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import hmac
import json
from dataclasses import astuple, dataclass

OWNER = "po-"
JOB = "pj-"
USER = "penstock"  # the user name in addresses that carry a token


@dataclass(frozen=True, slots=True)
class JobIdentity:
    """The attempt a step's token was made for, and what its run is to be called."""

    root: str
    path: str
    attempt: int
    experiment: str
    title: str
    root_title: str
    born: str = ""


def owner_token(secret: str) -> str:
    """For notebooks: everything in MLflow, nothing else. `secret` is the workspace's token, so a new one ends it."""
    return OWNER + hmac.new(secret.encode(), b"penstock.tracking.owner", hashlib.sha256).hexdigest()[:40]


def job_token(key: bytes, job: JobIdentity) -> str:
    said = base64.urlsafe_b64encode(json.dumps(astuple(job), ensure_ascii=False).encode()).decode()
    return f"{JOB}{said}.{_signature(key, said)}"


def read_job_token(key: bytes, token: str) -> JobIdentity | None:
    """None for a token that this workspace did not make."""
    said, dot, signature = token.removeprefix(JOB).partition(".")
    if not token.startswith(JOB) or not dot or not hmac.compare_digest(signature, _signature(key, said)):
        return None
    try:
        return JobIdentity(*json.loads(base64.urlsafe_b64decode(said)))
    except (ValueError, TypeError, binascii.Error):
        return None


@functools.lru_cache(maxsize=8)
def signing_key(secret_key: str) -> bytes:
    """From the workspace's secret key, which signs other things too."""
    return hmac.new(secret_key.encode(), b"penstock.tracking.jobs", hashlib.sha256).digest()


def _signature(key: bytes, said: str) -> str:
    return hmac.digest(key, said.encode(), "sha256").hex()[:40]


def credential_of(authorization: str | None) -> str | None:
    """The token of a Bearer header, or the password of a Basic one: addresses that carry a token become that."""
    kind, _, value = (authorization or "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip() or None
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2] or None
        except (binascii.Error, ValueError):
            return None
    return None
