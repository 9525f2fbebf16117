"""What the workspace keeps and for how long: the settings, and what is done about them once a day.

Off by default. Automatic pruning is more careful than a person's: what another job took its outputs from stays as
long as that job does.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from django.db import connection

from penstock.workspace import Workspace
from runs.clearing import cache_overflow
from runs.models import Run
from runs.pruning import Choice, Item, jobs_to_go
from runs.storage.sizes import known_size, measure

FILE = "settings.json"
STAMP = "retained"  # in the folder `run`: when it was last done
EVERY = 24 * 3600.0  # seconds
MEASURED = 200  # jobs whose size is looked up in one go
log = logging.getLogger("penstock.clock")


@dataclass(frozen=True, slots=True)
class Retention:
    """None keeps for ever; `keep_last` only spares, as its field on the page says."""

    days: float | None = None
    keep_last: int | None = None  # of each experiment, however old
    failed_days: float | None = None  # for jobs that did not complete
    caches_gb: float | None = None

    @classmethod
    def of(cls, said: Any) -> Retention:
        """Raises ValueError with the name of what is not a number from 0 on."""
        values: dict[str, Any] = {}
        for one in fields(cls):
            value = said.get(one.name) if isinstance(said, dict) else None
            whole = one.name == "keep_last"
            good = isinstance(value, int) or (isinstance(value, float) and not whole and value == value)
            if value is not None and (isinstance(value, bool) or not good or not 0 <= value < 1e9):
                raise ValueError(one.name)
            values[one.name] = value
        return cls(**values)

    @classmethod
    def kept_in(cls, workspace: Workspace) -> Retention:
        try:
            return cls.of(_read(workspace).get("retention"))
        except ValueError:
            return cls()

    def keep(self, workspace: Workspace) -> None:
        file = workspace.root / FILE
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({**_read(workspace), "retention": asdict(self)}, indent=2), encoding="utf-8")
        draft.replace(file)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def items(self) -> list[Item]:
        """What goes now."""
        found: dict[str, Item] = {}
        wanted = []
        if self.days is not None:
            wanted.append(Choice(self.days, self.keep_last, spare_origins=True))
        if self.failed_days is not None:
            wanted.append(Choice(self.failed_days, self.keep_last, failed_only=True, spare_origins=True))
        for choice in wanted:
            found.update((item.name, item) for item in jobs_to_go(choice) if item.name not in found)
        if self.caches_gb is not None:
            found.update((f"cache:{item.name}", item) for item in cache_overflow(self.caches_gb))
        return list(found.values())


def _read(workspace: Workspace) -> dict[str, Any]:
    try:
        found = json.loads((workspace.root / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


class Housekeeper:
    """Called by the clock at each look; works in a thread of its own when it is time, so that schedules never wait."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._thread: threading.Thread | None = None
        self._measured = 0.0

    def look(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        if self._is_due() or time.monotonic() - self._measured > 60:
            self._measured = time.monotonic()
            self._thread = threading.Thread(target=self._work, name="housekeeping", daemon=True)
            self._thread.start()

    def _is_due(self) -> bool:
        try:
            return time.time() - (self.workspace.run / STAMP).stat().st_mtime >= EVERY
        except FileNotFoundError:
            return True

    def _work(self) -> None:
        try:
            if not Run.objects.filter(ended=False).exists():  # no step waits for this thread
                measure_ended(self.workspace)
            if self._is_due():
                retain(self.workspace)
        except Exception:  # tomorrow again; what was done is done
            log.exception("housekeeping failed")
        finally:
            connection.close()


def retain(workspace: Workspace) -> int:
    """Remove what the settings say; answers how many bytes that were."""
    (workspace.run / STAMP).write_text(str(time.time()), encoding="ascii")
    freed = 0
    for item in Retention.kept_in(workspace).items():
        log.info("removing %s %s (%d bytes): %s", item.kind, item.name, item.size, item.why)
        item.remove()
        freed += item.size
    return freed


def measure_ended(workspace: Workspace) -> None:
    """The sizes of jobs that ended since the last look, so that no page waits for them."""
    rows = Run.objects.filter(ended=True).order_by("-updated").values_list("name", "seq")[:MEASURED]
    for name, seq in rows:
        if Path(workspace.jobs, name).is_dir() and known_size(workspace.jobs, name, seq) is None:
            measure(workspace.jobs, name, seq)
