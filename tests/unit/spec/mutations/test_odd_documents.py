"""What mutations and fuzzing found once, kept as a document of its own."""

import pytest

from benchmarks.fuzz.road import travel

FOUND = {
    "a text alone": b"pipeline settings edge.net/latest/dataset.schema.json\n",
    "a list as a pipeline input": b"type: pipeline\ninputs: {rows: [a, {b: c}], deep: [[]]}\njobs: {}\n",
    "keys like those of the drawing": b"type: pipeline\ninputs: {x: {$style: 1, ${{: 2, name: n, path: p}}\njobs: {}\n",
    "a pipeline with the drawing's words": b"type: pipeline\n$order: [a]\n$empty: b\n$implied: [type]\n$jobs: {}\n",
    "not a number as a node": b"type: pipeline\njobs: {a: {command: ls}, b: .nan, c: 5}\n",
    "overrides inside overrides": b"type: pipeline\njobs: {a: {command: ls, overrides: {overrides: {compute: c}}}}\n",
    "a sweep of nothing": b"type: sweep\n",
    "not a number as a name": b"type: command_component\nname: .nan\ncommand: ls\n",
    "an old component that says it is a pipeline": b"$schema: a/pipelineJob.schema.json\ntype: command_component\n"
    b"command: ls\ncode: {local_path: ./src}\n",
}


@pytest.mark.parametrize("data", FOUND.values(), ids=FOUND.keys())
def test_it_goes_everywhere(data: bytes) -> None:
    travel(data)
