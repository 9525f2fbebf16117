"""What stands in for what on this machine: local paths for addresses, environments for environments. Standard library
only. A workspace keeps its own in `mappings.json`; `up` adds to them, and a submission adds to both."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from penstock.environment_rules import CLASSIC as CLASSIC
from penstock.environment_rules import CURRENT as CURRENT
from penstock.environment_rules import Rule
from penstock.workspace import Workspace

OF_SERVER = "PENSTOCK_MAPPINGS"  # what `up` was given, for the processes that it starts
PYTHON = "python:"
BOUNDARIES = ("/", ":", "=", "@")


class BadMapping(ValueError):
    """The mapping cannot be used; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Mappings:
    """`maps`: address prefix -> local path. `environments`: pattern -> environment; the first that fits counts.
    `conda_from_pypi`: whether PyPI's packages may stand in for conda's of the same name; None where nobody said."""

    maps: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[str, str] = field(default_factory=dict)
    conda_from_pypi: bool | None = None
    notes: Mapping[str, str] = field(default_factory=dict)  # pattern -> why

    def over(self, other: Mappings) -> Mappings:
        """These first, then the others."""
        rest = {key: value for key, value in other.environments.items() if key not in self.environments}
        allowed = other.conda_from_pypi if self.conda_from_pypi is None else self.conda_from_pypi
        return Mappings(
            {**other.maps, **self.maps}, {**self.environments, **rest}, allowed, {**other.notes, **self.notes}
        )

    def place(self, address: str) -> str | None:
        """The local path of an address, by its longest prefix."""
        for prefix in sorted(self.maps, key=len, reverse=True):
            if not address.startswith(prefix):
                continue
            rest = address[len(prefix) :]
            if rest and not prefix.endswith(BOUNDARIES) and rest[0] not in "/:@?":
                continue  # `…/data` is no part of `…/data2`
            if rest[:1] in (":", "@", "?"):
                rest = ""  # the version of an asset, or the signature of an address
            return _join(self.maps[prefix], rest.lstrip("/"))
        return None

    def environment(self, written: Any) -> str | None:
        """What stands in for an environment as it was written; None for itself."""
        rule = self.rule(written)
        return rule.to if rule else None

    def rule(self, written: Any) -> Rule | None:
        """The first of these rules that fits."""
        names = names_of(written)
        return next((rule for rule in self.rules() if rule.fits(names)), None)

    def rules(self) -> list[Rule]:
        return [Rule(pattern, to, self.notes.get(pattern, "")) for pattern, to in self.environments.items()]

    def to_json(self) -> dict[str, Any]:
        said = {"conda_from_pypi": self.conda_from_pypi} if self.conda_from_pypi is not None else {}
        noted = {"notes": dict(self.notes)} if self.notes else {}
        return {"maps": dict(self.maps), "environments": dict(self.environments), **said, **noted}

    @classmethod
    def from_json(cls, data: Any) -> Mappings:
        """Raises BadMapping for anything that is no mapping of texts."""
        data = data if isinstance(data, dict) else {}
        found = []
        for key in ("maps", "environments", "notes"):
            table = data.get(key) or {}
            if not isinstance(table, dict) or not all(isinstance(v, str) and v and k for k, v in table.items()):
                raise BadMapping(f"`{key}` is a mapping from text to text")
            found.append({str(k): v for k, v in table.items()})
        allowed = data.get("conda_from_pypi")
        if allowed is not None and not isinstance(allowed, bool):
            raise BadMapping("`conda_from_pypi` is true or false")
        return cls(found[0], found[1], allowed, found[2])

    @classmethod
    def of_flags(
        cls, maps: Iterable[str] = (), environments: Iterable[str] = (), conda_from_pypi: bool | None = None
    ) -> Mappings:
        """As they are written on the command line. Paths become absolute: another process may read them."""
        paths = {prefix: absolute(path) for prefix, path in (_split(text, "PREFIX=PATH") for text in maps)}
        chosen = dict(_split(text, "PATTERN=ENV") for text in environments)
        for pattern, name in chosen.items():
            if name.startswith(PYTHON):
                chosen[pattern] = PYTHON + absolute(name.removeprefix(PYTHON))
        return cls(paths, chosen, conda_from_pypi or None)

    @classmethod
    def kept_in(cls, workspace: Workspace) -> Mappings:
        """Those of the workspace; none when nothing was kept."""
        try:
            return cls.from_json(json.loads(_file(workspace).read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return cls()

    @classmethod
    def in_force(cls, workspace: Workspace) -> Mappings:
        """Those of the workspace, under those that `up` was given."""
        try:
            given = cls.from_json(json.loads(os.environ.get(OF_SERVER) or "{}"))
        except ValueError:
            given = cls()
        return given.over(cls.kept_in(workspace))

    def keep(self, workspace: Workspace) -> None:
        workspace.ensure()
        draft = _file(workspace).with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(self.to_json(), indent=2, ensure_ascii=False), encoding="utf-8")
        draft.replace(_file(workspace))


def names_of(written: Any) -> list[str]:
    """Every name that a pattern may fit: the text, the short name without version, `image:<image>` of an inline one."""
    if isinstance(written, dict):
        image, name = written.get("image"), written.get("name")
        return [*([f"image:{image}"] if image else []), *([str(name)] if name else [])]
    if not isinstance(written, str) or not written:
        return []
    short = written.removeprefix("azureml:")
    named = re.search(r"/environments/([^/]+)", written)
    name = named[1] if named else re.split("[:@]", short)[0]
    return list(dict.fromkeys([written, short, name]))


def absolute(path: str) -> str:
    return str(Path(path).expanduser().absolute())


def _split(text: str, form: str) -> tuple[str, str]:
    key, _, value = text.rpartition("=")
    if not key or not value:
        raise BadMapping(f"{text!r}: write it as {form}")
    return key, value


def _join(path: str, rest: str) -> str:
    """The path below; an address may be quoted or signed, a path may look as if it were."""
    if not rest:
        return path
    plain = rest.partition("?")[0]
    places = [os.path.join(path, way) for way in (rest, unquote(rest), plain, unquote(plain))]
    return next((place for place in places if os.path.lexists(place)), places[2])


def _file(workspace: Workspace) -> Path:
    return workspace.root / "mappings.json"
