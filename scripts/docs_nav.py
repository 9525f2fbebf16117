"""A hook of the documentation's build: pages that are made from the code join the navigation by being there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SECTIONS = {"reference": "YAML reference", "decisions": "Decisions"}


def on_config(config: Any) -> Any:
    """Adds what `nav` of mkdocs.yml does not name: single pages after it, then the folders of `SECTIONS`."""
    docs = Path(config["docs_dir"])
    nav: list[Any] = list(config["nav"])
    named = set(re.findall(r"[\w-]+\.md", str(nav)))
    nav += [page.name for page in sorted(docs.glob("*.md")) if page.name not in named]
    for folder, title in SECTIONS.items():
        if pages := list(_pages(docs, docs / folder)):
            nav.append({title: pages})
    config["nav"] = nav
    return config


def _pages(docs: Path, folder: Path) -> Iterator[Any]:
    """Its index first, then its pages, then its folders as sections."""
    found = sorted(folder.glob("*.md"), key=lambda page: (page.stem != "index", page.name))
    yield from (page.relative_to(docs).as_posix() for page in found)
    for inner in sorted(path for path in folder.glob("*") if path.is_dir()):
        if pages := list(_pages(docs, inner)):
            yield {inner.name.capitalize(): pages}
