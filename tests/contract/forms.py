"""The golden files of every form of the dialect: each says in its first comment which kind it is. Read by tests here,
by those of the reference parser, and by the docs, which find out by them what is read and written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "forms"
_SAYS = re.compile(r"^# (kind|errors|ours): (.+)$", re.M)


@dataclass(frozen=True)
class Form:
    """`errors` are codes of problems that the file has on purpose; `ours` is unknown to the reference parser."""

    path: Path
    kind: str
    errors: tuple[str, ...] = ()
    ours: bool = False

    @property
    def name(self) -> str:
        return self.path.relative_to(FOLDER).as_posix()

    @property
    def canvas(self) -> Path:
        return self.path.with_suffix(".canvas.json")


def form_of(path: Path) -> Form | None:
    said = dict(_SAYS.findall(path.read_text(encoding="utf-8")))
    if "kind" not in said:
        return None
    return Form(path, said["kind"], tuple(said.get("errors", "").split()), "ours" in said)


def _found() -> list[Form]:
    paths = [path for path in sorted(FOLDER.rglob("*")) if path.suffix in (".yml", ".yaml") or path.name == "MLTable"]
    return [form for path in paths if (form := form_of(path)) is not None]


FORMS = _found()
