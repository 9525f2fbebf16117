"""The documentation: it builds without a warning, and what it says is so."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


def blocks(page: str, language: str) -> Iterator[str]:
    for found, text in FENCE.findall((DOCS / page).read_text(encoding="utf-8")):
        if found == language:
            yield text


def test_it_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    home = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "coming-from-azure-ml.html" in home
    assert not re.search(r'(?:src|href)="https?://(?!squidfunk)', home), "a page fetches something from elsewhere"


def test_pages_made_from_the_code_say_what_the_code_says() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/write_docs.py"], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_examples_of_the_sdk_are_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shout.yml").write_text(next(blocks("sdk.md", "yaml")))
    (tmp_path / "rows.yml").write_text("name: rows\nversion: 1\npath: ./rows\n")
    (tmp_path / "broken.yml").write_text("type: pipeline\njobs: [\n")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    runner = doctest.DocTestRunner(optionflags=flags)
    said: list[str] = []
    for number, text in enumerate(blocks("sdk.md", "pycon")):
        test = doctest.DocTestParser().get_doctest(text, names, f"example {number}", "sdk.md", 0)
        runner.run(test, out=said.append, clear_globs=False)
        names = test.globs
    assert runner.summarize(verbose=False).failed == 0, "".join(said)
    assert runner.tries > 20


def test_the_first_pipeline_has_no_problems(tmp_path: Path) -> None:
    (tmp_path / "pipeline.yml").write_text(next(blocks("getting-started.md", "yaml")))
    argv = [sys.executable, "-m", "penstock.cli", "validate", str(tmp_path / "pipeline.yml")]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("page", PAGES)
def test_python_on_a_page_can_be_read_and_imports_what_exists(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for block in blocks(page, "python"):
        if not page.startswith("sdk-reference"):
            compile(block, page, "exec")
    for module, names in re.findall(r"`?from (penstock[\w.]*) import ([\w, ]+)", text):
        for name in (name.strip() for name in names.split(",")):
            if name and not name.startswith("…"):
                assert hasattr(import_module(module), name) or import_module(f"{module}.{name}"), (module, name)
