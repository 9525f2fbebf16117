"""Small pipelines whose steps wait for the test: a step behind a gate goes on when its file is there."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import Server

SHELL = "environment: azureml:current@latest"


@dataclass(frozen=True)
class Gate:
    """Closed until it is opened. Its place is new in every test, so a step that names it is never reused."""

    place: Path

    def open(self) -> None:
        self.place.touch()

    @property
    def wait(self) -> str:
        """What a step does before anything else."""
        return f"until [ -e {self.place} ]; do sleep 0.05; done"


def chain(**commands: str) -> str:
    """Steps one after the other, by name."""
    lines, before = ["type: pipeline", "display_name: A chain", "inputs: {word: hello}", "jobs:"], ""
    for name, command in commands.items():
        earlier = f", before: '${{{{parent.jobs.{before}.outputs.made}}}}'" if before else ""
        lines += [
            f"  {name}:",
            f"    command: {command} && echo ${{{{inputs.word}}}} > ${{{{outputs.made}}}}/word",
            f"    {SHELL}",
            f"    inputs: {{word: '${{{{parent.inputs.word}}}}'{earlier}}}",
            "    outputs: {made: {type: uri_folder}}",
        ]
        before = name
    return "\n".join(lines) + "\n"


def nested(zip_file: Path, gate: Gate) -> Path:
    """A pipeline in a pipeline, as a zip: `inner` holds `wait` (behind the gate) and `say`; `after` follows it."""
    main = f"""
type: pipeline
display_name: Outer
inputs: {{word: hello}}
jobs:
  inner:
    type: pipeline
    component: ./parts/inner.yml
    inputs: {{word: "${{{{parent.inputs.word}}}}"}}
  after:
    command: cat ${{{{inputs.said}}}}/word
    {SHELL}
    inputs: {{said: "${{{{parent.jobs.inner.outputs.said}}}}"}}
"""
    inner = f"""
type: pipeline
name: inner
version: 1
inputs: {{word: {{type: string}}}}
outputs: {{said: {{type: uri_folder}}}}
jobs:
  wait:
    command: {gate.wait} && echo ${{{{inputs.word}}}} > ${{{{outputs.made}}}}/word
    {SHELL}
    inputs: {{word: "${{{{parent.inputs.word}}}}"}}
    outputs: {{made: {{type: uri_folder}}}}
  say:
    command: cp ${{{{inputs.made}}}}/word ${{{{outputs.said}}}}/word && cat ${{{{inputs.made}}}}/word
    {SHELL}
    inputs: {{made: "${{{{parent.jobs.wait.outputs.made}}}}"}}
    outputs: {{said: "${{{{parent.outputs.said}}}}"}}
"""
    with zipfile.ZipFile(zip_file, "w") as archive:
        archive.writestr("pipeline.yml", main)
        archive.writestr("parts/inner.yml", inner)
    return zip_file


def start(server: Server, text: str) -> str:
    """Submits a pipeline: answers the name of the job."""
    return str(server.api.post_form("jobs", {}, {"file": ("pipeline.yml", text.encode())}).json()["name"])
