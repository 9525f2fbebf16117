"""Searching a log: what Python's own engine finds line by line, at any size of piece, and within bounds."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from runs.storage import search as engine
from runs.storage.masking import Mask
from runs.storage.search import BadPattern, Found, pattern_of, search


def find(place: Path, text: str, *, regex: bool = False, case: bool = False, **more: object) -> Found:
    return search(place, pattern_of(text, regex=regex, case=case), **more)  # type: ignore[arg-type]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    place = tmp_path / "log"
    place.write_text("one\nTwo two\n\n세 번째 줄 😀 three\nlast without end")
    return place


def test_a_match_tells_its_line_and_where_it_is_in_it(log: Path) -> None:
    (match,) = find(log, "THREE").matches
    assert (match.line, match.text) == (4, "세 번째 줄 😀 three")
    assert match.text.encode("utf-16-le")[2 * match.start : 2 * match.end].decode("utf-16-le") == "three"
    assert log.read_bytes()[match.offset :].startswith("세".encode())


def test_case_counts_when_it_is_asked_for(log: Path) -> None:
    assert [m.start for m in find(log, "two", case=True).matches] == [4]
    assert [m.start for m in find(log, "two").matches] == [0]


def test_without_regex_every_character_stands_for_itself(tmp_path: Path) -> None:
    place = tmp_path / "log"
    place.write_text("loss (nan)\nloss nan\n")
    assert [m.line for m in find(place, "(nan)").matches] == [1]
    assert [m.line for m in find(place, "^loss nan$", regex=True).matches] == [2]


@pytest.mark.parametrize("chunk", [7, 16, 64, 1 << 20])
@pytest.mark.parametrize("pattern", ["b+a", "^a", "c$", "[^b]c", "", "aab|cca", "x*"])
def test_it_finds_what_an_engine_finds_that_looks_at_each_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, pattern: str
) -> None:
    monkeypatch.setattr(engine, "CHUNK", max(chunk, 16))
    monkeypatch.setattr(engine, "OVERLAP", 8)
    dice = random.Random(chunk)
    lines = ["".join(dice.choice("abc") for _ in range(dice.randrange(15))) for _ in range(200)]
    place = tmp_path / "log"
    place.write_text("\n".join(lines))
    wanted = [number for number, line in enumerate(lines, 1) if re.search(pattern, line)]
    if not lines[-1]:
        wanted = [number for number in wanted if number < len(lines)]  # nothing after the last newline is no line
    if not pattern:
        with pytest.raises(BadPattern):
            find(place, pattern, regex=True)
        return
    found: list[int | None] = []
    after: int | None = 0
    while after is not None:  # page by page
        page = find(place, pattern, regex=True, case=True, after=after, limit=7)
        found += [match.line for match in page.matches]
        after = page.next
    assert found == wanted


def test_a_line_without_end_is_searched_and_shown_in_parts(tmp_path: Path) -> None:
    place = tmp_path / "log"
    place.write_bytes(b"x" * 3_000_000 + b"needle" + b"y" * 3_000_000)
    (match,) = find(place, "needle").matches
    assert match.line == 1
    assert len(match.text) <= engine.LONGEST
    assert match.text[match.start : match.end] == "needle"
    assert match.offset + match.start == 3_000_000


def test_bytes_that_are_no_text_are_searched_and_shown_safely(tmp_path: Path) -> None:
    place = tmp_path / "log"
    place.write_bytes(b"\xff\xfe\x00 caf\xc3\xa9 \xe2\x82\nnext caf\xe9 \x1b[31mred\x1b[0m\n")
    assert [(m.line, m.text) for m in find(place, "CAFÉ").matches] == [(1, "\ufffd\ufffd\x00 café \ufffd")]
    assert find(place, "red").matches[0].text == "next caf\ufffd \x1b[31mred\x1b[0m"


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "(?=a)", r"(a)\1", "((a{1000}){1000}){1000}", "a" * 2000])
def test_what_is_no_pattern_is_refused_in_words(log: Path, pattern: str) -> None:
    with pytest.raises(BadPattern) as refused:
        find(log, pattern, regex=True)
    assert str(refused.value)


def test_no_pattern_takes_more_than_linear_time(tmp_path: Path) -> None:
    place = tmp_path / "log"
    place.write_bytes(b"a" * 200_000 + b"\n")
    began = time.monotonic()
    assert find(place, "(a+)+(a+)+$x|(a|a)*b", regex=True).matches == []
    assert time.monotonic() - began < 5


def test_a_secret_is_not_found_and_not_shown(tmp_path: Path) -> None:
    place = tmp_path / "log"
    place.write_text("key hunter2-and-more end\nanother line\n")
    mask = Mask.of(["hunter2-and-more"])
    for guess in ("hunter2", "hunter2-and-more", "more end", "[h]unter"):
        assert find(place, guess, regex=True, mask=mask).matches == []
    (match,) = find(place, "key.*end", regex=True, mask=mask).matches
    assert match.text == "key **************** end"


def test_a_search_that_takes_long_says_where_to_go_on(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_SECONDS", -1.0)
    monkeypatch.setattr(engine, "CHUNK", 16)
    first = find(log, "last")
    assert (first.matches, first.next is not None) == ([], True)
    after, rounds = first.next, 0
    while after is not None and not (page := find(log, "last", after=after)).matches:
        after, rounds = page.next, rounds + 1
    assert page.matches[0].line == 5


def test_a_log_that_is_gone_has_no_matches(tmp_path: Path) -> None:
    assert find(tmp_path / "none", "x").matches == []
