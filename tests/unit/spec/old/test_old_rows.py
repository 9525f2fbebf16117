"""Each row of the table old → today, by itself; and that a document of today is left alone."""

import time
from typing import Any

import pytest

from designer.spec.document import read_text
from designer.spec.old import modernise, read_modern
from designer.spec.problems import Problem

JOB = "command: ls\nenvironment: {image: i}\n"
PIPELINE = "type: pipeline\ninputs: {rate: 1, rows: {type: uri_folder, path: ./d}}\noutputs: {model: }\n"
NODE = PIPELINE + "jobs:\n  a: {command: ls, environment: {image: i}, outputs: {o: }}\n  b:\n    command: ls\n"


def translated(text: str, *, component: bool = False) -> tuple[Any, list[Problem]]:
    document, report = modernise(read_text(text), component=component)
    return document.root, report


def at(root: Any, path: str) -> Any:
    for part in path.split("."):
        root = root[part]
    return root


ROWS: list[tuple[str, str, Any]] = [
    (JOB + "code: {local_path: src}", "code", "src"),
    (JOB + "inputs: {x: {data: 'azureml:rows:1'}}", "inputs.x", {"type": "uri_folder", "path": "azureml:rows:1"}),
    (JOB + "inputs: {x: {dataset: 'azureml:rows:1'}}", "inputs.x", {"type": "uri_folder", "path": "azureml:rows:1"}),
    (JOB + "inputs: {x: {data: {local_path: a/b.csv}}}", "inputs.x", {"type": "uri_file", "path": "a/b.csv"}),
    (JOB + "inputs: {x: {data: {path: a/b/}}}", "inputs.x", {"type": "uri_folder", "path": "a/b/"}),
    (
        JOB + "inputs: {x: {data: {path: /a/b, datastore: 'azureml:d'}}}",
        "inputs.x",
        {"type": "uri_folder", "path": "azureml://datastores/d/paths/a/b"},
    ),
    (
        JOB + "inputs: {x: {data: {path: 'https://e.org/a.csv?v=1.0'}, mode: mount}}",
        "inputs.x",
        {"type": "uri_file", "path": "https://e.org/a.csv?v=1.0", "mode": "ro_mount"},
    ),
    (JOB + "inputs: {x: {dataset: {paths: [{file: u}]}}}", "inputs.x", {"type": "uri_file", "path": "u"}),
    (JOB + "inputs: {x: {dataset: {paths: [{folder: u}]}}}", "inputs.x", {"type": "uri_folder", "path": "u"}),
    (JOB + "inputs: {x: {file: u}}", "inputs.x", {"type": "uri_file", "path": "u"}),
    (
        JOB + "inputs: {x: {folder: u, mode: download}}",
        "inputs.x",
        {"type": "uri_folder", "path": "u", "mode": "download"},
    ),
    (JOB + "inputs: {x: {type: path, path: ./a}}", "inputs.x.type", "uri_folder"),
    (JOB + "inputs: {x: {type: uri_file, path: a, mode: mount}}", "inputs.x.mode", "ro_mount"),
    ("command: ls\nenvironment: {docker: {image: i}}", "environment", {"image": "i"}),
    (
        "command: ls\nenvironment: {docker: {build: {dockerfile: 'file:ctx/Dockerfile'}}}",
        "environment",
        {"build": {"path": "ctx", "dockerfile_path": "Dockerfile"}},
    ),
    (
        "command: ls\nenvironment: {docker: {build: {dockerfile: 'file:DOCKERFILE'}}}",
        "environment",
        {"build": {"path": ".", "dockerfile_path": "DOCKERFILE"}},
    ),
    ("command: ls\nenvironment: {image: i, conda_file: 'file:c.yml'}", "environment.conda_file", "c.yml"),
    (JOB + "compute: {target: local}", "compute", "local"),
    (JOB + "compute: {target: c, instance_count: 2}", "resources", {"instance_count": 2}),
    (
        JOB + "compute: {target: c, instance_count: 2}\ndistribution: {type: pytorch, process_count: 5}",
        "distribution",
        {"type": "pytorch", "process_count_per_instance": 3},
    ),
    ("type: command_job\ncommand: ls", "type", "command"),
    ("type: command_component\ncommand: ls", "$schema", "https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json"),
    ("type: pipeline_job\njobs: {}", "type", "pipeline"),
    ("type: sweep_job\nalgorithm: grid", "sampling_algorithm", "grid"),
    ("type: sweep_job\ntimeout_minutes: 2\nmax_total_trials: 3", "limits", {"timeout": 120, "max_total_trials": 3}),
    (
        "type: sweep_job\ntrial: {command: 'ls {search_space.c}', compute: {target: t}}\nsearch_space: {c: {}}",
        "trial",
        {"command": "ls ${{search_space.c}}"},
    ),
    ("command: '{inputs.x} ${inputs.x} {inputs.y}'\ninputs: {x: 1}", "command", "${{inputs.x}} ${inputs.x} {inputs.y}"),
    (NODE + "    inputs: {x: '${{inputs.rate}}'}", "jobs.b.inputs.x", "${{parent.inputs.rate}}"),
    (NODE + "    inputs: {x: '${{ jobs.a.outputs.o }}'}", "jobs.b.inputs.x", "${{parent.jobs.a.outputs.o}}"),
    (NODE + "    inputs: {x: inputs.rate}", "jobs.b.inputs.x", "${{parent.inputs.rate}}"),
    (NODE + "    inputs: {x: jobs.a.outputs.o}", "jobs.b.inputs.x", "${{parent.jobs.a.outputs.o}}"),
    (
        NODE.replace("type: pipeline", "type: pipeline_job") + "    inputs: {x: inputs.misspelt}",
        "jobs.b.inputs.x",
        "${{parent.inputs.misspelt}}",
    ),
    (NODE + "    outputs: {x: outputs.model}", "jobs.b.outputs.x", "${{parent.outputs.model}}"),
    (NODE + "    outputs: {x: '${{outputs.model}}'}", "jobs.b.outputs.x", "${{parent.outputs.model}}"),
    (NODE + "    inputs: {x: {path: '${{inputs.rows}}'}}", "jobs.b.inputs.x.path", "${{parent.inputs.rows}}"),
    (NODE + "    type: component", "jobs.b.type", "command"),
    (NODE + "    overrides: {limits: {timeout: 5}}\n    limits: {x: 1}", "jobs.b.limits", {"x": 1, "timeout": 5}),
    (NODE + "settings: {datastore: d}", "settings", {"default_datastore": "azureml:d"}),
    (NODE + "settings: {compute: c}", "settings", {"default_compute": "azureml:c"}),
    (NODE + "settings: {environment: {image: q}}", "jobs.b.environment", {"image": "q"}),
    (NODE + "settings: {environment: {image: q}}", "jobs.a.environment", {"image": "i"}),
    (NODE + "defaults: {component_job: {compute: {target: c}}}", "settings.default_compute", "azureml:c"),
    (NODE + "defaults: {command_job: {datastore: d}}\ncompute: c", "settings.default_compute", "azureml:c"),
    (
        PIPELINE.replace("model: ", "model: {data: {path: /m}}") + "settings: {datastore: 'azureml:d'}\njobs: {}",
        "outputs.model",
        {"path": "azureml://datastores/d/paths/m"},
    ),
    (PIPELINE.replace("model: ", "model: {data: {path: /m}}") + "jobs: {}", "outputs.model", {}),
    (JOB + "services: {s: {job_service_type: VSCode}}", "services.s", {"type": "vs_code"}),
    (
        JOB + "services: {s: {job_service_type: tensor_board, properties: {logDir: a}}}",
        "services.s",
        {"type": "tensor_board", "log_dir": "a"},
    ),
    ("name: n\ndatastore: azureml:d\npath: a", "path", "azureml://datastores/d/paths/a"),
    ("$schema: x/model.schema.json\nname: n\nlocal_path: m", "path", "m"),
    ("$schema: x/code.schema.json\nname: n\nlocal_path: m", "path", "m"),
    ("$schema: x/environment.schema.json\nname: n\ndocker: {image: i}", "image", "i"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "expected"), ROWS, ids=[f"{i}-{row[1]}" for i, row in enumerate(ROWS)])
def test_an_old_form_is_read_as_the_one_of_today(text: str, path: str, expected: Any) -> None:
    root, report = translated(text)
    assert at(root, path) == expected
    assert {(problem.severity, problem.code) for problem in report} == {("warning", "translated")}
    assert all(problem.line > 0 and problem.args["was"] and problem.args["now"] for problem in report)
    assert modernise(read_text(text))[0].root == root
    again, silence = modernise(read_modern(text))
    assert (again.root, silence) == (root, [])


def test_names_of_nodes_change_with_every_binding_to_them() -> None:
    root, report = translated(
        "type: pipeline\njobs:\n  Train-Job: {command: ls, outputs: {o: }}\n  train_job: {command: ls}\n"
        "  A:\n    command: ls\n"
        "    inputs: {x: '${{parent.jobs.Train-Job.outputs.o}}', y: {path: '${{jobs.Train-Job.outputs.o}}'}}\n"
        "settings: {on_init: A}\n"
    )
    assert list(root["jobs"]) == ["train_job_2", "train_job", "a"]
    binding = "${{parent.jobs.train_job_2.outputs.o}}"
    assert root["jobs"]["a"]["inputs"] == {"x": binding, "y": {"path": binding}}
    assert root["settings"] == {"on_init": "a"}
    assert [(p.line, p.path, p.node) for p in report[:2]] == [
        (3, "jobs.train_job_2", "train_job_2"),
        (5, "jobs.a", "a"),
    ]
    assert report[2].args["was"] == "${{jobs.Train-Job.outputs.o}}"


def test_what_comes_from_an_old_form_keeps_its_line() -> None:
    root, report = translated("command: ls\ncode:\n  local_path: src\ninputs:\n  x:\n    data:\n      local_path: a\n")
    assert [problem.line for problem in report] == [2, 6]
    assert root.marks["code"] == (2, 1)
    assert root["inputs"]["x"].marks == {"type": (6, 5), "path": (6, 5)}


TODAY = (
    "type: pipeline\ncompute: azureml:c\nsettings: {default_compute: x}\noutputs: {o: {mode: mount}}\n"
    "inputs: {data: {type: mltable, path: ./d}, file: 1, inputs: 2}\n"
    "jobs: {a: {type: command, component: ./a.yml, inputs: {x: '${{parent.inputs.data}}', y: inputs.none, data: 5}, "
    "outputs: {p: {path: '${{parent.outputs.o}}'}}}}\n",
    "command: python -c \"print(f'{inputs.x}')\" ${{inputs.x}}\ninputs: {x: 1, data: {type: uri_file, path: a}}\n",
    "type: sweep\nsearch_space: {c: {type: choice, values: [1]}}\n"
    "trial: {command: 'ls ${{inputs.d}}', inputs: {d: {type: uri_file}, c: {type: number}}}\n",
    "type: mltable\npaths: [{file: ./a.csv}]\n",
    "$schema: x/MLTable.schema.json\npaths: [{file: ./a.csv}]\n",
    "$schema: x/data.schema.json\nname: n\npath: ./a\n",
    "$schema: x/commandComponent.schema.json\nname: n\ninputs: {x: {type: path}}\ncommand: ls ${{inputs.x}}\n",
    "type: automl\ntraining_data: {type: mltable, path: ./d}\nlimits: {timeout_minutes: 5}\n",
    "type: pipeline\nsettings: {}\ndefaults: {tune: {type: sweep}}\njobs: {}\n",
    "type: azure_blob\nname: d\n",
    "- 1\n",
)


@pytest.mark.parametrize("text", TODAY)
def test_a_document_of_today_passes_as_it_is(text: str) -> None:
    document = read_text(text)
    same, report = modernise(document)
    assert same is document
    assert report == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("{file: a.csv, datastore: d}", {"type": "uri_file", "path": "azureml://datastores/d/paths/a.csv"}),
        ("{folder: a, datastore: 'azureml:d'}", {"type": "uri_folder", "path": "azureml://datastores/d/paths/a"}),
        ("{data: ./a, datastore: d}", {"type": "uri_folder", "path": "azureml://datastores/d/paths/a"}),
        ("{dataset: 'azureml:rows:1', datastore: d}", {"type": "uri_folder", "path": "azureml:rows:1"}),
    ],
)
def test_a_datastore_beside_a_file_is_not_lost(written: str, read: dict[str, str]) -> None:
    root, _ = translated(JOB + f"inputs: {{x: {written}}}")
    assert root["inputs"]["x"] == read


@pytest.mark.parametrize(
    "node",
    [
        "{type: command, component: 'azureml:c:1', inputs: {column: inputs.rate, r: '${{parent.inputs.rate}}'}}",
        "{type: command, component: 'azureml:c:1', inputs: {rows: jobs.b.outputs.o, r: '${{ parent.inputs.rate }}'}}",
        "{command: \"python -c 'print(f\\\"{inputs.rate}\\\")'\", inputs: {rate: '${{parent.inputs.rate}}'}}",
    ],
)
def test_a_text_that_looks_like_the_earliest_binding_stays_beside_bindings_of_today(node: str) -> None:
    document = read_text(f"{PIPELINE}jobs:\n  a: {node}\n")
    assert isinstance(document.root, dict)
    assert modernise(document)[0].root is document.root


def test_a_binding_of_nothing_but_spaces_takes_no_time() -> None:
    gap = "${{" + " " * 20_000
    inputs = f"{{x: 'inputs.{gap}!', y: 'jobs.Aa.outputs.{gap}'}}"
    text = f"{PIPELINE}jobs:\n  Aa: {{command: ls, inputs: {inputs}}}\n"
    started = time.process_time()
    translated(text)
    assert time.process_time() - started < 2
