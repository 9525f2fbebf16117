"""The quick look at a node never hides an old form, and keeps large pipelines of today fast."""

import time

import pytest

from benchmarks.fuzz.mutate import mutations, seeds
from designer.spec.document import read_text
from designer.spec.old import jobs, modernise


def test_looking_closely_finds_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [read_text(data) for data in (*seeds(), *mutations(600, seed=9))]
    quick = [modernise(document)[0].root for document in documents]
    monkeypatch.setattr(jobs, "is_plain", lambda _: False)
    for document, root in zip(documents, quick, strict=True):
        assert repr(modernise(document)[0].root) == repr(root)


def test_a_large_pipeline_of_today_costs_next_to_nothing() -> None:
    nodes = "".join(
        f"  n{i}: {{component: ./a.yml, inputs: {{x: '${{{{parent.jobs.n{i - 1}.outputs.o}}}}', r: 0.5}}}}\n"
        for i in range(1, 5000)
    )
    document = read_text(f"type: pipeline\njobs:\n{nodes}")
    started = time.process_time()
    assert modernise(document)[0] is document
    assert time.process_time() - started < 0.25
