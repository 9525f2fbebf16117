"""The plan: data followed to the step that writes it, literals read by the inner type, settings from the nearest."""

from typing import Any

import pytest

from designer.spec import plan
from designer.spec.compile import compile_job
from designer.spec.plan import Value
from designer.spec.problems import Problem, errors
from designer.spec.read import read_job
from designer.spec.testing import MemoryFiles
from tests.unit.spec.samples import GOOD, files

LEAF = """\
type: command
inputs:
  data: {type: uri_folder, optional: true}
  n: {type: integer, default: 2}
  x: {type: number, default: 0.5}
outputs:
  out: {type: uri_file}
environment: {image: i}
compute: azureml:leaf
limits: {timeout: 30}
environment_variables: {A: 1, B: component}
resources: {instance_count: 1, shm_size: 1g}
command: run ${{inputs.n}} ${{inputs.x}} $[[--data ${{inputs.data}}]] > ${{outputs.out}}
"""
INNER = """\
type: pipeline
inputs:
  data: {type: uri_folder, optional: true}
  n: {type: integer, default: 7}
  where: {type: string, default: inner}
outputs:
  first: {type: uri_file}
  last: {type: uri_folder, mode: upload}
jobs:
  b:
    component: ./leaf.yml
    inputs: {data: "${{parent.jobs.a.outputs.out}}", x: "${{parent.inputs.n}}"}
    outputs: {out: "${{parent.outputs.last}}"}
  a:
    component: ./leaf.yml
    inputs: {data: "${{parent.inputs.data}}", n: "${{parent.inputs.n}}"}
    outputs: {out: "${{parent.outputs.first}}"}
    compute: ${{parent.inputs.where}}
"""
OUTER = """\
type: pipeline
inputs: {data: {type: uri_folder}}
outputs: {result: {type: uri_folder}}
jobs:
  in: {type: pipeline, component: ./inner.yml, inputs: {data: "${{parent.inputs.data}}", n: "3"}, outputs: {last: "${{parent.outputs.result}}"}}
"""  # noqa: E501
ROOT = """\
type: pipeline
display_name: whole
settings: {default_compute: azureml:root, continue_on_step_failure: true}
inputs: {data: {type: uri_folder, path: ./data, mode: download}}
outputs: {result: {type: uri_folder, path: azureml://datastores/d/paths/r}}
jobs:
  after:
    command: cat ${{inputs.r}} > ${{outputs.o}}/x
    environment: {image: i}
    inputs: {r: "${{parent.jobs.deep.outputs.result}}", f: "${{parent.jobs.flat.outputs.first}}"}
    outputs: {o: }
  deep:
    type: pipeline
    component: ./outer.yml
    inputs: {data: "${{parent.inputs.data}}"}
    outputs: {result: "${{parent.outputs.result}}"}
  flat:
    component: ./inner.yml
"""


def compiled(text: str, known: MemoryFiles | None = None, **options: Any) -> tuple[dict[str, plan.Step], list[Problem]]:
    known = known or files(leaf_yml=LEAF, inner_yml=INNER, outer_yml=OUTER)
    job = read_job(text).job
    assert job is not None
    step, problems = compile_job(job, known, **options)
    return ({found.path: found for found in step.walk()} if step else {}), problems


def test_bindings_lead_through_pipelines_to_the_step_that_writes() -> None:
    steps, problems = compiled(ROOT)
    assert errors(problems) == []
    assert list(steps) == ["", "after", "deep", "deep/in", "deep/in/b", "deep/in/a", "flat", "flat/b", "flat/a"]
    assert steps["after"].inputs["r"] == Value("node", "uri_file", path="deep/in/b", port="out")
    assert steps["after"].inputs["f"] == Value("node", "uri_file", path="flat/a", port="out")
    assert steps["after"].needs == ("deep/in/b", "flat/a")
    assert steps["deep/in/b"].needs == ("deep/in/a",)
    assert steps["deep/in/a"].needs == ()
    assert steps["deep"].kind == "pipeline"
    assert steps["deep"].needs == ()


def test_every_pipeline_knows_who_writes_its_outputs() -> None:
    steps, _ = compiled(ROOT)
    assert steps[""].outputs_from == {"result": ("deep/in/b", "out")}
    assert steps["deep"].outputs_from == {"result": ("deep/in/b", "out")}
    assert steps["deep/in"].outputs_from == {"first": ("deep/in/a", "out"), "last": ("deep/in/b", "out")}
    assert steps["flat"].outputs_from["last"] == ("flat/b", "out")


def test_data_of_the_root_reaches_the_innermost_step_as_one_snapshot() -> None:
    steps, _ = compiled(ROOT)
    value = steps["deep/in/a"].inputs["data"]
    assert (value.kind, value.uri, value.mode) == ("data", "./data", "download")
    assert value.snapshot == steps[""].inputs["data"].snapshot


def test_literals_are_read_again_by_the_inner_type() -> None:
    steps, _ = compiled(ROOT)
    assert steps["deep/in"].inputs["n"] == Value("literal", "integer", 3)
    assert steps["deep/in/a"].inputs["n"] == Value("literal", "integer", 3)
    assert steps["deep/in/b"].inputs["x"] == Value("literal", "number", 3)
    assert steps["flat/a"].inputs["n"] == Value("literal", "integer", 7)
    assert steps["deep/in/b"].inputs["n"] == Value("literal", "integer", 2)


def test_an_optional_input_without_value_reaches_the_inner_one_as_none() -> None:
    steps, _ = compiled(ROOT)
    assert steps["flat"].inputs["data"].kind == "none"
    assert steps["flat/a"].inputs["data"].kind == "none"


def test_compute_comes_from_the_node_then_its_component_then_the_pipelines() -> None:
    steps, _ = compiled(ROOT)
    assert steps["deep/in/a"].compute == "inner"
    assert steps["deep/in/b"].compute == "leaf"
    assert steps["after"].compute == "root"


def test_what_the_node_says_wins_over_its_component() -> None:
    text = (
        "type: pipeline\njobs:\n  a:\n    component: ./leaf.yml\n    limits: {timeout: 60}\n"
        "    environment_variables: {B: node, C: true}\n    resources: {instance_count: 2}\n"
        "    distribution: {type: pytorch}\n    compute: gpu\n"
    )
    step = compiled(text)[0]["a"]
    assert step.timeout == 60
    assert step.environment_variables == {"A": "1", "B": "node", "C": "True"}
    assert step.resources == {"instance_count": 2, "shm_size": "1g"}
    assert step.spec == {"distribution": {"type": "pytorch"}}
    assert step.compute == "gpu"


def test_settings_of_failure_and_reuse_hold_below_until_told_otherwise() -> None:
    inner = INNER.replace(
        "type: pipeline\n", "type: pipeline\nsettings: {continue_on_step_failure: false, force_rerun: true}\n"
    )
    steps, _ = compiled(ROOT, files(leaf_yml=LEAF, inner_yml=inner, outer_yml=OUTER))
    assert steps[""].continue_on_step_failure
    assert steps["deep"].continue_on_step_failure
    assert not steps["deep/in"].continue_on_step_failure
    assert steps["deep/in/a"].force_rerun
    assert not steps["after"].force_rerun


def test_outputs_take_type_mode_and_address_from_the_nearest_that_says() -> None:
    steps, _ = compiled(ROOT)
    assert steps["deep/in/b"].outputs["out"].type == "uri_file"
    assert steps["deep/in/b"].outputs["out"].uri == "azureml://datastores/d/paths/r"
    assert steps["after"].outputs["o"].type == "uri_folder"


def test_values_can_be_given_at_submission() -> None:
    steps, problems = compiled(GOOD, files(), inputs={"rate": "0.75", "raw": "./src"}, force_rerun=True)
    assert problems == []
    assert steps["train"].inputs["rate"] == Value("literal", "number", 0.75)
    assert steps["prep_data"].inputs["raw"].uri == "./src"
    assert steps[""].force_rerun


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"rat": 1}, "unknown_input"),
        ({"rate": "fast"}, "wrong_literal"),
        ({"raw": 5}, "literal_to_data"),
        ({"raw": "./gone"}, "data_not_found"),
        ({"rate": {"path": "x"}}, "data_to_parameter"),
    ],
)
def test_wrong_values_at_submission_are_problems(inputs: dict[str, Any], code: str) -> None:
    steps, problems = compiled(GOOD, files(), inputs=inputs)
    assert steps == {}
    assert code in [p.code for p in problems if p.severity == "error"]


def test_a_pipeline_input_without_value_is_needed_at_submission_only() -> None:
    text = GOOD.replace("raw: {type: uri_folder, path: ./data}", "raw: {type: uri_folder}")
    steps, problems = compiled(text, files())
    assert steps == {}
    assert "input_without_value" in [p.code for p in problems if p.severity == "error"]
    assert compiled(text, files(), inputs={"raw": "./data"})[0]


def test_a_job_can_be_made_of_a_pipeline_component() -> None:
    text = "type: pipeline\ncomponent: ./inner.yml\ninputs: {data: {type: uri_folder, path: ./data}, n: 9}\n"
    steps, problems = compiled(text)
    assert errors(problems) == []
    assert list(steps) == ["", "b", "a"]
    assert steps["a"].inputs["n"].value == 9
    assert steps["a"].inputs["data"].snapshot
    assert steps[""].outputs_from["last"] == ("b", "out")
    assert compiled(text, inputs={"n": 4})[0]["a"].inputs["n"].value == 4


def test_a_pipeline_component_with_defaults_runs_by_itself() -> None:
    steps, problems = compiled(
        INNER.replace("type: pipeline", "$schema: x/pipelineComponent.schema.json\ntype: pipeline")
    )
    assert errors(problems) == []
    assert steps["a"].inputs["n"].value == 7


def test_a_command_job_is_one_step_at_the_root() -> None:
    text = """\
code: src
command: python fit.py ${{inputs.rate}} ${{inputs.table}} ${{outputs.fitted}}
inputs: {rate: 0.25, table: {type: uri_file, path: ./data/a.csv}, url: https://example.org/x}
outputs: {fitted: }
environment: {image: i}
compute: azureml:cpu
limits: {timeout: 600}
display_name: fit-one
"""
    steps, problems = compiled(text, files(), inputs={"rate": 0.5})
    assert problems == []
    step = steps[""]
    assert (step.kind, step.name, step.compute, step.timeout) == ("command", "fit-one", "cpu", 600)
    assert step.inputs["rate"] == Value("literal", "number", 0.5)
    assert step.inputs["table"].subpath == "a.csv"
    assert step.inputs["url"] == Value("literal", "string", "https://example.org/x")
    assert step.outputs == {"fitted": plan.OutputSpec()}
    assert step.code


def test_addresses_elsewhere_are_kept_as_they_are() -> None:
    for uri in ("https://example.org/a.csv", "azureml:rows@latest", "azureml://datastores/d/paths/x", "wasbs://c@a/x"):
        steps, problems = compiled(GOOD.replace("./data", f'"{uri}"'), files())
        assert problems == []
        assert steps["prep_data"].inputs["raw"] == Value("data", "uri_folder", uri=uri)


def test_a_text_with_a_binding_in_it_is_put_together() -> None:
    text = "type: pipeline\ninputs: {n: 3}\njobs:\n  a: "
    text += '{command: "echo ${{inputs.t}}", environment: e, inputs: {t: "v-${{parent.inputs.n}}.csv"}}\n'
    assert compiled(text)[0]["a"].inputs["t"].value == "v-3.csv"


def test_a_nested_output_that_nobody_writes_is_told() -> None:
    inner = INNER.replace('    outputs: {out: "${{parent.outputs.last}}"}\n', "")
    steps, problems = compiled(ROOT, files(leaf_yml=LEAF, inner_yml=inner, outer_yml=OUTER))
    assert steps == {}
    assert "output_not_written" in [p.code for p in problems if p.severity == "error"]


def test_kinds_that_cannot_run_yet_are_refused_clearly() -> None:
    steps, problems = compiled(
        "type: pipeline\njobs:\n  t: {type: sweep, trial: ./leaf.yml, objective: {goal: minimize, primary_metric: m}}\n"
    )
    assert steps == {}
    assert [p.message for p in errors(problems)] == ["this version cannot run sweep nodes yet"]


def test_a_sweep_by_itself_is_not_run_as_a_command() -> None:
    steps, problems = compiled(
        "type: sweep\ntrial: {command: ls, environment: e}\nobjective: {goal: minimize, primary_metric: m}\n"
    )
    assert steps == {}
    assert [p.code for p in errors(problems)] == ["cannot_run_yet"]


def test_code_is_snapshotted_once_for_all_nodes_that_share_it() -> None:
    known = files()
    nodes = "".join(f"  n{i}: {{component: ./prep.yml, inputs: {{raw: {{path: ./data}}}}}}\n" for i in range(50))
    steps, _ = compiled(f"type: pipeline\njobs:\n{nodes}", known)
    assert len(steps) == 51
    assert sum(1 for asked in known.asked if asked[0] == "snapshot_code") == 1
    assert sum(1 for asked in known.asked if asked[0] == "snapshot_data") == 1
    assert sum(1 for asked in known.asked if asked[0] == "read_text") == 1


def test_pipelines_that_multiply_without_measure_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("designer.spec.compile_node.MAX_STEPS", 1000)
    texts = {
        f"p{i}_yml": "type: pipeline\njobs:\n"
        + "".join(f"  n{k}: {{type: pipeline, component: ./p{i + 1}.yml}}\n" for k in range(10))
        for i in range(6)
    }
    texts["p6_yml"] = "type: pipeline\njobs: {n: {command: ls, environment: e}}\n"
    steps, problems = compiled("type: pipeline\njobs:\n  n: {type: pipeline, component: ./p0.yml}\n", files(**texts))
    assert steps == {}
    assert "too_many_steps" in [p.code for p in problems]


def test_the_artifact_folder_of_a_step_is_an_output_when_somebody_reads_it() -> None:
    text = """\
type: pipeline
jobs:
  a: {command: echo > outputs/x.txt, environment: e}
  b: {command: "cat ${{inputs.a}}/x", environment: e, inputs: {a: "${{parent.jobs.a.outputs.artifacts}}"}}
"""
    steps, problems = compiled(text)
    assert problems == []
    assert steps["b"].inputs["a"] == Value("node", "uri_folder", path="a", port="artifacts")
    assert steps["a"].outputs == {"artifacts": plan.OutputSpec()}
    assert steps["a"].spec == {"artifacts_output": True}
    assert steps["b"].outputs == {}


def test_undeclared_inputs_are_warned_about_and_left_out() -> None:
    steps, problems = compiled(GOOD.replace("      rate: $", "      extra: 5\n      rate: $"), files())
    assert [p.code for p in problems] == ["undeclared_input"]
    assert "extra" not in steps["train"].inputs
