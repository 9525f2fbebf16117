"""What a step asks of its machine: how it is written, what is refused, and that none of it decides what comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from designer.spec.compile import compile_job
from designer.spec.hashing import reuse_key
from designer.spec.plan import Step, from_json, to_json
from designer.spec.problems import Problem
from designer.spec.read import read_job
from designer.spec.resources import Wants, priority_of, size, wants_of
from designer.spec.testing import MemoryFiles

COMPONENT = """\
type: command
command: echo hi
environment: current
resources: {instance_count: 1, properties: {penstock: {cpus: 2, memory: 1Gi, retries: 2}}}
"""
PIPELINE = """\
type: pipeline
settings: {priority: high}
jobs:
  a:
    component: ./c.yml
    queue_settings: {job_tier: spot}
    resources: {properties: {penstock: {gpus: 1, memory: 4Gi}}}
  plain: {command: echo hi, environment: current}
"""


def compiled(text: str) -> tuple[Step | None, list[Problem]]:
    job = read_job(text).job
    assert job is not None
    return compile_job(job, MemoryFiles({"c.yml": COMPONENT}))


def said(ours: str) -> list[tuple[str, str]]:
    text = f"type: command\ncommand: echo\nenvironment: current\nresources: {{properties: {{penstock: {ours}}}}}\n"
    return [(problem.severity, problem.code) for problem in compiled(text)[1]]


def test_a_node_adds_to_what_its_component_says_and_wins_over_it() -> None:
    plan, problems = compiled(PIPELINE)
    assert plan is not None
    assert not problems
    step = plan.children[0]
    assert wants_of(step) == Wants(cpus=2, gpus=1, memory=4 << 30, priority=-1)
    assert step.spec["retries"] == {"most": 2, "delay": 5.0}
    assert from_json(to_json(plan)) == plan


def test_a_step_that_asks_for_nothing_carries_nothing() -> None:
    plan, _ = compiled(PIPELINE)
    assert plan is not None
    assert plan.children[1].spec == {}
    assert wants_of(plan.children[1]) is wants_of(Step("a", "a", "command"))


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("4Gi", 4 << 30),
        ("512Mi", 512 << 20),
        ("2g", 2 << 30),
        ("1.5 GiB", 3 << 29),
        ("2GB", 2 * 10**9),
        ("64kB", 64000),
    ],
)
def test_sizes_are_read_with_their_units(text: str, bytes_: int) -> None:
    assert size(text) == bytes_


@pytest.mark.parametrize("text", ["4", 4, "much", "", "-1Gi", "0Gi", None, True, "4 apples", "1e9"])
def test_a_size_without_a_unit_is_none(text: Any) -> None:
    assert size(text) is None


@pytest.mark.parametrize(
    "ours", ["{cpus: 0}", "{cpus: 1.5}", "{gpus: some}", "{memory: 4}", "{retries: -1}", "{retry_delay: soon}", "much"]
)
def test_what_cannot_be_read_is_an_error(ours: str) -> None:
    assert [severity for severity, _ in said(ours)] == ["error"]


def test_a_key_that_nobody_knows_is_a_warning() -> None:
    assert said("{gpu: 1}") == [("warning", "unknown_key")]


def test_the_priority_is_what_is_said_else_what_the_tier_amounts_to() -> None:
    assert [priority_of(queue) for queue in ({"priority": "Low"}, {"job_tier": "spot"}, {"job_tier": "premium"})] == [
        -1,
        -1,
        1,
    ]
    assert priority_of({"priority": "high", "job_tier": "spot"}) == 1
    assert priority_of({"job_tier": "standard"}) is None


def test_how_a_step_runs_here_does_not_decide_what_comes_out() -> None:
    plan, _ = compiled(PIPELINE)
    assert plan is not None
    step = plan.children[0]
    bare = replace(step, resources={"instance_count": 1}, spec={})
    assert reuse_key(step, {}, "e") == reuse_key(bare, {}, "e")
    assert reuse_key(step, {}, "e") != reuse_key(replace(step, resources={"instance_count": 2}), {}, "e")
