"""The JSON of explanations and plans, as types."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from designer.asset_shapes import FileChange
from runs.api.node_shapes import Part


class OriginPlace(TypedDict):
    """A step: `job` is its own name, `root` the job it is in, `path` its place in there."""

    job: str
    root: str
    path: str


class StepWhy(TypedDict):
    path: str
    decision: Literal["reused", "joined", "ran"] | None
    why: str
    sentence: str


class Explanation(TypedDict):
    """`decision` is null for what has not been looked up; a pipeline says why its `steps` ran instead."""

    decision: Literal["reused", "joined", "ran"] | None
    why: str
    sentence: str
    compared_with: OriginPlace | None
    origin: OriginPlace | None
    rows: list[Part]
    files: list[FileChange]
    steps: list[StepWhy]


class PlannedNode(TypedDict):
    """`reuse` takes what is there, or waits for what runs (why: running, same_step); `after` cannot be known before
    the steps in `after` have run."""

    path: str
    decision: Literal["reuse", "run", "after"]
    why: str
    sentence: str
    differs: list[str]
    origin: OriginPlace | None
    after: NotRequired[list[str]]


class PlannedEnvironment(TypedDict):
    name: str
    state: Literal["ready", "build"]


class Totals(TypedDict):
    reuse: int
    run: int
    after: int


class SubmitPlan(TypedDict):
    nodes: list[PlannedNode]
    environments: list[PlannedEnvironment]
    totals: Totals
    warnings: list[str]
