"""The errors of the SDK. Each says what to do next; those of the server keep its code and its problems."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from penstock.cli.errors import NO_SERVER, NOT_ALLOWED, NOT_FOUND, CommandFailed, problem_line


class MlException(Exception):
    """Base of all errors: `code` for programs, `message` and `hint` for people, `problems` of a document."""

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        code: str = "error",
        problems: Sequence[dict[str, Any]] = (),
        **_: Any,
    ) -> None:
        lines = [message, *(f"  {problem_line(problem)}" for problem in problems)]
        if hint:
            lines.append(f"  → {hint}" if problems else f"→ {hint}")
        super().__init__("\n".join(lines) if len(lines) > 1 else message)
        self.message, self.hint, self.code, self.problems = message, hint, code, list(problems)


class UserErrorException(MlException):
    """The program uses the SDK in a way that cannot work."""


class ValidationException(UserErrorException):
    """A job, component or asset has problems; `problems` lists them all."""


class JobException(MlException):
    """A job that was waited for did not complete."""


class HttpResponseError(MlException):
    """The server refused, or could not do it. `status_code` is that of HTTP where there was one."""

    status_code: int | None = None


class ClientAuthenticationError(HttpResponseError):
    """The token is missing or wrong."""

    status_code = 401


class ResourceNotFoundError(HttpResponseError):
    """There is no such job or asset."""

    status_code = 404


class ResourceExistsError(HttpResponseError):
    """The name and version are taken by other content."""

    status_code = 409


class ServiceRequestError(HttpResponseError):
    """No server answered."""


def raised_from(failure: CommandFailed) -> MlException:
    """The error of the SDK that says what the command line would have said."""
    kind: type[MlException] = HttpResponseError
    if failure.exit_code == NOT_FOUND:
        kind = ResourceNotFoundError
    elif failure.exit_code == NOT_ALLOWED:
        kind = ClientAuthenticationError
    elif failure.exit_code == NO_SERVER:
        kind = ServiceRequestError
    elif failure.problems or failure.code in ("problems", "bad_yaml", "no_file", "bad_set"):
        kind = ValidationException
    elif failure.code in ("taken", "name_taken", "exists"):
        kind = ResourceExistsError
    return _also_of_azure(kind)(failure.message, hint=failure.hint, code=failure.code, problems=failure.problems)


def _also_of_azure(kind: type[MlException]) -> type[MlException]:
    """A program that catches the errors of `azure.core` catches ours, when it has that package loaded."""
    theirs = getattr(sys.modules.get("azure.core.exceptions"), kind.__name__, None)
    if not isinstance(theirs, type):
        return kind
    known = _BOTH.get(kind)
    if known is None:

        def show(self: MlException) -> str:
            return str(self.args[0])

        known = _BOTH[kind] = type(kind.__name__, (kind, theirs), {"__str__": show})
    return known


_BOTH: dict[type[MlException], type[MlException]] = {}
