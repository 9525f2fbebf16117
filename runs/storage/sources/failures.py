"""What went wrong on the way to another machine, as a sentence with its cure. In the child only; imports lazily."""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterable

from penstock.vault import VaultFailed
from runs.storage.sources.addresses import Unusable
from runs.storage.sources.doors import Misconfigured

CREDENTIALS = (
    "Set the credentials with `penstock datastore update --name {name} --credential KEY` (it asks for the value), "
    "then try `penstock datastore test --name {name}`."
)
NAMELESS = "Register a datastore for it with its credentials: `penstock datastore create`."
_DENIED: tuple[str, ...] = (
    "accessdenied",
    "forbidden",
    "403",
    "401",
    "unauthorized",
    "invalidaccesskey",
    "signaturedoesnotmatch",
)
_DENIED += ("authenticationfailed", "authorizationfailure", "authentication failed", "permission denied", "anonymous")
_DENIED += ("nocredentials", "unable to locate credentials", "invalid credentials", "public access is not permitted")
_SIGNED = re.compile(r"\?[^\s'\")]*=[^\s'\")]*")  # what follows the path of an address
_SILENT = ("timed out", "timeout", "read timeout")
_NO_WAY = ("name or service not known", "temporary failure in name resolution", "nodename nor servname", "getaddrinfo")
_GONE: tuple[str, ...] = (
    "connection refused",
    "cannot connect",
    "could not connect",
    "connection reset",
    "connection aborted",
)
_GONE += (
    "unreachable",
    "incompleteread",
    "broken pipe",
    "connection closed",
    "contentlength",
    "not enough data",
    "eof",
)
_GONE += ("ended after", "payload is not completed", "unable to connect", "endpoint url", "no existing session")


def explain(error: BaseException, what: str, store: str, moved: Callable[[], str]) -> tuple[str, str]:
    """(code, sentence). `what` is the address for people, `store` the datastore's name or ""."""
    if isinstance(error, Unusable | Misconfigured | VaultFailed):
        return "unusable", str(error)
    text = _texts(error)
    cure = CREDENTIALS.format(name=store) if store else NAMELESS
    number = _errno(error)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return "disk_full", f"{what}: the disk of this machine is full{moved()}. Make room, then run the job again."
    if type(error).__name__ == "HostKeyChanged":
        return "host_key", f"{what}: {error}."
    if isinstance(error, FileNotFoundError) or _has(text, ("nosuchbucket", "nosuchkey", "containernotfound", "404")):
        container = "bucket" if _has(text, ("nosuchbucket", "bucket does not exist")) else "path"
        return "not_found", f"{what}: there is no such {container}. Look at how it is written."
    if isinstance(error, PermissionError) or _has(text, _DENIED):
        return (
            "denied",
            f"{what}: the server refuses these credentials, or they may not do this ({_short(error)}). {cure}",
        )
    if isinstance(error, ModuleNotFoundError | ImportError):
        return "missing_part", f"{what}: {error}. Install it beside Penstock."
    if isinstance(error, ValueError) and "rotocol" in str(error):
        return "unusable", f"{what}: no storage of this kind is known ({error}). Map the address to a local path."
    if _has(text, ("certificate", "sslerror", "wrong version number", "unknown_ca")):
        cure = "Use the right protocol, or name its authority in REQUESTS_CA_BUNDLE before you start Penstock."
        return "certificate", f"{what}: the server's certificate is not trusted here ({_short(error)}). {cure}"
    if _has(text, _NO_WAY):
        return "unreachable", f"{what}: no machine of that name is found. Look at the address, and at the network."
    if _has(text, _SILENT):
        return "timeout", f"{what}: the server does not answer{moved()}. Look whether it can be reached from here."
    if _has(text, _GONE):
        return (
            "cut",
            f"{what}: the connection failed{moved()} ({_short(error)}). Look whether the server is up, then run again.",
        )
    return "failed", f"{what}: {_short(error)}"


def _chain(error: BaseException) -> Iterable[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen and len(seen) < 8:
        seen.append(error)
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return seen


def _texts(error: BaseException) -> str:
    return " ".join(f"{type(one).__name__} {one}" for one in _chain(error)).lower()


def _errno(error: BaseException) -> int | None:
    found = (one.errno for one in _chain(error) if isinstance(one, OSError) and one.errno is not None)
    return next((number for number in found if number in (errno.ENOSPC, errno.EDQUOT)), None)


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(sign in text for sign in signs)


def _short(error: BaseException) -> str:
    """The innermost reason: libraries wrap it several times."""
    inner = [one for one in _chain(error) if isinstance(one, OSError) and one.strerror]
    text = str(inner[-1].strerror) if inner else " ".join(str(error).split())
    if (at := text.find("[Errno")) > 0:
        text = text[at:].partition("] ")[2] or text
    text = _SIGNED.sub("", text)
    kept = (text or type(error).__name__)[:160].rstrip(". )('\"")
    return kept + ")" * (kept.count("(") - kept.count(")"))
