"""Component files of the older dialects are translated where they are read; so is what a job needs from disk."""

from pathlib import Path

from designer.closure import closure
from designer.spec.problems import errors
from designer.spec.read import read_job
from designer.spec.testing import MemoryFiles
from designer.spec.validate import validate

COMPONENT = (
    "name: Fit\ntype: command_component\ninputs: {rows: {type: path}}\noutputs: {fitted: {type: path}}\n"
    "code: {local_path: ./src}\nenvironment: {docker: {image: i}}\ncommand: fit {inputs.rows} {outputs.fitted}\n"
)
PIPELINE = (
    "type: pipeline_job\ninputs: {rows: {data: {local_path: ./rows}}}\njobs:\n"
    "  Fit:\n    type: component_job\n    component: file:./fit.yml\n    inputs: {rows: inputs.rows}\n"
)


def test_problems_of_a_component_carry_its_own_file_and_line() -> None:
    files = MemoryFiles({"fit.yml": COMPONENT, "src/fit.py": "", "rows/a.csv": ""})
    read = read_job(PIPELINE, files=files, file="flow.yml")
    assert read.job is not None
    found = [*read.problems, *validate(read.job, files)]
    assert errors(found) == []
    told = [(problem.file, problem.line) for problem in found if problem.code == "translated"]
    assert told == [("flow.yml", line) for line in (1, 2, 4, 5, 7)] + [("fit.yml", line) for line in (1, 2, 5, 6, 7)]


def test_what_is_wrong_besides_is_told_at_its_old_line() -> None:
    files = MemoryFiles({"fit.yml": COMPONENT.replace("./src", "./scr"), "rows/a.csv": ""})
    read = read_job(PIPELINE.replace("./rows", "./rose"), files=files, file="flow.yml")
    assert read.job is not None
    told = {p.code: (p.file, p.line, p.path) for p in validate(read.job, files)}
    assert told["data_not_found"] == ("flow.yml", 2, "inputs.rows.path")
    assert told["code_not_found"] == ("fit.yml", 5, "code")


def test_the_files_of_an_old_job_are_found(tmp_path: Path) -> None:
    (tmp_path / "flow.yml").write_text(PIPELINE)
    (tmp_path / "fit.yml").write_text(COMPONENT)
    for folder in ("src", "rows"):
        (tmp_path / folder).mkdir()
    assert sorted(closure(tmp_path, "flow.yml")) == ["fit.yml", "flow.yml", "rows", "src"]


def test_a_registered_component_is_found_under_its_old_name() -> None:
    files = MemoryFiles({"rows/a.csv": "", "src/fit.py": ""}, {"fit:1": COMPONENT})
    read = read_job(PIPELINE.replace("file:./fit.yml", "azureml:Fit:1"), files=files)
    assert read.job is not None
    assert "unknown_component" not in {problem.code for problem in validate(read.job, files)}
