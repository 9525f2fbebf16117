"""From a draft, a text or a folder to a plan."""

from pathlib import Path

import pytest
from flows import PIPELINE, train, write

from designer import registry, services

pytestmark = pytest.mark.django_db
SUB = """\
type: pipeline
name: inner
inputs: {rate: {type: number}}
outputs: {model: {type: uri_folder}}
jobs:
  fit:
    component: ./train.yml
    inputs: {rate: "${{parent.inputs.rate}}"}
    outputs: {model: "${{parent.outputs.model}}"}
"""


def test_a_folder_compiles_to_a_plan_with_all_a_job_page_needs(flow: Path) -> None:
    made = services.compile_submission(folder=flow, main="pipeline.yml")
    assert made.problems == ()
    assert made.root is not None
    assert [step.path for step in made.root.walk()] == ["", "train"]
    assert made.job_fields["display_name"] == "Fit one"
    assert made.job_fields["experiment_name"] == "fits"
    assert made.job_fields["tags"] == {"owner": "me"}
    assert made.job_fields["inputs"] == {"rate": 0.5}
    assert made.draw()[""]["canvas"]["nodes"][0]["name"] == "train"
    assert "./train.yml" in made.draw()[""]["components"]
    assert "component: ./train.yml" in made.yaml


def test_submitted_values_reach_the_plan_the_drawing_and_the_yaml(flow: Path) -> None:
    made = services.compile_submission(folder=flow, inputs={"rate": "0.25"}, force_rerun=True)
    assert made.root is not None
    assert made.root.children[0].inputs["rate"].value == 0.25
    assert made.root.force_rerun
    assert made.draw()[""]["canvas"]["inputs"][0]["value"] == "0.25"
    assert "0.25" in made.yaml


def test_settings_of_a_submission_win(flow: Path) -> None:
    made = services.compile_submission(folder=flow, settings={"continue_on_step_failure": True})
    assert made.root is not None
    assert made.root.continue_on_step_failure
    assert made.job_fields["settings"] == {"continue_on_step_failure": True}


def test_all_problems_come_at_once_with_lines_and_no_plan(flow: Path) -> None:
    (flow / "pipeline.yml").write_text(
        PIPELINE.replace("./train.yml", "./trian.yml") + "  other:\n    component: ./none.yml\n"
    )
    made = services.compile_submission(folder=flow)
    assert made.root is None
    found = {(problem.code, problem.line) for problem in made.problems}
    assert {("component_not_found", 13), ("component_not_found", 17)} <= found


def test_a_text_that_is_no_job_gives_problems_and_no_plan() -> None:
    made = services.compile_submission(yaml_text="a: [1\n")
    assert (made.root, made.problems[0].severity) == (None, "error")


def test_a_job_of_one_command_compiles(tmp_path: Path) -> None:
    made = services.compile_submission(yaml_text="type: command\ncommand: echo hi\nenvironment: azureml:x@latest\n")
    assert made.root is not None
    assert (made.root.kind, made.root.path, made.job_fields["type"]) == ("command", "", "command")
    assert made.draw()[""]["canvas"]["nodes"][0]["name"] == "job"


def test_nested_pipelines_are_drawn_by_their_path(flow: Path) -> None:
    outer = PIPELINE.replace("./train.yml", "./inner.yml").replace("type: command\n", "type: pipeline\n")
    write(flow, {"inner.yml": SUB, "pipeline.yml": outer.replace("  train:", "  deep:")})
    made = services.compile_submission(folder=flow)
    assert made.problems == ()
    assert list(made.draw()) == ["", "deep"]
    assert made.draw()["deep"]["canvas"]["nodes"][0]["name"] == "fit"


def test_a_draft_compiles_with_the_files_it_came_with(flow: Path) -> None:
    draft = services.create_draft(folder=registry.store_folder(flow), main="pipeline.yml")
    canvas = services.compile_submission(folder=flow).draw()[""]["canvas"]
    services.save_draft(draft_id=draft.pk, canvas=canvas, revision=1)
    made = services.compile_submission(draft_id=draft.pk)
    assert made.root is not None
    assert made.root.children[0].code is not None
    assert (made.files_snapshot, made.main) == (draft.folder, "pipeline.yml")


def test_a_registered_component_runs_from_its_own_files(flow: Path) -> None:
    services.register_component(folder=flow, main="train.yml")
    text = PIPELINE.replace("./train.yml", "azureml:train@latest")
    made = services.compile_submission(yaml_text=text)
    assert made.problems == ()
    assert made.root is not None
    step = made.root.children[0]
    assert (step.component_name, step.component_version) == ("train", "1")
    assert step.code == services.compile_submission(folder=flow).root.children[0].code  # type: ignore[union-attr]
    write(flow, {"train.yml": train(2)})
    services.register_component(folder=flow, main="train.yml")
    again = services.compile_submission(yaml_text=text)
    assert again.root is not None
    assert again.root.children[0].component_version == "2"
