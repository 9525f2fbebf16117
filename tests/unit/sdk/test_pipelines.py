"""Pipelines written in Python: what is refused, and what is written."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from penstock import Input, Output, command, dsl, load_component, load_job
from penstock.entities import Data, Environment, PipelineJob
from penstock.exceptions import UserErrorException, ValidationException
from penstock.sweep import Choice

COMPONENT = """
# how to prepare
name: prep
type: command
inputs:
  raw: {type: uri_folder}
  rate: {type: number, default: 0.5}
outputs: {table: {type: uri_folder}}
environment: {image: python, conda_file: ./conda.yml}
code: ./src
command: python step.py ${{inputs.raw}} ${{inputs.rate}} ${{outputs.table}}
"""


@pytest.fixture
def prep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A component from a file, in the folder where the program runs."""
    (tmp_path / "prep.yml").write_text(COMPONENT)
    monkeypatch.chdir(tmp_path)
    return load_component("prep.yml")


def yaml_of(job: Any) -> Any:
    return yaml.safe_load(str(job))


def test_printing_a_pipeline_shows_its_yaml(prep: Any) -> None:
    @dsl.pipeline(default_compute="cpu")
    def study(raw, rate: float = 0.1):
        first = prep(raw=raw, rate=rate)
        return {"table": first.outputs.table}

    assert yaml_of(study(raw=Input(path="./data"))) == {
        "type": "pipeline",
        "display_name": "study",
        "settings": {"default_compute": "azureml:cpu"},
        "inputs": {"raw": {"type": "uri_folder", "path": "./data"}, "rate": 0.1},
        "outputs": {"table": {"type": "uri_folder"}},
        "jobs": {
            "first": {
                "type": "command",
                "component": "./prep.yml",
                "inputs": {"raw": "${{parent.inputs.raw}}", "rate": "${{parent.inputs.rate}}"},
                "outputs": {"table": "${{parent.outputs.table}}"},
            }
        },
    }


def test_paths_are_said_from_where_the_file_is_written(prep: Any, tmp_path: Path) -> None:
    @dsl.pipeline
    def inner(raw):
        prep(raw=raw)

    @dsl.pipeline
    def study(raw):
        inner(raw=raw)

    study(raw=Input(path="./data")).dump(tmp_path / "out" / "study.yml")
    written = yaml.safe_load((tmp_path / "out" / "study.yml").read_text())
    assert written["inputs"]["raw"]["path"] == "../data"
    assert written["jobs"]["inner"]["component"] == "./study.inner.yml"
    assert (
        yaml.safe_load((tmp_path / "out" / "study.inner.yml").read_text())["jobs"]["prep"]["component"] == "../prep.yml"
    )


def test_a_component_that_was_changed_is_written_in_full(prep: Any) -> None:
    prep.environment.image = "other"

    @dsl.pipeline
    def study(raw):
        prep(raw=raw)

    component = yaml_of(study(raw=Input(path="x")))["jobs"]["prep"]["component"]
    assert component["environment"] == {"image": "other", "conda_file": "./conda.yml"}
    assert component["code"] == "./src"


def test_names_are_found_behind_decorators_and_partials(prep: Any) -> None:
    def logged(function: Any) -> Any:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return call

    @dsl.pipeline
    @logged
    def study(raw):
        renamed = prep(raw=raw)
        del_me = prep(raw=renamed)
        return {"table": del_me.outputs.table}

    assert list(yaml_of(study(raw=Input(path="x")))["jobs"]) == ["renamed", "del_me"]


def test_a_profiler_goes_on_seeing_what_happens(prep: Any) -> None:
    seen = []

    @dsl.pipeline
    def study(raw):
        prep(raw=raw)

    before = sys.getprofile()
    sys.setprofile(lambda frame, event, argument: seen.append(frame.f_code.co_name))
    try:
        study(raw=Input(path="x"))
        assert sys.getprofile() is not None
    finally:
        sys.setprofile(before)
    assert "study" in seen


def test_a_pipeline_function_makes_a_new_job_each_time(prep: Any) -> None:
    @dsl.pipeline
    def study(raw, rate=1.0):
        first = prep(raw=raw, rate=rate)
        return {"t": first.outputs.table}

    one, two = study(raw=Input(path="a")), study(raw=Input(path="b"), rate=2.0)
    two.jobs["first"].compute = "big"
    two.outputs.t.mode = "upload"
    assert (yaml_of(one)["inputs"]["raw"]["path"], yaml_of(two)["inputs"]["rate"]) == ("a", 2.0)
    assert "compute" not in yaml_of(one)["jobs"]["first"]
    assert yaml_of(one)["outputs"] == {"t": {"type": "uri_folder"}}


def test_plain_python_values_reach_the_function(prep: Any) -> None:
    @dsl.pipeline(non_pipeline_inputs=["folds"])
    def study(raw, folds, top: int = 3):
        for number in range(folds):
            prep(raw=raw, rate=float(number) + top.result())

    job = yaml_of(study(raw=Input(path="x"), folds=2))
    assert [node["inputs"]["rate"] for node in job["jobs"].values()] == [3.0, 4.0]
    assert set(job["inputs"]) == {"raw", "top"}


def test_inputs_of_a_made_pipeline_can_be_set(prep: Any) -> None:
    @dsl.pipeline
    def study(raw, rate=1.0):
        prep(raw=raw, rate=rate)

    job = study(raw=Input(path="x"))
    job.inputs.rate = 3
    job.inputs.raw.path = "azureml:rows:2"
    job.inputs["raw"].mode = "download"
    job.settings.continue_on_step_failure = False
    found = yaml_of(job)
    assert found["inputs"] == {"raw": {"type": "uri_folder", "path": "azureml:rows:2", "mode": "download"}, "rate": 3}
    assert found["settings"] == {"continue_on_step_failure": False}
    with pytest.raises(ValidationException, match="did you mean 'rate'"):
        job.inputs.rte = 4


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"rwa": 1}, "did you mean 'raw'"),
        ({"raw": 3}, "is data"),
        ({"raw": object()}, "is data"),
        ({"raw": Environment(image="x")}, "Environment"),
    ],
)
def test_wrong_inputs_are_told_at_once(prep: Any, inputs: dict[str, Any], message: str) -> None:
    with pytest.raises(UserErrorException, match=message):
        prep(**inputs)


def test_what_a_pipeline_cannot_be_is_told(prep: Any) -> None:
    @dsl.pipeline
    def starred(*raw):
        prep(raw=raw)

    @dsl.pipeline
    def listed(raw):
        return [prep(raw=raw)]

    @dsl.pipeline
    def Capital(raw):
        First = prep(raw=raw)
        return {"t": First.outputs.table}

    @dsl.pipeline
    def twice(raw):
        one = prep(raw=raw)
        two = prep(raw=raw)
        two.name = "one"
        return {"t": one.outputs.table}

    for function, message in (
        (starred, "names all its inputs"),
        (listed, "return a mapping"),
        (Capital, "call it 'first'"),
        (twice, "are called 'one'"),
    ):
        with pytest.raises(UserErrorException) as raised:
            function(Input(path="x"))
        assert message in str(raised.value)
    with pytest.raises(UserErrorException, match="its inputs: raw"):
        listed(rwa=1)


def test_a_standalone_command_gets_its_defaults(prep: Any) -> None:
    job = command(
        name="fit",
        code="src",
        command="python x.py ${{inputs.rate}} ${{inputs.word}} ${{inputs.flag}}",
        inputs={"rate": Input(type="number", default=0.5), "word": "a", "flag": True},
        outputs={"model": Output(type="mlflow_model")},
        environment=Environment(image="python", conda_file={"dependencies": ["python"]}),
        compute="cpu",
        timeout=60,
        instance_count=2,
    )
    job.environment_variables["A"] = "1"
    assert yaml_of(job) == {
        "type": "command",
        "name": "fit",
        "code": "src",
        "command": "python x.py ${{inputs.rate}} ${{inputs.word}} ${{inputs.flag}}",
        "environment": {"image": "python", "conda_file": {"dependencies": ["python"]}},
        "resources": {"instance_count": 2},
        "inputs": {"rate": 0.5, "word": "a", "flag": True},
        "outputs": {"model": {"type": "mlflow_model"}},
        "compute": "azureml:cpu",
        "environment_variables": {"A": "1"},
        "limits": {"timeout": 60},
    }


def test_a_loaded_job_is_written_as_it_was(tmp_path: Path) -> None:
    text = (
        "$schema: https://example.org/pipelineJob.schema.json\ntype: pipeline\nodd: 1\ninputs: {a: 1, f: {path: ./d}}\n"
        "outputs: {o: }\njobs:\n  n:\n    component: ./c.yml\n    odd: kept\n    inputs: {x: '${{parent.inputs.a}}'}\n"
        "    outputs: {p: , q: {mode: upload}}\n  m: {command: ls, environment: {image: i}, limits: {timeout: 5}}\n"
    )
    (tmp_path / "p.yml").write_text(text)
    job = load_job(tmp_path / "p.yml")
    assert isinstance(job, PipelineJob)
    assert list(job._job(_place(tmp_path))) == ["$schema", "type", "odd", "inputs", "outputs", "jobs"]
    assert job._job(_place(tmp_path)) == yaml.safe_load(text)


def _place(folder: Path) -> Any:
    from penstock.sdk.body import Place

    return Place(folder)


def test_files_that_cannot_be_read_say_where(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("a: 1\na: [\n")
    with pytest.raises(ValidationException, match=r"bad\.yml:3"):
        load_job(tmp_path / "bad.yml")
    with pytest.raises(ValidationException, match="cannot be read"):
        load_component(tmp_path / "none.yml")
    (tmp_path / "list.yml").write_text("- a\n")
    with pytest.raises(ValidationException, match="no mapping"):
        load_job(tmp_path / "list.yml")


def test_assets_stand_for_inputs(prep: Any) -> None:
    @dsl.pipeline
    def study(raw):
        prep(raw=raw)

    assert yaml_of(study(raw=Data(name="rows", version=3)))["inputs"]["raw"]["path"] == "azureml:rows:3"
    assert yaml_of(study(raw=Data(name="rows", path="./d")))["inputs"]["raw"]["path"] == "./d"


def test_a_name_that_is_nothing_is_told_with_the_nearest() -> None:
    trial = command(command="ls ${{inputs.c}}", inputs={"c": Choice([1])}, environment="e")
    with pytest.raises(AttributeError, match="did you mean 'sampling_algorithm'"):
        _ = trial.sweep(primary_metric="m", goal="minimize").samplingalgorithm


def test_data_may_be_the_default_of_a_parameter(prep: Any) -> None:
    rows = Input(type="uri_folder", path="azureml:rows:1")

    @dsl.pipeline
    def inner(raw=rows):
        prep(raw=raw)

    @dsl.pipeline
    def outer():
        inner()

    assert yaml_of(inner())["inputs"]["raw"] == {"type": "uri_folder", "path": "azureml:rows:1"}
    node = yaml_of(outer())["jobs"]["inner"]
    assert node["inputs"] == {"raw": {"type": "uri_folder", "path": "azureml:rows:1"}}
    assert node["component"]["inputs"] == {"raw": {"type": "uri_folder"}}


def test_a_pipeline_component_is_a_job_when_it_is_called_alone(prep: Any, tmp_path: Path) -> None:
    (tmp_path / "both.yml").write_text(
        "type: pipeline\nname: both\ninputs: {rows: {type: uri_folder}}\n"
        "jobs: {one: {component: ./prep.yml, inputs: {raw: '${{parent.inputs.rows}}'}}}\n"
    )
    job = load_component("both.yml")(rows=Input(path="./rows"))
    job.experiment_name, job.settings.default_compute = "alone", "cpu"
    assert yaml_of(job) == {
        "type": "pipeline",
        "component": "./both.yml",
        "inputs": {"rows": {"type": "uri_folder", "path": "./rows"}},
        "settings": {"default_compute": "azureml:cpu"},
        "experiment_name": "alone",
    }


def test_a_parameter_is_no_number_while_the_function_runs(prep: Any) -> None:
    @dsl.pipeline
    def study(raw, rate: float = 0.5):
        prep(raw=raw, rate=rate * 2)

    with pytest.raises(UserErrorException, match=r"rate\.result\(\)"):
        study(raw=Input(path="x"))


@pytest.mark.parametrize(
    "text",
    [
        "name: n\ntype: command\nexperiment_name: e\ncommand: ls\ncode: ./src\n"
        "environment: {image: i, conda_file: ./c.yml}\ninputs: {a: 1, f: {type: uri_file, path: ./rows.csv}}\n"
        "outputs: {o: }\nlimits: {timeout: 60}\nodd: kept\n",
        "$schema: x/sweepJob.schema.json\ntype: sweep\nexperiment_name: e\n"
        "trial: {command: ls, code: ./src, environment: e}\nobjective: {goal: maximize, primary_metric: m}\n"
        "search_space: {c: {type: choice, values: [1, 2]}}\n"
        "sampling_algorithm: {type: random, seed: 7}\nlimits: {max_total_trials: 2}\ncompute: azureml:c\n",
        "type: spark\ncode: ./src\nentry: {file: main.py}\nconf: {spark.driver.cores: 1}\nname: s\n"
        "inputs: {w: {path: ./w.txt}}\n",
        "type: automl\ntask: regression\nname: a\nexperiment_name: e\ntraining_data: {type: mltable, path: ./rows}\n"
        "target_column_name: y\nlimits: {max_trials: 3}\noutputs: {best_model: {type: mlflow_model}}\n",
        "type: pipeline\ncomponent: ./both.yml\nname: p\ninputs: {x: {type: uri_folder, path: ./d}}\n"
        "experiment_name: e\n",
    ],
    ids=["command", "sweep", "spark", "automl", "pipeline"],
)
def test_a_loaded_job_says_what_its_file_said(text: str, tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text(text)
    told = load_job(tmp_path / "job.yml")._job(_place(tmp_path))
    assert told == yaml.safe_load(text)
    assert list(told) == list(yaml.safe_load(text))


def test_a_loaded_command_is_changed_by_its_attributes(tmp_path: Path) -> None:
    (tmp_path / "job.yml").write_text("command: ls\nenvironment: e\nname: n\n")
    job = load_job(tmp_path / "job.yml", params_override=[{"experiment_name": "e"}, {"limits.timeout": 5}])
    job.command, job.compute = "pwd", "cpu"
    job.resources.instance_count = 2
    assert job._to_dict() == {
        "command": "pwd",
        "environment": "azureml:e",
        "name": "n",
        "experiment_name": "e",
        "limits": {"timeout": 5},
        "compute": "azureml:cpu",
        "resources": {"instance_count": 2},
    }


def test_a_node_without_a_variable_takes_no_name_that_a_variable_has(prep: Any) -> None:
    other = command(command="ls ${{inputs.raw}}", inputs={"raw": Input(type="uri_folder")}, environment="e")

    @dsl.pipeline
    def study(raw):
        prep_node = prep(raw=raw)
        prep_node_1 = other(raw=raw)  # noqa: F841 - the name of a node
        prep(raw=raw)
        return {"table": prep_node.outputs.table}

    jobs = yaml_of(study(raw=Input(path="./data")))["jobs"]
    assert list(jobs) == ["prep_node", "prep_node_1", "prep_node_2"]
    assert jobs["prep_node_2"]["component"] == "./prep.yml"
