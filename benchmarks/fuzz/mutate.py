"""Spoils documents, the same way for the same seed. Knows how files of the dialect look, and nothing else."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from designer.spec.document import read_text
from designer.spec.emit import dump

MOST = 3000  # branches of a tree; one that aliases blew up is left as it is

CONTRACT = Path(__file__).resolve().parents[2] / "tests" / "contract"
WORDS = (
    "type", "pipeline", "command", "sweep", "parallel", "spark", "automl", "jobs", "inputs", "outputs", "component",
    "settings", "path", "mode", "mount", "compute", "target", "environment", "docker", "image", "code", "local_path",
    "data", "dataset", "datastore", "file:", "azureml:a:1", "azureml://datastores/d/paths/p", "trial", "search_space",
    "limits", "timeout", "defaults", "overrides", "pipeline_job", "component_job", "command_component", "parent",
    "${{inputs.x}}", "${{parent.inputs.x}}", "${{parent.jobs.a.outputs.b}}", "$[[", "]]", "${{", "}}", "{{x}}", "{%",
    "!!str", "!!binary", "!x", "&a", "*a", "<<: *a", "? ", "- ", "---", "...", "|", ">-", "{", "}", "[", "]", ": ", "#",
    "null", "~", "true", "no", "on", "1e309", "-.inf", ".nan", "0x1F", "0o7", "1:30", "1_000", "2026-01-01",
    "9" * 30, '"', "'", "\\", "$schema", "name", "version", "if_else", "do_while", "parallel_for", "body", "items",
    "resources", "instance_count", "distribution", "process_count", "trigger", "create_job", "paths", "overflow" * 40,
)  # fmt: skip
CHARACTERS = "\0\x01\x07\x0b\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\ud800😀\u202e\u0301\t\r\n한"


def seeds() -> list[bytes]:
    """Every document of the golden files, and every canvas."""
    found = [*sorted(CONTRACT.rglob("*.y*ml")), *sorted(CONTRACT.rglob("*.canvas.json"))]
    return [file.read_bytes() for file in found]


def mutations(count: int, seed: int = 1) -> Iterator[bytes]:
    """`count` spoiled documents."""
    texts, chance = seeds(), random.Random(seed)
    for _ in range(count):
        data = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
            data = chance.choice(WAYS)(data, chance, texts)
        yield data[:100_000]


def flip_bytes(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    found = bytearray(data or b" ")
    for _ in range(chance.choice((1, 1, 4, 20))):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def flip_ascii(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    found = bytearray(data or b" ")
    for _ in range(chance.choice((1, 1, 3))):
        found[chance.randrange(len(found))] = chance.randrange(32, 127)
    return bytes(found)


def drop_lines(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    start = chance.randrange(len(lines))
    return b"".join(lines[:start] + lines[start + chance.choice((1, 1, 2, 8)) :])


def repeat_lines(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    start = chance.randrange(len(lines))
    piece = lines[start : start + chance.choice((1, 2, 5))]
    place = chance.choice((start, chance.randrange(len(lines))))
    return b"".join(lines[:place] + piece * chance.choice((1, 1, 30)) + lines[place:])


def indent(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    start = chance.randrange(len(lines))
    pad = chance.choice((b" ", b"  ", b"    ", b"\t", b"- "))
    for i in range(start, min(len(lines), start + chance.choice((1, 1, 3, 10)))):
        lines[i] = pad + lines[i] if chance.random() < 0.5 else lines[i].removeprefix(pad)
    return b"".join(lines)


def swap_words(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    words = [word for word in dict.fromkeys(text.replace(",", " ").split()) if word] or ["a"]
    return text.replace(chance.choice(words), chance.choice((*words, *WORDS)), chance.choice((1, 1, -1))).encode(
        "utf-8", "surrogatepass"
    )


def insert_word(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    word = chance.choice(WORDS).encode()
    return data[:place] + chance.choice((word, word + b": ", b"\n" + word + b":\n", b" " + word + b" ")) + data[place:]


def insert_characters(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    place = chance.randrange(len(data) + 1)
    piece = "".join(chance.choices(CHARACTERS, k=chance.choice((1, 1, 5))))
    return data[:place] + piece.encode("utf-8", "surrogatepass") + data[place:]


def cut(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    start, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
    return data[:start] if chance.random() < 0.5 else data[:start] + data[end:]


def nest(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    depth = chance.choice((5, 40, 63, 64, 65, 200, 5000))
    place = chance.randrange(len(data) + 1)
    opening, closing = chance.choice(((b"[", b"]"), (b"{a: ", b"}"), (b"- ", b""), (b"? ", b"")))
    return data[:place] + opening * depth + (closing * depth if chance.random() < 0.7 else b"") + data[place:]


def bomb(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    lines = [b"a0: &a0 [1, 2]"]
    for i in range(chance.choice((1, 3, 20))):
        lines.append(b"a%d: &a%d [%s]" % (i + 1, i + 1, b", ".join([b"*a%d" % i] * chance.choice((2, 9)))))
    return b"\n".join([*lines, data]) if chance.random() < 0.5 else b"\n".join([data, *lines])


def anchor(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    """A mapping that is used twice: the same value in two places."""
    lines = data.splitlines() or [b""]
    heads = [i for i, line in enumerate(lines) if line.endswith(b":")]
    if not heads:
        return data + b"\nx: &x {a: 1}\ny: *x\n"
    first, second = sorted((chance.choice(heads), chance.choice(heads)))
    lines[first] += b" &same"
    lines[second] += b" *same"
    return b"\n".join(lines)


def splice(data: bytes, chance: random.Random, texts: list[bytes]) -> bytes:
    other = chance.choice(texts).splitlines(keepends=True) or [b""]
    lines = data.splitlines(keepends=True)
    start = chance.randrange(len(other))
    place = chance.randrange(len(lines) + 1)
    return b"".join(lines[:place] + other[start : start + chance.choice((1, 5, 20))] + lines[place:])


def reshape(data: bytes, chance: random.Random, texts: list[bytes]) -> bytes:
    """Stays YAML: values, keys and branches are exchanged inside the tree."""
    root, other = read_text(data).root, read_text(chance.choice(texts)).root
    branches = list(_branches(root))
    if not branches or len(branches) == MOST:
        return data
    for _ in range(chance.choice((1, 1, 2, 4))):
        holder, key = chance.choice(branches)
        _reshape(holder, key, chance, [*branches, *_branches(other)])
    return dump(root).encode("utf-8", "replace")[:100_000]


def _branches(root: Any) -> Iterator[tuple[Any, Any]]:
    todo, left = [root] if isinstance(root, dict | list) else [], MOST
    while todo:
        here = todo.pop()
        for key, item in list(here.items() if isinstance(here, dict) else enumerate(here)):
            if left == 0:
                return
            left -= 1
            yield here, key
            if isinstance(item, dict | list):
                todo.append(item)


def _reshape(holder: Any, key: Any, chance: random.Random, branches: list[tuple[Any, Any]]) -> None:
    """One place of the tree gets something from elsewhere, another name, or nothing at all."""
    source, name = chance.choice(branches)
    way = chance.randrange(5)
    if isinstance(holder, list):
        if key < len(holder):
            holder[key] = chance.choice(WORDS)
    elif way == 0:
        holder.pop(key, None)
    elif way == 1:
        word = chance.choice((str(name), str(name), *chance.choices(WORDS, k=2)))
        holder[word] = holder.pop(key, "")
    elif way == 2:
        holder[key] = chance.choice(WORDS)
    elif way == 3:
        holder[key] = chance.choice(({}, [], [[]], {"a": {}}, ["a", {"b": "c"}], {"path": "x"}, {"type": "path"}, ""))
    else:
        try:
            holder[key] = copy.deepcopy(source[name])
        except (KeyError, IndexError):
            holder[key] = "1"


def recode(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "utf-32")), "replace")


def line_ends(data: bytes, chance: random.Random, _texts: list[bytes]) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r\n", b"\r", b"\n\n", b"\n\r")))


WAYS: tuple[Callable[[bytes, random.Random, list[bytes]], bytes], ...] = (
    flip_bytes, flip_ascii, drop_lines, repeat_lines, indent, swap_words, swap_words, insert_word, insert_word,
    insert_characters, cut, nest, bomb, anchor, splice, splice, recode, line_ends, *(reshape,) * 20,
)  # fmt: skip
