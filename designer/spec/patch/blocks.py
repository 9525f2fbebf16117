"""Block mappings and lists: which lines belong to an entry with its comments, and how entries go, come and move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from designer.spec import emit
from designer.spec.patch.tree import CannotPatch, Entry, Piece, Place

if TYPE_CHECKING:
    from designer.spec.patch.splice import Splice

Inner = dict[int, list[tuple[int, int, str]]]
Fresh = list[tuple[str | None, Any]]


def pairs(at: Splice, piece: Piece) -> list[Entry]:
    found: list[Entry] = []
    column = at.column(_start_of(at, piece.items[0][0]))
    for key, value in piece.items:
        after, colon = at.colon_of(key), ""
        if after is None:  # `? key` without a value
            after, colon = key.end, ":"
        end = after if value.empty and value.end <= after else max(value.end, after)
        found.append(Entry(_start_of(at, key), end, Place(after, column, flow=False, colon=colon), value, key))
    return found


def _start_of(at: Splice, key: Piece) -> int:
    """Of the question mark before a long key, else of the key."""
    before = _before(at, key.begin)
    return key.begin - len(before) + before.rindex("?") if before.rstrip().endswith("?") else key.begin


def items(at: Splice, piece: Piece) -> list[Entry]:
    first = at.text.index("-", piece.start) if at.text[piece.start] != "-" else piece.start
    column = at.column(first)
    found: list[Entry] = []
    for value in piece.items:
        dash = first if not found else _dash_of(at, value, column)
        end = max(value.end, dash + 1) if not value.empty else dash + 1
        found.append(Entry(dash, end, Place(dash + 1, column, flow=False), value))
    return found


def _dash_of(at: Splice, value: Piece, column: int) -> int:
    number = at.lines.of(value.begin - 1 if value.empty else value.begin)
    while number >= 0:
        index = at.lines.starts[number] + column
        if index < min(at.lines.ends[number], value.begin) and at.text[index] == "-" and not _before(at, index).strip():
            return index
        number -= 1
    raise CannotPatch("a list without its dash")


def _before(at: Splice, index: int) -> str:
    return at.text[at.lines.starts[at.lines.of(index)] : index]


def style_of(at: Splice) -> emit.Style:
    """How wide this text indents and whether its lists do, from the first places that show it."""
    step, flush = 0, None
    todo: list[tuple[Piece, int]] = [(at.tree.root, -1)] if at.tree.root else []
    for piece, outer in todo:  # grows while it is read: breadth first
        if piece.flow or piece.kind not in ("map", "seq") or not piece.items:
            continue
        pair = isinstance(piece.items[0], tuple)
        column = at.column(piece.items[0][0].begin if pair else piece.start)
        if outer >= 0 and pair and column > outer:
            step = step or min(column - outer, 9)
        elif outer >= 0 and not pair and flush is None:
            flush = column == outer
        if (step and flush is not None) or len(todo) > 400:
            break
        inside = [item[1] for item in piece.items[:50]] if pair else []
        todo.extend((item, column) for item in inside)
    return emit.Style(step or 2, bool(flush), at.tree.quote)


def head(at: Splice, entries: list[Entry], index: int) -> int:
    """The first line of an entry: of the comments directly above it."""
    entry = entries[index]
    line = at.lines.of(entry.start)
    floor = tail(at, entries[index - 1]) + 1 if index else 0
    number = line
    while number > floor and _comment(at, number - 1) is not None:
        depth = _comment(at, number - 1)
        if depth is not None and depth > entry.place.column:
            break
        number -= 1
    if number == 0 and index == 0 and line:  # the head of the file is about the file
        return line
    return number


def tail(at: Splice, entry: Entry) -> int:
    """The last line of an entry: deeper comments below it are its own."""
    last = at.lines.of(entry.end)
    number = last + 1
    while number < len(at.lines):
        depth = _comment(at, number)
        if depth is not None and depth > entry.place.column:
            last = number
        elif depth is not None or at.lines.line(number).strip():
            break
        number += 1
    return last


def _comment(at: Splice, number: int) -> int | None:
    """The column of a comment that fills a line."""
    line = at.lines.line(number)
    text = line.lstrip(" \t")
    return len(line) - len(text) if text.startswith("#") else None


def is_inline(at: Splice, entry: Entry) -> bool:
    """It begins behind a dash on the same line."""
    return bool(_before(at, entry.start).strip())


def replace(at: Splice, piece: Piece, new: Any, place: Place) -> None:
    """Write another value behind the colon or dash; comments on the lines that stay are kept."""
    if place.colon:
        raise CannotPatch("a key without a colon")
    dash = at.text[place.after - 1] == "-" and at.column(place.after - 1) == place.column
    lines = emit.entry_lines("-" if dash else "", new, place.column, at.style)
    if dash:
        lines[0] = lines[0][1:]
    first_line = at.lines.of(place.after)
    line_break = at.lines.break_of(first_line)
    below = "".join(line_break + line for line in lines[1:])
    if piece.kind in ("map", "seq") and not piece.flow:
        stop = at.lines.ends[_last_line(at, piece, place.column)]
        line_end = at.lines.ends[first_line]
        if at.text[place.after : line_end].lstrip().startswith("#"):
            at.edits += [(place.after, place.after, lines[0]), (line_end, stop, below)]
        else:
            at.edits.append((place.after, stop, lines[0] + below))
        return
    stop = max(piece.end, place.after) if not piece.empty or piece.anchor else place.after
    line_end = at.lines.ends[at.lines.of(stop)]
    if below and at.text[stop:line_end].strip():
        at.edits += [(place.after, stop, lines[0]), (line_end, line_end, below)]
    else:
        at.edits.append((place.after, stop, lines[0] + below))


def replace_root(at: Splice, piece: Piece, new: Any) -> None:
    """Write the whole document anew, below the comments at its head."""
    filled = isinstance(new, dict | list) and new
    if piece.flow:
        text = emit.flow(new, at.style)
        if filled and not piece.items:
            text = at.lines.break_of(at.lines.of(piece.begin)).join(emit.block_lines(new, 0, at.style))
        at.edits.append((piece.begin, piece.end, text))
        return
    first = at.lines.of(piece.items[0][0].begin if piece.kind == "map" else piece.begin)
    lines = emit.block_lines(new, 0, at.style) if filled else [emit.scalar(new)]
    stop = at.lines.ends[_last_line(at, piece, -1)]
    at.edits.append((at.lines.starts[first], stop, at.lines.break_of(first).join(lines)))


def _last_line(at: Splice, piece: Piece, column: int) -> int:
    return tail(at, Entry(piece.begin, piece.end, Place(piece.begin, column, flow=False), piece))


def arrange(at: Splice, piece: Piece, entries: list[Entry], found: list[int], fresh: Fresh, inner: Inner) -> None:
    kept = [index for index in found if index >= 0]
    if kept != sorted(kept):
        _move(at, entries, found, fresh, inner)
        return
    _delete(at, entries, set(kept))
    previous = -1
    waiting: list[tuple[str | None, Any]] = []
    for number, index in enumerate(found):
        if index < 0:
            waiting.append(fresh[number])
            continue
        _insert(at, entries, previous, waiting)
        previous, waiting = index, []
    _insert(at, entries, previous, waiting)


def _fresh_lines(at: Splice, column: int, fresh: Fresh) -> list[str]:
    pad = " " * column
    found: list[str] = []
    for key, value in fresh:
        if key is None:
            found += emit.entry_lines(f"{pad}-", value, column, at.style)
        else:
            found += emit.block_lines({key: value}, column, at.style)
    return found


def _insert(at: Splice, entries: list[Entry], previous: int, fresh: Fresh) -> None:
    if not fresh:
        return
    column = entries[0].place.column
    lines = _fresh_lines(at, column, fresh)
    if previous < 0:
        first = entries[0]
        line_break = at.lines.break_of(at.lines.of(first.start))
        if is_inline(at, first):
            pad = " " * column
            lines[0] = lines[0][column:]
            at.edits.append((first.start, first.start, line_break.join([*lines, pad])))
            return
        start = at.lines.starts[head(at, entries, 0)]
        at.edits.append((start, start, "".join(line + line_break for line in lines)))
        return
    last = tail(at, entries[previous])
    line_break = at.lines.break_of(last)
    start = at.lines.after(last)
    if at.lines.ends[last] == len(at.text):  # the file ends without a line break
        _close_block(at, entries[previous].value, at.edits)
        at.edits.append((start, start, "".join(line_break + line for line in lines)))
    else:
        at.edits.append((start, start, "".join(line + line_break for line in lines)))


def _close_block(at: Splice, piece: Piece, edits: list[tuple[int, int, str]]) -> None:
    """A `|` text at the end of a file without a last line break gets one now, which must not count as its own."""
    while piece.items:
        last = piece.items[-1]
        piece = last[1] if isinstance(last, tuple) else last
    sign = piece.start + 1
    if piece.style not in ("|", ">") or piece.value.endswith("\n") or at.text[sign] not in "\r\n":
        return
    if not any(begin <= sign <= end for begin, end, _ in edits):
        edits.append((sign, sign, "-"))


def _delete(at: Splice, entries: list[Entry], kept: set[int]) -> None:
    index = 0
    if is_inline(at, entries[0]) and 0 not in kept:
        index = min(kept)
        stop = entries[index].start
        if at.text[entries[index - 1].end : stop].strip():  # comments in between stay, below the dash
            stop = at.lines.ends[tail(at, entries[index - 1])]
        at.edits.append((entries[0].start, stop, ""))
    for number in range(index, len(entries)):
        if number not in kept:
            start = at.lines.starts[head(at, entries, number)]
            at.edits.append((start, at.lines.after(tail(at, entries[number])), ""))


def _move(at: Splice, entries: list[Entry], found: list[int], fresh: Fresh, inner: Inner) -> None:
    """Entries go elsewhere with all their lines; what stands loose between two goes with the first."""
    mine = {id(edit) for edits in inner.values() for edit in edits}
    at.edits[:] = [edit for edit in at.edits if id(edit) not in mine]
    kept = sorted(index for index in found if index >= 0)
    starts = {index: at.lines.starts[head(at, entries, index)] for index in kept}
    end = at.lines.after(tail(at, entries[-1]))
    line_break = at.lines.break_of(at.lines.of(entries[0].start))
    if end == len(at.text) and found[-1] != len(entries) - 1 == kept[-1]:
        _close_block(at, entries[-1].value, inner[kept[-1]])
    chunks = {}
    for place, index in enumerate(kept):
        stop = starts[kept[place + 1]] if place + 1 < len(kept) else end
        edits = list(inner[index])
        for gone in range(index + 1, kept[place + 1] if place + 1 < len(kept) else len(entries)):
            edits.append((at.lines.starts[head(at, entries, gone)], at.lines.after(tail(at, entries[gone])), ""))
        text = at.applied(starts[index], stop, edits)
        chunks[index] = text if text.endswith(("\n", "\r")) else text + line_break
    parts = []
    for number, index in enumerate(found):
        if index >= 0:
            parts.append(chunks[index])
        else:
            lines = _fresh_lines(at, entries[0].place.column, [fresh[number]])
            parts.append("".join(line + line_break for line in lines))
    whole = "".join(parts)
    if not at.text[:end].endswith(("\n", "\r")):
        whole = whole.removesuffix(line_break)
    for gone in range(kept[0]):
        at.edits.append((at.lines.starts[head(at, entries, gone)], at.lines.after(tail(at, entries[gone])), ""))
    at.edits.append((starts[kept[0]], end, whole))
