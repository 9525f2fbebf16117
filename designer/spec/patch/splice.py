"""Walks a text and the value it shall have side by side, and notes which spans to replace. Knows no dialect."""

from __future__ import annotations

import re
from typing import Any

from designer.spec import emit
from designer.spec.patch import blocks, flows, words
from designer.spec.patch.match import matched_items, matched_keys, same
from designer.spec.patch.tree import CannotPatch, Entry, Lines, Piece, Place, Tree

_COLON = re.compile(r"\s*:(?=[\s,\[\]{}\"']|\Z)|(?<=[\"'])\s*:")
_GONE = object()


class Splice:
    """`edits` are (start, end, text) spans of the text; they never overlap."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = Tree(text)
        self.lines = Lines(text)
        self.edits: list[tuple[int, int, str]] = []
        self.style = blocks.style_of(self)
        self._final: dict[str, Any] = {}  # what each anchor stands for after the change

    def run(self, new: Any) -> str:
        root = self.tree.root
        if root is None or root.kind not in ("map", "seq"):
            raise CannotPatch("no mapping or list")
        self.edit(root, new, None)
        return self.applied(0, len(self.text), self.edits)

    def applied(self, start: int, stop: int, edits: list[tuple[int, int, str]]) -> str:
        """`text[start:stop]` with these edits in it. Of edits at one place the one noted first comes first."""
        found, here = [], start
        for begin, end, text in sorted(edits, key=lambda edit: edit[:2]):
            if begin < here or end > stop:
                raise CannotPatch("changes that overlap")
            found += [self.text[here:begin], text]
            here = end
        return "".join([*found, self.text[here:stop]])

    def column(self, index: int) -> int:
        return index - self.lines.starts[self.lines.of(index)]

    def edit(self, piece: Piece, new: Any, place: Place | None) -> None:
        """Make the piece mean `new`. The root has no place."""
        if piece.kind == "alias":
            if not same(self._final.get(piece.anchor or "", _GONE), new, ordered=False):
                self.replace(piece, new, place)
            return
        if same(piece.value, new):
            if self.tree.aliased:  # what is inside may lean on an anchor that changes
                self._descend(piece, new, place)
            return
        if piece.tag is not None and piece.anchor is not None:
            raise CannotPatch("a tag and an anchor at the changed value")
        self._descend(piece, new, place)

    def _descend(self, piece: Piece, new: Any, place: Place | None) -> None:
        if piece.anchor is not None:
            self._final[piece.anchor] = new
        if piece.kind == "map" and isinstance(new, dict) and piece.items and new:
            self._edit_map(piece, new, place)
        elif piece.kind == "seq" and isinstance(new, list) and piece.items and new:
            self._edit_seq(piece, new, place)
        elif same(piece.value, new):
            return
        elif piece.kind == "scalar" and not isinstance(new, dict | list):
            self._edit_scalar(piece, new, place)
        else:
            self.replace(piece, new, place)

    def _edit_scalar(self, piece: Piece, new: Any, place: Place | None) -> None:
        flow = place is not None and place.flow
        if piece.style in ("|", ">") and isinstance(new, str):
            line_break = self.lines.break_of(self.lines.of(piece.start))
            block = words.block_text(self.text, piece, new, line_break)
            if block is not None:
                self.edits.append((piece.start, piece.end, block))
                return
        several = isinstance(new, str) and "\n" in new and piece.style != '"'
        if piece.style in ("|", ">") or piece.empty or (not flow and (new is None or several)):
            self.replace(piece, new, place)
            return
        text = words.scalar_text(new, piece.style, self.tree.quote, flow=flow)
        self.edits.append((piece.written, piece.end, text))

    def replace(self, piece: Piece, new: Any, place: Place | None) -> None:
        """Write the whole value anew."""
        if place is None:
            blocks.replace_root(self, piece, new)
        elif place.flow:
            text = emit.flow(new, self.style)
            if piece.empty:
                self.edits.append((place.after, place.after, f"{place.colon} {text}"))
            else:
                self.edits.append((piece.written, piece.end, text))
        else:
            if piece.anchor is not None and piece.kind != "alias":
                self._final.pop(piece.anchor, None)  # written without its anchor: aliases to it get written out
            blocks.replace(self, piece, new, place)

    def _edit_seq(self, piece: Piece, new: list[Any], place: Place | None) -> None:
        entries = flows.items(self, piece) if piece.flow else blocks.items(self, piece)
        found = matched_items(piece.value, new)
        fresh: list[tuple[str | None, Any]] = [(None, item) for item in new]
        self._arrange(piece, entries, found, fresh, place)

    def _edit_map(self, piece: Piece, new: dict[str, Any], place: Place | None) -> None:
        if piece.flow and self.text[piece.start] != "{" and [*new] != [*piece.value]:
            self.replace(piece, new, place)  # `[a: 1]`: a mapping without braces holds one pair
            return
        entries = flows.pairs(self, piece) if piece.flow else blocks.pairs(self, piece)
        pairs: list[tuple[Piece, Piece]] = piece.items
        own = {key.value: index for index, (key, _) in enumerate(pairs) if not key.merges}
        inherited = self._inherited(pairs, new)
        pinned = [
            index
            for index, (key, _) in enumerate(pairs)
            if (key.merges and inherited is not None) or (not key.merges and own[key.value] != index)
        ]
        wanted = [key for key in new if key in own or not _inherits(inherited, key, new[key])]
        if any(key.merges for key, _ in pairs):  # merged keys have no place of their own: no order to keep
            wanted.sort(key=lambda key: own.get(key, len(pairs)))
        matched = matched_keys([*own], wanted, {key: pairs[i][1].value for key, i in own.items()}, new)
        places = [*own.values()]
        found = [places[index] if index >= 0 else -1 for index in matched]
        fresh: list[tuple[str | None, Any]] = [(key, new[key]) for key in wanted]
        for index in pinned:
            if pairs[index][0].merges or pairs[index][0].value in new:
                at = next((n + 1 for n in range(len(found) - 1, -1, -1) if 0 <= found[n] < index), 0)
                found.insert(at, index)
                fresh.insert(at, (None, _GONE))
        self._arrange(piece, entries, found, fresh, place)

    def _inherited(self, pairs: list[tuple[Piece, Piece]], new: dict[str, Any]) -> dict[str, Any] | None:
        """What the merge keys bring after the change; None when they would bring what must not be there."""
        found: dict[str, Any] = {}
        for key, value in pairs:
            if not key.merges:
                continue
            for source in value.items if value.kind == "seq" else [value]:
                brings = self._final.get(source.anchor or "", _GONE) if source.kind == "alias" else source.value
                if not isinstance(brings, dict):
                    return None
                found = {**brings, **found}
        # A key of its own that goes away must not come back through the merge either.
        return found if all(key in new for key in found) else None

    def _arrange(
        self,
        piece: Piece,
        entries: list[Entry],
        found: list[int],
        fresh: list[tuple[str | None, Any]],
        place: Place | None,
    ) -> None:
        """Change the kept entries inside, then let the kind of writing delete, insert and move."""
        kept = {index: number for number, index in enumerate(found) if index >= 0}
        if not kept:
            self.replace(piece, _collected(fresh), place)
            return
        spans, first = {}, len(self.edits)
        for index in sorted(kept):
            entry, (key, value) = entries[index], fresh[kept[index]]
            before = len(self.edits)
            if value is not _GONE:
                if entry.key is not None and entry.key.anchor is not None:
                    self._final[entry.key.anchor] = key if key is not None else entry.key.value
                if entry.key is not None and key is not None and entry.key.value != key:
                    text = words.key_text(key, entry.key.style, self.tree.quote, flow=piece.flow)
                    self.edits.append((entry.key.start, entry.key.end, text))
                self.edit(entry.value, value, entry.place)
            spans[index] = slice(before, len(self.edits))
        if len(kept) == len(found) == len(entries) and sorted(found) == found:
            return
        order = [index for index in found if index >= 0]
        if order != sorted(order) and not piece.flow and blocks.is_inline(self, entries[0]):
            del self.edits[first:]  # the first of them has no lines of its own that could move
            self.replace(piece, _collected([pair for pair in fresh if pair[1] is not _GONE]), place)
            return
        inner = {index: self.edits[span] for index, span in spans.items()}
        arrange = flows.arrange if piece.flow else blocks.arrange
        arrange(self, piece, entries, found, fresh, inner)

    def colon_of(self, key: Piece) -> int | None:
        """The index behind the colon of a key, None when it has none."""
        match = _COLON.match(self.text, key.end)
        return match.end() if match else None


def _collected(fresh: list[tuple[str | None, Any]]) -> Any:
    if fresh and fresh[0][0] is None:
        return [value for _, value in fresh]
    return {str(key): value for key, value in fresh}


def _inherits(inherited: dict[str, Any] | None, key: str, value: Any) -> bool:
    return inherited is not None and key in inherited and same(inherited[key], value, ordered=False)
