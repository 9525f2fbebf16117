"""The canonical form: the same meaning, every comment, and no change when it is made again."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.document import read_text
from designer.spec.fmt import formatted, in_order
from designer.spec.patch import means
from tests.unit.spec.lossless.writing import document

ROOT = Path(__file__).resolve().parents[4]
FILES = sorted([*(ROOT / "tests" / "contract").rglob("*.y*ml"), *(ROOT / "examples").rglob("*.y*ml")])


def comments(text: str) -> list[str]:
    """Comments on lines of their own, and the ones that the random files put behind values."""
    lines = text.replace("\r", "\n").split("\n")
    return sorted(found[0].strip() for line in lines if (found := re.search(r"^\s*#.*|  # note$", line)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-2:]))
def test_every_file_we_have_keeps_its_meaning(file: Path) -> None:
    text = file.read_text(encoding="utf-8-sig")
    root = read_text(text).root
    once = formatted(text)
    assert formatted(once) == once
    if root is not None:
        assert means(once, root, ordered=False)
        assert comments(once) == comments(text)


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_file_keeps_its_meaning_and_its_comments(rng: random.Random) -> None:
    body, _, text = document(rng)
    once = formatted(text)
    assert means(once, in_order(body))
    assert formatted(once) == once
    if body:
        assert comments(once) == comments(text)


UNTIDY = """jobs:
    # about train
    train:   # it trains
        environment: {conda_file: ./c.yml,   image: "python:3.11"}


        command: >-
            python x.py
            --a ${{inputs.a}}
        inputs:
           b: {"path": './x', type: uri_file}
           # a comment
           a: 007
        x_unknown: [ 1, "2" ]
    # the end
type: "pipeline"
settings:
    force_rerun: yes
outputs:
$schema: 'https://x/pipelineJob.schema.json'
"""
TIDY = """$schema: https://x/pipelineJob.schema.json
type: pipeline
settings:
  force_rerun: yes
outputs:
jobs:
  # about train
  train:  # it trains
    inputs:
      b: {type: uri_file, path: ./x}
      # a comment
      a: 007
    command: >-
      python x.py
      --a ${{inputs.a}}
    environment: {image: python:3.11, conda_file: ./c.yml}

    x_unknown: [1, '2']
  # the end
"""


def test_an_untidy_file_becomes_tidy() -> None:
    assert formatted(UNTIDY) == TIDY
    assert formatted(TIDY) == TIDY


@pytest.mark.parametrize("text", ["", "[", "# only\n", "- 1\n", "a: 1\n---\nb: 2\n"])
def test_what_is_no_document_stays_as_it_is(text: str) -> None:
    assert formatted(text) == text


def test_line_ends_and_byte_order_mark_become_plain() -> None:
    assert formatted("\ufefftype: pipeline\r\njobs: {}\r\n") == "type: pipeline\njobs: {}\n"
