"""Component files and a good pipeline that the tests of the dialect bend."""

from designer.spec.testing import MemoryFiles

PREP = """\
name: prep
version: 1
type: command
inputs:
  raw: {type: uri_folder}
  share: {type: number, default: 0.2, min: 0, max: 1}
outputs:
  table: {type: uri_file}
code: ./src
environment: {image: "python:3.11"}
command: python prep.py ${{inputs.raw}} ${{inputs.share}} ${{outputs.table}}
"""
TRAIN = """\
name: train
version: 2
type: command
inputs:
  table: {type: uri_file}
  rate: {type: number}
  rounds: {type: integer, default: 10}
  kind: {type: string, default: tree, enum: [tree, line]}
  quiet: {type: boolean, default: false}
  start: {type: uri_folder, optional: true}
outputs:
  model: {type: uri_folder}
code: ./src
environment: {image: "python:3.11"}
command: >-
  python train.py ${{inputs.table}} ${{inputs.rate}} ${{inputs.rounds}} ${{inputs.kind}} ${{inputs.quiet}}
  $[[--start ${{inputs.start}}]] ${{outputs.model}}
"""
GOOD = """\
type: pipeline
inputs:
  rate: 0.5
  raw: {type: uri_folder, path: ./data}
outputs:
  model: {type: uri_folder}
jobs:
  prep_data:
    component: ./prep.yml
    inputs:
      raw: ${{parent.inputs.raw}}
  train:
    type: command
    component: ./train.yml
    inputs:
      table: ${{parent.jobs.prep_data.outputs.table}}
      rate: ${{parent.inputs.rate}}
    outputs:
      model: ${{parent.outputs.model}}
"""


def files(**more: str) -> MemoryFiles:
    """`more` adds texts: `inner_yml="…"` is the file `inner.yml`."""
    texts = {"prep.yml": PREP, "train.yml": TRAIN, "src/prep.py": "", "src/train.py": "", "data/a.csv": "1"}
    texts.update({name.replace("_yml", ".yml"): text for name, text in more.items()})
    return MemoryFiles(texts, {"prep:1": PREP, "train:1": TRAIN, "train:2": TRAIN})
