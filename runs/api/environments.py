"""Building environments, and the rules that say which one stands in for which name or image."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from designer.api import body_of
from penstock.environment_rules import BUILT_IN_RULES, DEFAULT_RULE, Rule
from penstock.environments import containers
from penstock.environments.condatool import find_conda
from penstock.mappings import BadMapping, Mappings
from penstock.openapi import describe
from penstock.security.errors import ApiError
from runs import building
from runs.api.base import RunsView
from runs.choosing import check

MOST_RULES = 500


class BuildProgress(TypedDict):
    done: int
    total: int
    text: str


class EnvironmentBuild(TypedDict):
    """How far an environment is. `mapped_to` is set where another stands in for it; sizes are in bytes."""

    key: str
    name: str
    version: str
    state: Literal["ready", "building", "failed", "missing"]
    kind: Literal["uv", "conda", "container", "mapped"]
    python: str | None
    packages: int | None
    size: int | None
    progress: BuildProgress | None
    error: str | None
    created: str | None
    last_used: str | None
    mapped_to: str | None


class PackageFound(TypedDict):
    name: str
    version: str


class EnvironmentBuildDetail(EnvironmentBuild):
    lock: str
    log: str
    packages_list: list[PackageFound]


class BuildTools(TypedDict):
    """What was found on this machine beside uv."""

    container: str | None
    conda: str | None


class EnvironmentBuilds(TypedDict):
    items: list[EnvironmentBuild]
    tools: BuildTools


class BuildWish(TypedDict):
    """`upgrade` looks for newer packages first."""

    upgrade: NotRequired[bool]


class EnvironmentRule(TypedDict):
    """`match` is a shell pattern for the environment as written, its short name, or `image:<image>`; `to` is current,
    classic, a registered `name:version`, or `python:/path`."""

    match: str
    to: str
    note: str
    builtin: bool


class EnvironmentRules(TypedDict):
    """The first that matches counts. `conda_from_pypi`: PyPI's packages may stand in for conda's of the same name."""

    rules: list[EnvironmentRule]
    conda_from_pypi: bool


class RuleGiven(TypedDict):
    match: str
    to: str
    note: NotRequired[str]
    builtin: NotRequired[bool]


class RulesGiven(TypedDict):
    """The workspace's own rules, in their order; built-in ones stay, and are left out or ignored."""

    rules: NotRequired[list[RuleGiven]]
    conda_from_pypi: NotRequired[bool]


class Builds(RunsView):
    @describe(EnvironmentBuilds, operation="list_environment_builds")
    def get(self, request: Request) -> Response:
        tools = {"container": containers.find_engine(), "conda": find_conda()}
        return Response({"items": [building.item(one) for one in building.subjects()], "tools": tools})


class OneBuild(RunsView):
    @describe(EnvironmentBuildDetail, operation="get_environment_build")
    def get(self, request: Request, name: str, version: str) -> Response:
        return Response(building.detail(building.subject(name, version)))

    @describe(EnvironmentBuildDetail, request=BuildWish, status=202, operation="build_environment")
    def post(self, request: Request, name: str, version: str) -> Response:
        upgrade = body_of(request).get("upgrade", False)
        if not isinstance(upgrade, bool):
            raise ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": "upgrade"})
        subject = building.subject(name, version)
        building.start_build(subject, upgrade=upgrade)
        return Response(building.detail(subject), status=202)


class Rules(RunsView):
    @describe(EnvironmentRules, operation="get_environment_rules")
    def get(self, request: Request) -> Response:
        return Response(rules_json(Mappings.kept_in(settings.WORKSPACE)))

    @describe(EnvironmentRules, request=RulesGiven, operation="set_environment_rules")
    def put(self, request: Request) -> Response:
        body, kept = body_of(request), Mappings.kept_in(settings.WORKSPACE)
        said = kept.to_json()
        if "rules" in body:
            rules = read_rules(body["rules"])
            said["environments"] = {rule.match: rule.to for rule in rules}
            said["notes"] = {rule.match: rule.note for rule in rules if rule.note}
        if "conda_from_pypi" in body:
            said["conda_from_pypi"] = body["conda_from_pypi"]
        try:
            after = Mappings.from_json(said)
        except BadMapping as bad:
            raise ApiError(400, "bad_request", str(bad)) from None
        after.keep(settings.WORKSPACE)
        return Response(rules_json(after))


def rules_json(kept: Mappings) -> dict[str, Any]:
    rules = [*kept.rules(), *BUILT_IN_RULES, DEFAULT_RULE]
    return {"rules": [rule.to_json() for rule in rules], "conda_from_pypi": bool(kept.conda_from_pypi)}


def read_rules(given: Any) -> list[Rule]:
    """Own rules of a body; refuses what is no list of rules, and what cannot stand in."""
    wrong = ApiError(400, "bad_request", _("`%(key)s` is missing or has the wrong type.") % {"key": "rules"})
    if not isinstance(given, list) or len(given) > MOST_RULES:
        raise wrong
    found: list[Rule] = []
    for one in given:
        if not isinstance(one, dict):
            raise wrong
        if one.get("builtin") is True:
            continue
        texts = [one.get(key) for key in ("match", "to")]
        note = one.get("note") or ""
        if not all(isinstance(text, str) and text.strip() for text in texts) or not isinstance(note, str):
            raise wrong
        rule = Rule(str(texts[0]).strip(), str(texts[1]).strip(), note[:500])
        check(rule.to)
        found.append(rule)
    return found
