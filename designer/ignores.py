"""Which files stay out of a code snapshot: caches, and what the folder's `.amlignore` or `.gitignore` names.

As in Azure ML: one file counts, the one at the top of the folder; `.amlignore` wins, and `.gitignore` is then not read.
The last pattern that fits a file decides, so that `!` takes a file back even out of a folder that is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import PathSpec

FILES = (".amlignore", ".gitignore")
_ALWAYS = frozenset({".git", "__pycache__", ".penstock", ".ipynb_checkpoints"})
_MAX_PATTERNS = 2000
_MAX_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Ignores:
    """`takes_back`: some pattern begins with `!`, so that no folder can be skipped whole."""

    spec: PathSpec | None = None
    takes_back: bool = False
    nothing: bool = False
    outer: tuple[Ignores, str] | None = None  # patterns of the code that this is included into, and its name there

    @classmethod
    def read(cls, folder: Path) -> Ignores:
        for name in FILES:
            file = folder / name
            if file.is_file() and not file.is_symlink():
                return cls._of(file)
        return cls()

    @classmethod
    def _of(cls, file: Path) -> Ignores:
        from pathspec import PathSpec  # 50 ms that only folders with such a file pay
        from pathspec.patterns.gitignore import GitIgnorePatternError

        with file.open("rb") as stream:
            text = stream.read(_MAX_BYTES).decode("utf-8-sig", "replace")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")][:_MAX_PATTERNS]
        good = []
        for line in lines:
            try:
                PathSpec.from_lines("gitignore", [line])
            except (GitIgnorePatternError, ValueError):
                continue  # git leaves out what it does not understand, too
            good.append(line)
        if not good:
            return cls()
        return cls(PathSpec.from_lines("gitignore", good), any(line.startswith("!") for line in good))

    def inside(self, name: str, own: Ignores) -> Ignores:
        """For a folder or file included under `name`: its own patterns, and these of the code around it."""
        return Ignores(own.spec, own.takes_back or self.takes_back, own.nothing, (self, name))

    def drops(self, path: str, is_folder: bool) -> bool:
        """`path` is relative to the folder, with `/`; "" is an included file itself."""
        if self.nothing:
            return False
        name = path.rpartition("/")[2]
        if name in _ALWAYS or name.endswith((".pyc", ".pyo")):
            return True
        if is_folder and self.takes_back:
            return False
        if path and self.spec is not None and self.spec.match_file(f"{path}/" if is_folder else path):
            return True
        if self.outer is None:
            return False
        around, under = self.outer
        return around.drops(f"{under}/{path}" if path else under, is_folder)


def no_ignores() -> Ignores:
    return Ignores(nothing=True)
