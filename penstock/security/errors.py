"""Every failure of HTTP becomes `{"error": {code, message, hint, id, …}}`; the id is in the log, tracebacks too."""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.db import DatabaseError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _

logger = logging.getLogger("penstock.errors")


class ApiError(Exception):
    """A refusal that the caller can understand and cure. `extra` goes into the `error` object beside the message,
    `beside` into the answer beside `error`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str = "",
        extra: Mapping[str, Any] | None = None,
        beside: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.hint = status, code, message, hint
        self.extra, self.beside = dict(extra or {}), dict(beside or {})


def describe(error: BaseException) -> ApiError | None:
    """What an exception means to the user, None for a bug of ours."""
    if isinstance(error, ApiError):
        return error
    if isinstance(error, RequestDataTooBig | TooManyFilesSent):
        return ApiError(413, "too_large", _("What was sent is larger than this server takes."))
    if isinstance(error, Http404):
        return ApiError(404, "not_found", _("There is nothing here."))
    if isinstance(error, PermissionDenied):
        return ApiError(403, "forbidden", str(error) or _("You may not do this."))
    if isinstance(error, SuspiciousOperation):
        return ApiError(400, "bad_request", _("This request is not understood."))
    if isinstance(error, UnicodeEncodeError):
        return ApiError(400, "bad_request", _("A text holds half of a character."))
    if isinstance(error, RecursionError):
        return ApiError(400, "bad_request", _("What was sent is nested too deeply."))
    return _of_the_world(error)


def _of_the_world(error: BaseException) -> ApiError | None:
    """Disk and database trouble: not our bug, and the user can do something about it."""
    text = str(error).lower()
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    if full or (isinstance(error, DatabaseError) and "disk is full" in text):
        return ApiError(
            507,
            "disk_full",
            _("The disk is full."),
            hint=_("Free some space on the disk of the data directory, then try again. Nothing was changed."),
        )
    if isinstance(error, DatabaseError) and "locked" in text:
        return ApiError(
            503,
            "database_locked",
            _("The database is busy."),
            hint=_("Another process holds the database. Try again in a moment. Nothing was changed."),
        )
    return None


def error_response(error: BaseException, request: HttpRequest | None = None) -> JsonResponse:
    """Log the failure with an id, and answer it as JSON with the same id."""
    known = describe(error)
    mark = secrets.token_hex(4)
    where = f"{request.method} {request.path}" if request is not None else "-"
    if known is None:
        logger.error("%s %s", mark, where, exc_info=error)
        known = ApiError(
            500,
            "internal",
            _("Something went wrong inside Penstock."),
            hint=_("The log holds the details under this id: %(id)s.") % {"id": mark},
        )
    elif known.status >= 500:
        logger.error("%s %s %s: %s", mark, where, known.code, error)
    body: dict[str, Any] = {"code": known.code, "message": known.message, "id": mark}
    if known.hint:
        body["hint"] = known.hint
    answer = {"error": body | known.extra} | known.beside
    return JsonResponse(answer, status=known.status, json_dumps_params={"ensure_ascii": False})


def exception_handler(error: Exception, context: Mapping[str, Any]) -> Any:
    """DRF's hook. Its own exceptions keep their status; the rest is ours."""
    from rest_framework import exceptions

    view_request = context.get("request")
    request = getattr(view_request, "_request", None)
    if isinstance(error, exceptions.APIException):
        error = _from_drf(error)
    return error_response(error, request)


def _from_drf(error: Any) -> ApiError:
    from rest_framework import exceptions

    if isinstance(error, exceptions.ValidationError):
        return ApiError(400, "invalid", _sentence(error.detail), extra={"fields": error.detail})
    codes = {400: "bad_request", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
    hint = ""
    if error.status_code == 401:
        hint = _("Open the address that `penstock up` printed, or send its token.")
    code = codes.get(error.status_code, str(getattr(error, "default_code", "error")))
    return ApiError(error.status_code, code, str(error.detail), hint=hint)


def _sentence(detail: Any) -> str:
    if isinstance(detail, Mapping):
        return " ".join(f"{key}: {_sentence(value)}" for key, value in detail.items())
    if isinstance(detail, list | tuple):
        return " ".join(_sentence(item) for item in detail)
    return str(detail)


def server_error(request: HttpRequest) -> JsonResponse:
    """`handler500`: only reached when the guard itself fails."""
    import sys

    return error_response(sys.exc_info()[1] or RuntimeError("unknown"), request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> JsonResponse:
    return error_response(Http404(), request)
