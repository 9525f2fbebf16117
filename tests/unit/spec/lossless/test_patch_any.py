"""Patching of any text by any edit: it means what it shall, and lines that are not about the edit stay as they are."""

import copy
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.document import read_text
from designer.spec.patch import means, patched
from tests.unit.spec.lossless.writing import SCALARS, Path, document, mapping, value

randoms = st.randoms(use_true_random=False)


def places(here: Any, path: Path = ()) -> list[Path]:
    pairs = here.items() if isinstance(here, dict) else enumerate(here) if isinstance(here, list) else ()
    return [path, *(found for key, item in pairs for found in places(item, (*path, key)))]


def at(body: Any, path: Path) -> Any:
    for part in path:
        body = body[part]
    return body


def edited(rng: random.Random, body: Any) -> tuple[Any, Path]:
    """A changed copy and the path of what changed: set, delete, add, rename."""
    new = copy.deepcopy(body)
    path = rng.choice(places(new)[1:])
    holder, key = at(new, path[:-1]), path[-1]
    kind = rng.random()
    if kind < 0.4:
        holder[key] = rng.choice([rng.choice(SCALARS), value(rng)])
    elif kind < 0.65:
        del holder[key]
    elif isinstance(holder, dict) and kind < 0.8:
        renamed = {("renamed" if name == key else name): item for name, item in holder.items()}
        holder.clear()
        holder.update(renamed)
    elif isinstance(holder, dict):
        holder["added"] = value(rng, 2)
        path = (*path[:-1], "added")
    else:
        holder.insert(rng.randint(0, len(holder)), value(rng, 2))
        path = path[:-1]
    return new, path


def stays(owner: Path, path: Path) -> bool:
    """Whether a line about `owner` is none of the edit's business."""
    if owner[: len(path)] == path:
        return False
    if owner and path[: len(owner)] == owner:
        return False  # a key line above the edit may become `{}` or hold it in braces
    return not any(isinstance(part, int) for part in path[: _shared(owner, path) + 1])


def _shared(one: Path, two: Path) -> int:
    count = 0
    while count < min(len(one), len(two)) and one[count] == two[count]:
        count += 1
    return count


def is_within(needles: list[str], lines: list[str]) -> bool:
    rest = iter(lines)
    return all(needle in rest for needle in needles)


def split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def loose(lines: list[str], text: str) -> list[str]:
    """The last text of a file that ends without a line break may have to say now that it has none."""
    return lines if text.endswith(("\n", "\r")) else [line.replace("|-", "|") for line in lines]


@settings(max_examples=400, deadline=None)
@given(randoms)
def test_no_edit_leaves_every_character(rng: random.Random) -> None:
    body, _, text = document(rng)
    root = read_text(text).root
    assert patched(text, root) == text
    assert patched("\ufeff" + text, body) == "\ufeff" + text


@settings(max_examples=1500, deadline=None)
@given(randoms)
def test_an_edit_touches_only_its_own_lines(rng: random.Random) -> None:
    body, lines, text = document(rng)
    new, path = edited(rng, body)
    result = patched(text, new)
    assert means(result, new)
    untouched = loose([line for line, owner in lines if stays(owner, path)], text)
    assert is_within(untouched, loose(split(result), text)), f"{path}\n{text}\n=>\n{result}"
    if "\r\n" in text and new:
        assert result.count("\r\n") == result.count("\n")


@settings(max_examples=300, deadline=None)
@given(randoms)
def test_any_document_becomes_any_other(rng: random.Random) -> None:
    _, _, text = document(rng)
    new = mapping(rng)
    assert means(patched(text, new), new)


@settings(max_examples=300, deadline=None)
@given(randoms)
def test_keys_that_move_take_their_lines_along(rng: random.Random) -> None:
    body, _, text = document(rng)
    names = list(body)
    rng.shuffle(names)
    new = {name: body[name] for name in names}
    result = patched(text, new)
    assert means(result, new)
    assert sorted(filter(None, loose(split(result), text))) == sorted(filter(None, loose(split(text), text)))
