"""A hook of the documentation's build: pages that others write join the navigation by being there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SECTIONS = {"reference": "YAML reference", "decisions": "Decisions"}
SINGLE = {"features.md": "What is supported"}


def on_config(config: Any) -> Any:
    """Adds the folders of `SECTIONS` and the pages of `SINGLE` that exist."""
    docs = Path(config["docs_dir"])
    nav: list[Any] = list(config["nav"])
    for name, title in SINGLE.items():
        if (docs / name).is_file():
            nav.insert(3, {title: name})
    for folder, title in SECTIONS.items():
        pages = sorted(path.relative_to(docs).as_posix() for path in (docs / folder).rglob("*.md"))
        if pages:
            nav.append({title: pages})
    config["nav"] = nav
    return config
