"""What can be said of a step's runtime and data without building, fetching or starting anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.datastores import documents
from designer.spec.plan import Step, Value
from penstock.environments import EnvironmentFailed
from penstock.mappings import CURRENT, PYTHON
from runs.engine.environments import Environments, name_of, own_python
from runs.engine.mapped import ENVIRONMENT
from runs.ports import Given, Runtime
from runs.storage.sources import disk
from runs.storage.sources.addresses import Unusable, locate
from runs.storage.sources.kept import Cache

MOST_FILES = 2_000  # of one input, that are looked at while a person waits
MOST_BYTES = 64 << 20  # of one input, that are read; what was read before is known


@dataclass(frozen=True, slots=True)
class Needed:
    """An environment of a job: `built` says whether its packages are there."""

    name: str
    built: bool


class Foresight:
    """One for a plan: everything is looked at once."""

    def __init__(self, root: Path, environments: Path) -> None:
        self.root = root
        self.shelf = Environments(environments, None)  # type: ignore[arg-type]  # which never has to wait here
        self.cache = Cache(root)
        self.stores = documents()
        self.needed: dict[str, Needed] = {}
        self._runtimes: dict[str, Runtime | None] = {}
        self._given: dict[tuple[str, str], Given | None] = {}

    def runtime(self, step: Step) -> Runtime | None:
        """None while its versions are not chosen: then its lock is not known."""
        wanted = str(step.spec.get(ENVIRONMENT) or CURRENT)
        if wanted not in self._runtimes:
            found = self._runtimes[wanted] = self._look(step, wanted)
            self.needed[wanted] = Needed(name_of(wanted), found is not None and found.built)
        return self._runtimes[wanted]

    def _look(self, step: Step, wanted: str) -> Runtime | None:
        found = self.shelf.known(step)
        if found is not None or not wanted.startswith(PYTHON):
            return found
        try:
            return own_python(wanted.removeprefix(PYTHON), self.shelf.shelf.root)
        except EnvironmentFailed:
            return None

    # -- as a source of data -----------------------------------------------------------------------------------

    def known(self, value: Value) -> Given | None:
        key = (value.uri or "", value.mode or "")
        if key not in self._given:
            self._given[key] = self._here(*key)
        return self._given[key]

    def _here(self, uri: str, mode: str) -> Given | None:
        """A path of this machine that is read quickly. Other machines are not asked."""
        try:
            location = locate(uri, self.stores, str(self.root))
            if location.kind != "local" or mode.startswith("eval"):
                return None
            files = disk.scan(location.path, MOST_FILES)
            if files is None:
                return None
            seen = self.cache.digests(location.path)
            unread = sum(file[2] for file in files if seen.get(file[1], ("", ""))[0] != file[3])
            if unread > MOST_BYTES:
                return None
            return Given(location.path, disk.content_id(location.path, files, self.cache, _nobody).id)
        except (OSError, Unusable):
            return None

    def identify(self, *_: Any) -> None:
        raise NotImplementedError("a plan fetches nothing")

    missing = fetch = identify


def _nobody(size: int) -> None:
    """Nobody is told how far it is."""
