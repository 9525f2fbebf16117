"""Random YAML texts for the tests of patching: every style, with comments; each line knows whose it is."""

import random
from typing import Any

from designer.spec import emit
from designer.spec.document import read_text

Path = tuple[str | int, ...]
Line = tuple[str, Path]

WORDS = ["a", "rate", "in put", "x-y", "yes", "5", "01", "~", "é", "jobs", "on", "k.l", "名前"]
SCALARS: list[Any] = [
    *("plain", "two words", "yes", "5", "01", "", " lead", "x # y", "a: b", "it's", 'say "x"', "- x", "{a}", "[", "é𝄞"),
    *(
        "${{parent.inputs.x}}",
        "azureml:cpu@latest",
        "azureml://datastores/d/paths/p",
        "one\ntwo\n",
        "one\n\n two",
        "null",
    ),
    *(
        "python a.py --x 1 --y ${{inputs.y}} --long option",
        "#x",
        "True",
        "1e-3",
        "tab\there",
        "a\\b",
        "x,y",
        "=",
        "end:",
    ),
    *(0, 5, -3, 10**12, 0.5, 1.0, 1e-5, True, False, None),
]
BREAKS = ["\n", "\n", "\r\n", "\r"]


def value(rng: random.Random, depth: int = 0) -> Any:
    kind = rng.random()
    if depth > 3 or kind < 0.4:
        return rng.choice(SCALARS)
    if kind < 0.8:
        return mapping(rng, depth)
    return [value(rng, depth + 1) for _ in range(rng.randint(0, 4))]


def mapping(rng: random.Random, depth: int = 0) -> dict[str, Any]:
    keys = rng.sample(WORDS, rng.randint(0 if depth else 1, 4))
    return {key: value(rng, depth + 1) for key in keys}


class Writer:
    """Writes a value with random styles; `lines` are (text, path of what it is about)."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.step = rng.choice([2, 2, 4, 3])
        self.flush = rng.random() < 0.5

    def document(self, body: dict[str, Any]) -> list[Line]:
        lines: list[Line] = []
        if self.rng.random() < 0.3:
            lines += [("# head of the file", ()), ("", ())]
        if self.rng.random() < 0.1:
            lines += [("---", ())]
        return [*lines, *self.block(body, 0, ())]

    def block(self, here: Any, column: int, path: Path) -> list[Line]:
        lines: list[Line] = []
        pairs = here.items() if isinstance(here, dict) else enumerate(here)
        for key, item in pairs:
            mine = (*path, key)
            if self.rng.random() < 0.15:
                lines += [(" " * column + "# alone", path), ("", path)]
            if self.rng.random() < 0.2:
                lines += [(" " * column + f"# about {key}\t!", mine)]
            head = f"{self.key(key)}:" if isinstance(here, dict) else "-"
            lines += self.entry(" " * column + head, item, column, mine)
            if self.rng.random() < 0.1:
                lines += [("", path)]
        return lines

    def key(self, key: str) -> str:
        return self.rng.choice([emit.scalar(key), emit.quoted(key)])

    def entry(self, head: str, item: Any, column: int, path: Path) -> list[Line]:
        note = self.rng.choice(["", "", "", "  # note"])
        dash = head.endswith("-")
        if isinstance(item, dict | list) and (not item or self.rng.random() < 0.25):
            return [(f"{head} {self.flow(item)}{note}", path)]
        if isinstance(item, dict | list):
            if dash and self.rng.random() < 0.7:
                below = self.block(item, column + 2, path)
                if not below[0][0].lstrip().startswith("#") and below[0][0]:
                    first = below[0]
                    return [(f"{head} {first[0].lstrip()}", first[1]), *below[1:]]
                return [(head, path), *below]
            inner = column if isinstance(item, list) and self.flush and not dash else column + self.step
            return [(head + note, path), *self.block(item, inner, path)]
        if item is None:
            return [(head + self.rng.choice([note, " null" + note]), path)]
        if isinstance(item, str):
            return [(text, path) for text in self.text(head, item, column, note)]
        return [(f"{head} {emit.scalar(item)}{note}", path)]

    def text(self, head: str, item: str, column: int, note: str) -> list[str]:
        styles = [f"{head} {emit.scalar(item)}{note}"] * 2 + [f"{head}   {emit.quoted(item)}{note}"]
        if "\n" not in item and not emit.is_odd(item):
            styles.append(f"{head} {emit.single_quoted(item)}{note}")
        choice = self.rng.choice(styles)
        pad = " " * (column + self.step)
        plain = "\t" not in item and not emit.is_odd(item)
        if "\n" in item and item[0] not in " \t\n" and plain and self.rng.random() < 0.8:
            chomp = "" if item.endswith("\n") else "-"
            return [f"{head} |{chomp}", *(pad + line if line else "" for line in item.removesuffix("\n").split("\n"))]
        if emit.is_plain(item) and item.count(" ") > 2:
            words = item.split(" ")
            return [f"{head} >-", pad + words[0], pad + " ".join(words[1:3]), pad + " ".join(words[3:])]
        return [choice]

    def flow(self, item: Any) -> str:
        if isinstance(item, dict):
            inside = [f"{emit.flow_text(key)}: {self.flow(one)}" for key, one in item.items()]
            return "{" + ", ".join(inside) + self.rng.choice(["", " "]) + "}"
        if isinstance(item, list):
            return "[" + ", ".join(self.flow(one) for one in item) + "]"
        return emit.flow(item)


def document(rng: random.Random) -> tuple[dict[str, Any], list[Line], str]:
    """A body, its lines and its text: with one kind of line break, sometimes none at the end."""
    lines = Writer(rng).document(mapping(rng))
    line_break = rng.choice(BREAKS)
    text = line_break.join(line for line, _ in lines) + rng.choice([line_break, line_break, ""])
    return bare(read_text(text).root), lines, text


def bare(here: Any) -> Any:
    """Plain dicts and lists."""
    if isinstance(here, dict):
        return {key: bare(item) for key, item in here.items()}
    return [bare(item) for item in here] if isinstance(here, list) else here
