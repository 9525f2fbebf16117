"""The canvas: lossless both ways for any pipeline, sensible for hand-made ones, calm with broken ones."""

import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.canvas import canvas_at, from_canvas, to_canvas
from designer.spec.compile import compile_job
from designer.spec.emit import to_yaml
from designer.spec.interface import interfaces_for
from designer.spec.model import PipelineJob
from designer.spec.problems import errors
from designer.spec.read import job_of, read_job
from designer.spec.validate import validate
from tests.unit.spec.samples import GOOD, TRAIN, files

names = st.from_regex(r"[a-z_][a-z0-9_]{0,5}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
literals = st.one_of(texts, st.booleans(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False))
data = st.fixed_dictionaries(
    {"type": st.sampled_from(["uri_file", "uri_folder", "mltable"]), "path": texts},
    optional={"mode": st.sampled_from(["ro_mount", "download"]), "other": literals},
)
inputs = st.one_of(literals, data, st.none(), st.fixed_dictionaries({"type": st.just("number"), "default": literals}))
extras = st.dictionaries(
    st.sampled_from(["compute", "limits", "tags", "odd_key", "resources", "environment_variables"]),
    literals | st.dictionaries(st.sampled_from(["timeout", "A"]), literals),
    max_size=3,
)


@st.composite
def pipelines(draw: st.DrawFn) -> dict[str, Any]:
    """A pipeline document with any mix of literals, data, bindings, kinds, unknown keys and orders of keys."""
    own_inputs = draw(st.dictionaries(names, inputs, max_size=3))
    own_outputs = draw(st.dictionaries(names, st.none() | data | st.just({}) | st.just({"mode": "upload"}), max_size=3))
    jobs: dict[str, Any] = {}
    for name in draw(st.lists(names, max_size=4, unique=True)):
        sources = [f"parent.inputs.{own}" for own in own_inputs] + [f"parent.jobs.{j}.outputs.o" for j in jobs]
        bound = st.sampled_from(sources or ["parent.inputs.gone"]).flatmap(
            lambda inner: st.sampled_from(
                [f"${{{{{inner}}}}}", f"${{{{ {inner} }}}}", {"path": f"${{{{{inner}}}}}", "mode": "download"}]
            )
        )
        target = st.sampled_from([f"${{{{parent.outputs.{own}}}}}" for own in own_outputs] or [None])
        what = draw(
            st.sampled_from(
                [
                    {"component": "./a.yml"},
                    {"component": "azureml:a:1", "type": "command"},
                    {"component": {"command": "x", "inputs": {}}},
                    {"command": "run\nit\n", "environment": {"image": "i"}, "type": "command"},
                    {"type": "sweep", "trial": "./t.yml", "search_space": {"c": {"type": "choice", "values": [1, 2]}}},
                    {"type": "automl", "training_data": "${{parent.inputs.x}}", "task": "classification"},
                    {"type": "unheard", "anything": [1, {"a": None}]},
                ]
            )
        )
        node = {
            **what,
            "inputs": draw(st.dictionaries(names, st.one_of(inputs, bound), max_size=4)),
            "outputs": draw(st.dictionaries(names, st.one_of(target, data, st.just({})), max_size=2)),
            **draw(extras),
        }
        node = {key: value for key, value in node.items() if value != {} or draw(st.booleans())}
        jobs[name] = {key: node[key] for key in draw(st.permutations(list(node)))}
    head = draw(st.dictionaries(st.sampled_from(["display_name", "tags", "settings", "compute"]), literals, max_size=2))
    body = {"type": "pipeline", **head, "inputs": own_inputs, "outputs": own_outputs, "jobs": jobs}
    body = {key: value for key, value in body.items() if key in ("type", "jobs") or value != {} or draw(st.booleans())}
    return {key: body[key] for key in draw(st.permutations(list(body)))}


def ordered_equal(left: Any, right: Any) -> bool:
    return json.dumps(left, default=str) == json.dumps(right, default=str)


@settings(max_examples=150, deadline=None)
@given(pipelines())
def test_any_pipeline_survives_canvas_and_text(body: dict[str, Any]) -> None:
    job, _ = job_of(body, base="", file="p.yml")
    assert job is not None
    drawn = to_canvas(job)
    again, problems = from_canvas(json.loads(json.dumps(drawn)))
    assert problems == []
    assert again is not None
    assert again.body == body
    assert list(again.body) == list(body)
    assert [list(node) for node in again.body["jobs"].values()] == [list(node) for node in body["jobs"].values()]
    read = read_job(to_yaml(again)).job
    assert read is not None
    assert read.body == body
    assert to_canvas(read) == drawn
    problems = validate(read, files())
    step, more = compile_job(read, files())
    assert step is not None or errors([*problems, *more])


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_mutation_of_a_text_makes_anything_raise(rng: random.Random) -> None:
    text = list(GOOD)
    for _ in range(rng.randint(1, 12)):
        i = rng.randrange(len(text))
        kind = rng.random()
        if kind < 0.4:
            text[i] = rng.choice("{}[]:,&*!|>'\"%@`#-? \n\t0a$\x00é")
        elif kind < 0.7:
            del text[i : i + rng.randint(1, 9)]
        else:
            text[i:i] = rng.choice(["${{", "}}", ": ", "\n- ", "\n  ", "null", "<<: *a", "&a ", "!!set ", "{{X}}"])
        text = text or ["x"]
    read = read_job("".join(text))
    assert read.job is not None or read.problems
    if read.job is not None:
        problems = validate(read.job, files())
        step, more = compile_job(read.job, files())
        assert step is not None or errors([*problems, *more])
        again, _ = from_canvas(json.loads(json.dumps(to_canvas(read.job))))
        assert again is not None
        assert again.body == read.job.body


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["name", "type", "port", "from", "to", "nodes", "edges", "inputs", "job", "node"]),
                inner,
            )
        ),
        max_leaves=12,
    ),
    st.sampled_from(["job", "inputs", "outputs", "nodes", "edges", "layout", "kind"]),
)
def test_no_canvas_makes_anything_raise(junk: Any, key: str) -> None:
    job = read_job(GOOD).job
    assert job is not None
    document = to_canvas(job)
    document[key] = junk
    found, problems = from_canvas(document)
    assert found is not None or problems
    if found is not None:
        validate(found, files())
        to_canvas(found)
        to_yaml(found)


def drawn_by_hand() -> dict[str, Any]:
    """As the page makes it from nothing: only the keys of the contract."""
    return {
        "format": "penstock.canvas/1",
        "kind": "pipeline",
        "job": {"display_name": "hand-made"},
        "inputs": [
            {"name": "rate", "type": "number", "value": 1},
            {"name": "raw", "type": "uri_folder", "path": "./data"},
            {"name": "label", "type": "string", "value": 5},
        ],
        "outputs": [{"name": "model", "type": "uri_folder"}],
        "nodes": [
            {"name": "prep", "type": "command", "component": "azureml:prep:1", "inputs": {"share": {"literal": 0.3}}},
            {
                "name": "train",
                "type": "command",
                "component": "azureml:train:2",
                "inputs": {},
                "outputs": {},
                "settings": {},
            },
        ],
        "edges": [
            {"from": {"node": None, "port": "raw"}, "to": {"node": "prep", "port": "raw"}},
            {"from": {"node": "prep", "port": "table"}, "to": {"node": "train", "port": "table"}},
            {"from": {"node": None, "port": "rate"}, "to": {"node": "train", "port": "rate"}},
            {"from": {"node": "train", "port": "model"}, "to": {"node": None, "port": "model"}},
        ],
        "layout": {"nodes": {"prep": {"x": 1, "y": 2}}, "notes": []},
    }


def test_a_canvas_drawn_by_hand_becomes_a_proper_document() -> None:
    job, problems = from_canvas(drawn_by_hand())
    assert problems == []
    assert job is not None
    assert list(job.body) == ["$schema", "type", "display_name", "inputs", "outputs", "jobs"]
    assert to_yaml(job).splitlines()[3:7] == ["inputs:", "  rate: 1.0", "  raw:", "    type: uri_folder"]
    read = read_job(to_yaml(job)).job
    assert read is not None
    shown = {item["name"]: (item["type"], item.get("value")) for item in to_canvas(read)["inputs"]}
    assert shown == {"rate": ("number", 1.0), "raw": ("uri_folder", None), "label": ("string", "5")}
    known = files()
    known.components["prep:1"] = known.components["prep:1"].replace("code: ./src\n", "")
    known.components["train:2"] = TRAIN.replace("code: ./src\n", "")
    step, problems = compile_job(job, known)
    assert errors(problems) == []
    assert step is not None
    assert step.children[1].needs == ("prep",)


def test_positions_never_reach_the_text_and_stay_on_the_canvas() -> None:
    job, _ = from_canvas(drawn_by_hand())
    assert job is not None
    assert "layout" not in to_yaml(job)
    assert to_canvas(job)["layout"] == drawn_by_hand()["layout"]


def test_edits_of_the_page_are_kept() -> None:
    job = read_job(GOOD.replace("rate: 0.5", "rate: {type: number, default: 0.50}")).job
    assert job is not None
    document = to_canvas(job)
    document["inputs"][0]["value"] = 0.9
    document["nodes"][0]["name"] = "clean"
    for edge in document["edges"]:
        for end in ("from", "to"):
            if edge[end]["node"] == "prep_data":
                edge[end]["node"] = "clean"
    document["nodes"][1]["inputs"]["rounds"] = {"literal": 20}
    found, problems = from_canvas(document)
    assert problems == []
    assert isinstance(found, PipelineJob)
    assert found.body["inputs"]["rate"]["default"] == 0.9
    assert found.body["jobs"]["train"]["inputs"]["table"] == "${{parent.jobs.clean.outputs.table}}"
    assert found.body["jobs"]["train"]["inputs"]["rounds"] == 20


@pytest.mark.parametrize("document", [None, [], {}, {"format": "penstock.canvas/2"}, {"format": "other"}, "x", 5])
def test_what_is_no_canvas_is_told(document: Any) -> None:
    assert [problem.code for problem in from_canvas(document)[1]] == ["bad_canvas"]


def test_an_absurdly_deep_canvas_is_told() -> None:
    deep: Any = []
    for _ in range(5000):
        deep = [deep]
    assert [p.code for p in from_canvas({**drawn_by_hand(), "job": {"tags": deep}})[1]] == ["bad_canvas"]


def test_a_sub_pipeline_has_a_canvas_and_interfaces_of_its_own() -> None:
    inner = GOOD.replace("  rate: 0.5", "  rate: {type: number, default: 0.5}").replace(", path: ./data", "")
    text = "type: pipeline\njobs:\n  deep: {type: pipeline, component: ./inner.yml, inputs: {raw: {path: data}}}\n"
    known = files(inner_yml=inner)
    job = read_job(text).job
    assert job is not None
    below = canvas_at(job, "deep", known)
    assert below is not None
    assert below["kind"] == "pipeline_component"
    assert [node["name"] for node in below["nodes"]] == ["prep_data", "train"]
    assert canvas_at(job, "deep/train", known) is None
    assert canvas_at(job, "gone", known) is None
    faces = interfaces_for(job, known)
    assert faces["./inner.yml"]["type"] == "pipeline"
    assert [port["name"] for port in faces["./inner.yml"]["inputs"]] == ["rate", "raw"]


def test_inline_jobs_have_an_interface_with_the_types_of_what_is_bound() -> None:
    text = (
        GOOD
        + """  show:
    command: cat ${{inputs.t}}
    environment: e
    inputs: {t: "${{parent.jobs.prep_data.outputs.table}}", n: 3}
"""
    )
    job = read_job(text).job
    assert job is not None
    face = interfaces_for(job, files())["inline:show"]
    assert [(port["name"], port["type"]) for port in face["inputs"]] == [("t", "uri_file"), ("n", "integer")]
