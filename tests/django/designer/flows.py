"""Documents and folders of pipelines small enough to read in one look."""

from __future__ import annotations

from pathlib import Path

TRAIN = """\
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
name: train
version: {version}
type: command
display_name: Train a model
tags: {{area: fit}}
inputs:
  rate: {{type: number, default: 0.1}}
outputs:
  model: {{type: uri_folder}}
code: ./src
environment: azureml:current@latest
command: python train.py --rate ${{{{inputs.rate}}}} --model ${{{{outputs.model}}}}
"""
PIPELINE = """\
$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json
type: pipeline
display_name: Fit one
experiment_name: fits
tags: {owner: me}
inputs:
  rate: 0.5
outputs:
  model: {type: uri_folder}
jobs:
  train:
    type: command
    component: ./train.yml
    inputs: {rate: "${{parent.inputs.rate}}"}
    outputs: {model: "${{parent.outputs.model}}"}
"""


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def train(version: object = 1) -> str:
    return TRAIN.format(version=version)
