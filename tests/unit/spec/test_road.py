"""The whole road of the dialect on one small pipeline: text, job, canvas, text, plan."""

import json

from designer.spec import plan
from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.compile import compile_job
from designer.spec.emit import to_yaml
from designer.spec.read import read_job
from designer.spec.testing import MemoryFiles
from designer.spec.validate import validate

COUNT = """name: count_rows
version: 3
type: command
inputs:
  table: {type: uri_folder}
  top: {type: integer, default: 5, min: 1, max: 50}
  label: {type: string, default: all, enum: [all, new]}
  extra: {type: uri_file, optional: true}
outputs:
  report: {type: uri_folder}
code: ./src
environment: {image: "python:3.11"}
command: >-
  python count.py --table ${{inputs.table}} --top ${{inputs.top}} --label ${{inputs.label}}
  $[[--extra ${{inputs.extra}}]] --report ${{outputs.report}}
"""
PIPELINE = """$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
display_name: count and show
settings: {default_compute: azureml:cpu-cluster, force_rerun: true}
inputs:
  how_many: 7
  raw: {type: uri_folder, path: ./data}
outputs:
  final: {type: uri_folder, mode: upload}
jobs:
  count:
    type: command
    component: ./count.yml
    inputs: {table: "${{parent.inputs.raw}}", top: "${{parent.inputs.how_many}}"}
    outputs: {report: {mode: rw_mount}}
  show:
    command: cat ${{inputs.r}}/report.txt > ${{outputs.o}}/final.txt
    environment: {image: "python:3.11"}
    compute: azureml:gpu
    inputs: {r: "${{parent.jobs.count.outputs.report}}"}
    outputs: {o: "${{parent.outputs.final}}"}
"""


def files() -> MemoryFiles:
    return MemoryFiles({"count.yml": COUNT, "src/count.py": "print()", "data/a.csv": "1"}, {"count_rows:3": COUNT})


def test_a_good_pipeline_has_no_problems() -> None:
    read = read_job(PIPELINE, files=files())
    assert read.problems == ()
    assert read.job is not None
    assert validate(read.job, files()) == []


def test_text_canvas_and_text_again_say_the_same() -> None:
    job = read_job(PIPELINE).job
    assert job is not None
    through_json = json.loads(json.dumps(to_canvas(job)))
    again, problems = from_canvas(through_json)
    assert problems == []
    assert again is not None
    assert again.body == job.body
    assert list(again.body) == list(job.body)
    read = read_job(to_yaml(again)).job
    assert read is not None
    assert read.body == job.body
    assert to_canvas(read) == through_json


def test_the_plan_knows_values_needs_and_writers() -> None:
    job = read_job(PIPELINE).job
    assert job is not None
    step, problems = compile_job(job, files(), inputs={"how_many": "9"})
    assert problems == []
    assert step is not None
    count, show = step.children
    assert count.inputs["top"] == plan.Value("literal", "integer", 9)
    assert count.inputs["extra"].kind == "none"
    assert count.inputs["table"].snapshot
    assert count.compute == "cpu-cluster"
    assert show.compute == "gpu"
    assert show.needs == ("count",)
    assert show.inputs["r"] == plan.Value("node", "uri_folder", path="count", port="report")
    assert step.outputs_from == {"final": ("show", "o")}
    assert plan.from_json(json.loads(json.dumps(plan.to_json(step)))) == step
