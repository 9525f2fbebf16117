"""Which environment each step of a submission runs in: what is written, what rules say, what can be built from it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from designer import snapshots, versions
from designer.files import FolderFiles
from designer.kinds import ENVIRONMENTS
from designer.models import AssetVersion
from designer.spec.environments import made_whole
from designer.spec.plan import Step
from designer.spec.ports import FileError
from designer.spec.references import read_reference
from penstock.environment_rules import DEFAULT_RULE, Rule, built_in_rule
from penstock.environments import BUILT_IN, BadDefinition, Definition, Shelf, containers
from penstock.environments.condatool import find_conda
from penstock.environments.definition import read_conda_file
from penstock.mappings import CURRENT, PYTHON, Mappings, names_of
from runs.engine.mapped import DEFINED
from runs.services import Refused


class Choice(NamedTuple):
    """`wanted` goes into the step's spec ("" is `current`, which is everybody's); `warning` is for the job."""

    wanted: str = ""
    warning: str = ""


@dataclass(slots=True)
class Chooser:
    """One per submission: each environment is looked at once, however many steps ask for it."""

    mappings: Mappings
    known: dict[str, Choice] = field(default_factory=dict)

    def of(self, step: Step) -> str:
        """What the step's spec says of its environment; "" for `current`. Raises Refused."""
        written = step.environment
        if not written or step.kind == "pipeline":
            return ""
        text = written if isinstance(written, str) else json.dumps(written, sort_keys=True)
        if text not in self.known:
            self.known[text] = self.choose(written)
        return self.known[text].wanted

    @property
    def warnings(self) -> list[str]:
        """One for each environment that another stands in for."""
        return [choice.warning for choice in self.known.values() if choice.warning]

    def choose(self, written: Any) -> Choice:
        """Raises Refused for what can neither be built nor stand in."""
        name = name_of(written)
        rule = self.mappings.rule(written)
        if rule is not None:
            return Choice(self.target(rule.to), warning_of(name, rule))
        if isinstance(written, str):
            asked = read_reference(written, "environment")
            if asked is not None and asked.name in BUILT_IN and asked.registry is None:
                return Choice("" if asked.name == CURRENT else asked.name)
            row = find_registered(written)
            body = body_of(row) if row is not None else None
            if isinstance(row, AssetVersion):
                name = f"{row.asset.name}:{row.version}"
        else:
            body = written
        names = list(dict.fromkeys([*names_of(written), *names_of(body)]))
        if isinstance(body, dict):
            defined = definition_of(body, name, names, self.mappings)
            if defined.kind != "container":
                return Choice(self.kept(defined))
            if defined.named and containers.find_engine():
                return Choice(self.kept(defined))
        rule = built_in_rule(names)
        return Choice(self.target(rule.to), warning_of(name, rule))

    def kept(self, definition: Definition) -> str:
        """A definition on the shelf, as a step's spec names it."""
        return f"{DEFINED}{Shelf(settings.WORKSPACE.environments).keep(definition)}:{definition.name}"

    def target(self, to: str) -> str:
        """What a rule leads to, as a step's spec names it. Raises Refused."""
        check(to)
        if to in BUILT_IN or to.startswith(PYTHON):
            return "" if to == CURRENT else to
        row = find_registered(to)
        if not isinstance(row, AssetVersion):
            return ""
        name = f"{row.asset.name}:{row.version}"
        body = body_of(row)
        defined = definition_of(body, name, [name, row.asset.name, *names_of(body)], self.mappings)
        if defined.kind != "container" or (defined.named and containers.find_engine()):
            return self.kept(defined)
        return "" if defined.otherwise == CURRENT else defined.otherwise


def find_registered(ref: str) -> AssetVersion | None:
    """By `azureml:name:version`, `name@label`, or `name` alone."""
    asked = read_reference(ref if ref.startswith("azureml:") else f"azureml:{ref}", "environment")
    if asked is None or asked.kind != "environment":
        return None
    found = versions.find(ENVIRONMENTS, asked.name, asked.version, asked.label)
    return found if isinstance(found, AssetVersion) else None


def body_of(row: AssetVersion) -> dict[str, Any]:
    """What a registered environment says, its files in place. Raises Refused."""
    body: dict[str, Any] = {**row.spec}
    if not row.snapshot:
        return body
    tree = snapshots.tree_of(settings.WORKSPACE.store, row.snapshot)
    files = FolderFiles(tree)
    base = files.base_of(row.main)
    whole = made_whole(body, files, base)
    if isinstance(whole, FileError):
        raise Refused("bad_environment", whole.message)
    build = whole.get("build")
    if isinstance(build, dict) and isinstance(build.get("path"), str):
        whole = {**whole, "build": {**build, "path": str(tree / base / build["path"])}}
    return dict(whole)


def definition_of(body: dict[str, Any], name: str, names: list[str], mappings: Mappings) -> Definition:
    """What is to be built; of kind "container" without a conda file, even where no image is named. Raises Refused."""
    conda = body.get("conda_file")
    if isinstance(conda, dict):
        try:
            allowed = bool(mappings.conda_from_pypi)
            return read_conda_file(conda, name, from_pypi=allowed, has_conda=find_conda() is not None)
        except BadDefinition as bad:
            message = _("Environment %(name)s cannot be built: %(why)s") % {"name": name, "why": str(bad)}
            raise Refused("bad_environment", message) from None
    otherwise = built_in_rule(names).to
    image, build = body.get("image"), body.get("build")
    if isinstance(build, dict) and os.path.isabs(str(build.get("path") or "")):
        file = str(build.get("dockerfile_path") or "")
        return Definition(name, context=str(build["path"]), dockerfile=file, otherwise=otherwise)
    return Definition(name, image=str(image or ""), otherwise=otherwise)


def warning_of(name: str, rule: Rule) -> str:
    """Empty where an environment stands for itself."""
    if name == rule.to:
        return ""
    if rule == DEFAULT_RULE:
        sentence = _("Environment %(name)s is not built here; its steps run in the built-in environment current.")
        return sentence % {"name": name}
    sentence = _("Environment %(name)s: its steps run in %(to)s, as the rule %(match)s says.")
    return sentence % {"name": name, "to": rule.to, "match": rule.match}


def name_of(written: Any) -> str:
    """An environment as a person would name it."""
    if isinstance(written, str):
        asked = read_reference(written, "environment")
        return asked.name if asked is not None else written.removeprefix("azureml:")
    if not isinstance(written, dict):
        return ""
    conda = written.get("conda_file")
    named = written.get("name") or (conda.get("name") if isinstance(conda, dict) else None)
    return str(named or written.get("image") or "inline")


def check(environment: str) -> None:
    """What cannot stand in is told when the job is submitted, not when its first step starts. Raises Refused."""
    if environment in BUILT_IN or (not environment.startswith(PYTHON) and find_registered(environment) is not None):
        return
    if not environment.startswith(PYTHON):
        message = _("There is no environment %(name)s; use current, a registered one or python:/path/to/python.")
        raise Refused("no_environment", message % {"name": environment})
    path = environment.removeprefix(PYTHON)
    if not (os.path.isabs(path) and os.path.isfile(path) and os.access(path, os.X_OK)):
        raise Refused("no_environment", _("%(path)s is no program; name a Python interpreter.") % {"path": path})
