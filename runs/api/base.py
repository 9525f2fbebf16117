"""What all views of runs share: finding the run, and giving each refusal its status."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.views import APIView

from designer.api import api_error
from designer.reading import problem_json
from penstock.security.errors import ApiError
from runs.deleting import InUse
from runs.models import Run
from runs.services import Refused
from runs.submit import Rejected

STATUS = {"not_found": 404, "no_such_node": 404, "bad_name": 400}


class RunsView(APIView):
    """Refusals of runs and of the designer become answers."""

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, Refused):
            exc = ApiError(STATUS.get(exc.code, 409), exc.code, str(exc))
        elif isinstance(exc, InUse):
            exc = ApiError(
                409,
                "in_use",
                _in_use(exc),
                hint=_("Delete it with force: steps that took its outputs lose them, and what was made from it stays."),
                extra={"feeds": [feed.to_json() for feed in exc.feeds]},
            )
        elif isinstance(exc, Rejected):
            errors = [problem for problem in exc.problems if problem.severity == "error"]
            exc = ApiError(
                422,
                "problems",
                _("The job was not started. Problems: %(count)d.") % {"count": len(errors)},
                hint=_("Each problem says where it is and what would be right."),
                extra={"problems": problem_json(exc.problems)},
            )
        return super().handle_exception(api_error(exc))


def _in_use(found: InUse) -> str:
    names = ", ".join(feed.name for feed in found.feeds[:3]) + (", …" if len(found.feeds) > 3 else "")
    values = {"name": found.name, "count": len(found.feeds), "names": names}
    return _("%(name)s feeds others (%(count)d): %(names)s.") % values


def find_run(name: str) -> Run:
    """The run, or 404 with a sentence."""
    run = Run.objects.filter(name=name).first()
    if run is None:
        raise ApiError(404, "not_found", _("There is no job named %(name)s.") % {"name": name})
    return run


def number(request: Request, key: str, default: int, most: int = 1 << 62) -> int:
    """A whole number of the query; refuses what is none."""
    text = request.query_params.get(key)
    if text in (None, ""):
        return default
    try:
        return max(-most, min(int(text), most))
    except ValueError:
        raise ApiError(400, "bad_request", _("`%(key)s` is not a whole number.") % {"key": key}) from None


def text_of(request: Request, key: str, default: str = "") -> str:
    return str(request.query_params.get(key, default))
