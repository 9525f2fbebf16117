"""Mappings in braces and lists in brackets: entries go, come and move between commas, on the lines they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from designer.spec import emit
from designer.spec.patch.tree import CannotPatch, Entry, Piece, Place

if TYPE_CHECKING:
    from designer.spec.patch.blocks import Fresh, Inner
    from designer.spec.patch.splice import Splice


def pairs(at: Splice, piece: Piece) -> list[Entry]:
    if at.text[piece.start] == "?":
        raise CannotPatch("a key written with a question mark")
    found: list[Entry] = []
    for key, value in piece.items:
        if at.text[max(key.begin - 2, 0) : key.begin].strip() == "?":
            raise CannotPatch("a key written with a question mark")
        after = at.colon_of(key)
        place = Place(after if after is not None else key.end, 0, flow=True, colon="" if after is not None else ":")
        end = value.end
        if value.empty:  # `{a: }`: a comma right behind the colon would belong to the key
            end = place.after + (not place.colon and at.text[place.after : place.after + 1] == " ")
        found.append(Entry(key.begin, end, place, value, key))
    return found


def items(at: Splice, piece: Piece) -> list[Entry]:
    return [Entry(value.begin, value.end, Place(value.begin, 0, flow=True), value) for value in piece.items]


def arrange(at: Splice, piece: Piece, entries: list[Entry], found: list[int], fresh: Fresh, inner: Inner) -> None:
    kept = [index for index in found if index >= 0]
    if kept != sorted(kept):
        _move(at, entries, found, fresh, inner)
        return
    _delete(at, entries, kept)
    previous = -1
    for number, index in enumerate(found):
        if index >= 0:
            previous = index
            continue
        text = _entry(at, fresh[number])
        if previous < 0:
            start = entries[0].start
            at.edits.append((start, start, f"{text}, "))
        else:
            start = entries[previous].end
            at.edits.append((start, start, f", {text}"))


def _entry(at: Splice, fresh: tuple[str | None, Any]) -> str:
    key, value = fresh
    text = emit.flow(value, at.style)
    return text if key is None else f"{emit.flow_text(key, at.style.quote)}: {text}"


def _delete(at: Splice, entries: list[Entry], kept: list[int]) -> None:
    if kept[0] > 0:
        at.edits.append((entries[0].start, entries[kept[0]].start, ""))
    staying = set(kept)
    for index in range(kept[0] + 1, len(entries)):
        if index not in staying:
            at.edits.append((entries[index - 1].end, entries[index].end, ""))


def _move(at: Splice, entries: list[Entry], found: list[int], fresh: Fresh, inner: Inner) -> None:
    mine = {id(edit) for edits in inner.values() for edit in edits}
    at.edits[:] = [edit for edit in at.edits if id(edit) not in mine]
    texts = [
        at.applied(entries[index].start, entries[index].end, inner[index]) if index >= 0 else _entry(at, fresh[number])
        for number, index in enumerate(found)
    ]
    at.edits.append((entries[0].start, entries[-1].end, ", ".join(texts)))
