"""Spoiled documents meet nothing but problems: no exception, nothing lost, nothing said twice."""

import os

from benchmarks.fuzz.mutate import mutations
from benchmarks.fuzz.road import travel

COUNT = int(os.environ.get("PENSTOCK_MUTATIONS", "2000"))  # `make nightly` takes 100,000
SEED = int(os.environ.get("PENSTOCK_SEED", "1"))


def test_no_spoiled_document_breaks_a_reader() -> None:
    broken = []
    for number, data in enumerate(mutations(COUNT, SEED)):
        try:
            travel(data)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it should not be
            broken.append((number, type(failure).__name__, str(failure)[:200], data[:2000]))
    assert broken[:3] == []
