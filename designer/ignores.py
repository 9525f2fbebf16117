"""Which files stay out of a code snapshot: fixed ones and the patterns of `.amlignore`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ALWAYS = frozenset({".git", "__pycache__", ".penstock", ".ipynb_checkpoints"})
_MAX_PATTERNS = 2000


@dataclass(frozen=True, slots=True)
class Ignores:
    """Patterns in order; the last one that matches decides, `!` takes back in."""

    patterns: tuple[tuple[re.Pattern[str], bool, bool], ...] = ()  # (pattern, takes back, folders only)
    nothing: bool = False

    @classmethod
    def read(cls, folder: Path) -> Ignores:
        file = folder / ".amlignore"
        if not file.is_file() or file.is_symlink():
            return cls()
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()[:_MAX_PATTERNS]
        return cls(tuple(found for line in lines if (found := _pattern(line)) is not None))

    def drops(self, path: str, is_folder: bool) -> bool:
        """`path` is relative to the folder, with `/`."""
        if self.nothing:
            return False
        name = path.rpartition("/")[2]
        if name in _ALWAYS or name.endswith((".pyc", ".pyo")):
            return True
        dropped = False
        for pattern, takes_back, folders_only in self.patterns:
            if (is_folder or not folders_only) and pattern.match(path):
                dropped = not takes_back
        return dropped


def no_ignores() -> Ignores:
    return Ignores(nothing=True)


def _pattern(line: str) -> tuple[re.Pattern[str], bool, bool] | None:
    text = line.rstrip("\n\r")
    text = text if text.endswith("\\ ") else text.rstrip()
    if not text or text.startswith("#"):
        return None
    takes_back = text.startswith("!")
    text = text.removeprefix("!").removeprefix("\\")
    folders_only = text.endswith("/")
    text = text.rstrip("/")
    if not text:
        return None
    anchored = "/" in text
    body = _regex(text.lstrip("/"))
    try:
        return re.compile(("" if anchored else r"(?:.*/)?") + body + r"\Z"), takes_back, folders_only
    except re.error:
        return None


def _regex(glob: str) -> str:
    out, i = [], 0
    while i < len(glob):
        if glob.startswith("**/", i):
            out.append(r"(?:[^/]+/)*")
            i += 3
        elif glob.startswith("**", i):
            out.append(".*")
            i += 2
        elif glob[i] == "*":
            out.append("[^/]*")
            i += 1
        elif glob[i] == "?":
            out.append("[^/]")
            i += 1
        elif glob[i] == "[" and (end := glob.find("]", i + 2)) > 0:
            inner = glob[i + 1 : end].replace("\\", "\\\\")
            out.append(f"[{'^' + inner[1:] if inner[0] == '!' else inner}]")
            i = end + 1
        else:
            out.append(re.escape(glob[i]))
            i += 1
    return "".join(out)
