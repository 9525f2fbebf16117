"""Documents made to be slow: each is answered soon, with a message."""

import time

import pytest

from benchmarks.fuzz.road import around
from designer.spec.document import read_text
from designer.spec.documents import read_document
from designer.spec.unreadable import MAX_BYTES

N = 60_000
HEAD = b"type: pipeline\njobs:\n"


def cut(data: bytes) -> bytes:
    return data[: MAX_BYTES - 1]


def nodes(line: str, count: int = N) -> bytes:
    return HEAD + "".join(line.replace("#+", str((i + 1) % count)).replace("#", str(i)) for i in range(count)).encode()


LARGE = {
    "fifty megabytes of nesting": (b"[" * 50_000_000, "document_too_large"),
    "ten megabytes of nesting": (cut(b"{a: " * 3_000_000), "too_deep"),
    "one key again and again": (cut(b"a: 1\n" * 2_200_000), "too_many_values"),
    "a list without end": (cut(b"- a\n" * 2_700_000), "too_many_values"),
    "keys nobody knows": (cut(b"type: command\n" + b"".join(b"k%d: 1\n" % i for i in range(290_000))), "unknown_key"),
    "aliases of aliases": (b"a: &a {x: {y: [1, 2, 3]}}\nb: [" + b"*a," * 900_000 + b"]", "alias_bomb"),
    "texts that begin expressions": (cut(b"a: '" + b"${{" * 3_000_000 + b"'"), "unknown_key"),
    "braces without a dollar": (cut(b"a: '" + b"{{a " * 2_600_000) + b"'", "unknown_key"),
    "one number": (cut(b"a: " + b"9" * MAX_BYTES), "unknown_key"),
    "nodes in a ring": (
        nodes("  n#: {command: ls, inputs: {x: '${{parent.jobs.n#+.outputs.o}}'}, outputs: {o: }}\n", 20_000),
        "cycle",
    ),
    "names that become one": (
        HEAD
        + "".join(
            f"  {''.join(c.upper() if i >> k & 1 else c for k, c in enumerate('abcdefghijklmno'))}: {{command: ls}}\n"
            for i in range(20_000)
        ).encode(),
        "translated",
    ),
    "nodes of the old dialect": (nodes("  N-#: {type: component_job, inputs: {x: inputs.y}}\n", 25_000), "translated"),
}


@pytest.mark.parametrize(("data", "code"), LARGE.values(), ids=LARGE.keys())
def test_a_large_document_is_answered_soon(data: bytes, code: str) -> None:
    started = time.process_time()
    document = read_text(data)
    found = read_document(document, "pipeline.yml", around())
    assert time.process_time() - started < 6
    assert code in {problem.code for problem in found.problems}
    assert len(found.problems) <= 1100
    assert all(len(problem.message) < 3000 for problem in found.problems)
