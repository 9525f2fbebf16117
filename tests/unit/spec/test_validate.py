"""Every mistake is told with its line, its path, what is wrong and a way out; all of them at once."""

import pytest

from designer.spec.problems import Problem, errors
from designer.spec.read import read_component, read_job
from designer.spec.testing import MemoryFiles
from designer.spec.validate import validate, validate_component
from tests.unit.spec.mistakes import MISTAKES
from tests.unit.spec.samples import GOOD, PREP, files


def problems_of(text: str, known: MemoryFiles | None = None) -> list[Problem]:
    read = read_job(text, file="pipeline.yml")
    return [*read.problems, *(validate(read.job, known or files()) if read.job else [])]


def test_the_good_pipeline_is_good() -> None:
    assert problems_of(GOOD) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=[f"{m[3]}-{i}" for i, m in enumerate(MISTAKES)])
def test_a_mistake_is_told_where_it_stands(mistake: tuple[str, str, str, str, int, str, str]) -> None:
    old, new, severity, code, line, path, hint = mistake
    assert GOOD.count(old) >= 1
    found = [p for p in problems_of(GOOD.replace(old, new, 1)) if p.code == code]
    assert found, problems_of(GOOD.replace(old, new, 1))
    assert (found[0].severity, found[0].line, found[0].path) == (severity, line, path)
    assert found[0].file == "pipeline.yml"
    assert found[0].column > 0
    assert hint in found[0].hint
    assert found[0].to_json()["message"]


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD
    for old, new in (
        ("inputs.rate}}", "inputs.rat}}"),
        ("tabl", "tbl"),
        ("./prep.yml", "./perp.yml"),
        ("raw: {", "raw: {a: 1, "),
    ):
        text = text.replace(old, new)
    assert {p.code for p in errors(problems_of(text))} >= {
        "unknown_pipeline_input",
        "component_not_found",
        "missing_input",
    }


def test_a_cycle_names_its_nodes_in_order() -> None:
    text = "type: pipeline\njobs:\n" + "".join(
        f"  {name}: {{command: 'cat ${{{{inputs.x}}}} ${{{{outputs.o}}}}', environment: e, outputs: {{o: }}, "
        f"inputs: {{x: '${{{{parent.jobs.{source}.outputs.o}}}}'}}}}\n"
        for name, source in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "a"))
    )
    found = [p for p in problems_of(text) if p.code == "cycle"]
    assert [p.args["nodes"] for p in found] == [["a", "b", "c"]]
    assert "a → b → c → a" in found[0].message


def test_problems_of_a_nested_file_carry_its_name_line_and_node() -> None:
    inner = """\
type: pipeline
inputs: {raw: {type: uri_folder}}
jobs:
  clean:
    component: ./prep.yml
    inputs: {raw: "${{parent.inputs.row}}", share: high}
"""
    text = "type: pipeline\njobs:\n  deep: {type: pipeline, component: ./inner.yml, inputs: {raw: {path: data}}}\n"
    found = errors(problems_of(text, files(inner_yml=inner)))
    assert [(p.code, p.file, p.line, p.path, p.node) for p in found] == [
        ("unknown_pipeline_input", "inner.yml", 6, "jobs.clean.inputs.raw", "deep"),
        ("wrong_literal", "inner.yml", 6, "jobs.clean.inputs.share", "deep"),
    ]


def test_a_broken_component_file_is_told_with_its_own_line() -> None:
    found = errors(problems_of(GOOD, files(prep_yml=PREP.replace("  raw:", " \traw:"))))
    assert [(p.file, p.line, p.code) for p in found] == [("prep.yml", 5, "tab_indent")]


@pytest.mark.parametrize(
    ("old", "new", "severity", "code", "line"),
    [
        ("${{inputs.raw}}", "${{inputs.row}}", "error", "unknown_input_in_command", 11),
        ("${{outputs.table}}", "${{outputs.t}}", "error", "unknown_output_in_command", 11),
        ("${{inputs.raw}}", "${{parent.inputs.raw}}", "error", "parent_in_command", 11),
        ("code: ./src", "code: ./scr", "error", "code_not_found", 9),
        ("type: number, default: 0.2", "type: nummer", "error", "unknown_type", 6),
        ("default: 0.2", "default: 2", "error", "out_of_range", 6),
        ("default: 0.2", "default: much", "error", "wrong_literal", 6),
        ("default: 0.2", "optional: true", "warning", "optional_not_grouped", 11),
        ("command: python", "comand: python", "error", "missing_command", 1),
        ("code: ./src", "code: ./src\nlimits: {timeout: soon}", "error", "bad_timeout", 10),
        ("code: ./src", "code: ./src\nadditional_includes: [../shared]", "error", "include_not_found", 10),
        ("type: command", "type: comand", "error", "type_mismatch", 13),
    ],
)
def test_mistakes_of_a_component_are_told_in_its_file(old: str, new: str, severity: str, code: str, line: int) -> None:
    text = GOOD.replace("    component: ./prep", "    type: command\n    component: ./prep")
    found = [p for p in problems_of(text, files(prep_yml=PREP.replace(old, new, 1))) if p.code == code]
    assert found
    assert found[0].severity == severity
    if code != "type_mismatch":
        assert (found[0].file, found[0].line) == ("prep.yml", line)


def test_an_optional_input_given_to_a_required_one_is_a_warning() -> None:
    inner = """\
type: pipeline
inputs: {raw: {type: uri_folder, optional: true}}
jobs: {clean: {component: ./prep.yml, inputs: {raw: "${{parent.inputs.raw}}"}}}
"""
    text = "type: pipeline\njobs:\n  deep: {type: pipeline, component: ./inner.yml}\n"
    found = problems_of(text, files(inner_yml=inner))
    assert [(p.severity, p.code, p.file, p.line) for p in found] == [
        ("warning", "optional_to_required", "inner.yml", 3)
    ]


def test_a_component_that_includes_itself_is_told() -> None:
    loop = "type: pipeline\njobs:\n  again: {type: pipeline, component: ./inner.yml}\n"
    text = "type: pipeline\njobs:\n  deep: {type: pipeline, component: ./inner.yml}\n"
    found = errors(problems_of(text, files(inner_yml=loop)))
    assert [(p.code, p.file) for p in found] == [("recursive_component", "inner.yml")]
    assert "inner.yml → inner.yml" in found[0].message


def test_pipelines_may_nest_deep_but_not_without_end() -> None:
    def chain(length: int) -> list[Problem]:
        texts = {
            f"p{i}_yml": f"type: pipeline\njobs:\n  n: {{type: pipeline, component: ./p{i + 1}.yml}}\n"
            for i in range(length)
        }
        texts[f"p{length}_yml"] = "type: pipeline\njobs:\n  n: {command: ls, environment: e}\n"
        return errors(
            problems_of("type: pipeline\njobs:\n  n: {type: pipeline, component: ./p0.yml}\n", files(**texts))
        )

    assert chain(90) == []
    assert [p.code for p in chain(150)] == ["pipelines_too_deep"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- a\n- b\n", "not_a_mapping"),
        ("hello", "not_a_mapping"),
        ("type: pipeline_job\n", "no_nodes"),
        ("type: wonder\n", "not_a_job"),
        ("trigger: {type: cron}\n", "not_a_job"),
        ("$schema: x/commandComponent.schema.json\ncommand: ls\n", "not_a_job"),
        ("type: pipeline\njobs: [a]\n", "wrong_shape"),
        ("type: pipeline\ninputs: 5\njobs: {}\n", "wrong_shape"),
        ("command: ls ${{inputs.x}}\n", "unknown_input_in_command"),
        ("type: command\n", "missing_command"),
        ("command: ls\ninputs: {x: '${{parent.inputs.y}}'}\n", "no_parent"),
    ],
)
def test_documents_of_the_wrong_kind_are_told(text: str, code: str) -> None:
    assert code in [p.code for p in problems_of(text)]


def test_null_and_empty_jobs_are_pipelines_without_nodes() -> None:
    for text in ("type: pipeline\njobs:\n", "type: pipeline\njobs: {}\n"):
        assert [(p.severity, p.code) for p in problems_of(text)] == [("warning", "no_nodes")]


def test_nodes_that_cannot_run_yet_are_warnings_only() -> None:
    text = """\
type: pipeline
jobs:
  tune:
    type: sweep
    trial: ./train.yml
    inputs: {table: {type: uri_file, path: ./data/a.csv}}
    search_space: {rate: {type: choice, values: [0.1, 0.2]}}
    objective: {goal: minimize, primary_metric: loss}
"""
    assert [(p.severity, p.code) for p in problems_of(text)] == [("warning", "cannot_run_yet")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (PREP, []),
        (PREP.replace("${{inputs.raw}}", "${{inputs.row}}"), ["unknown_input_in_command"]),
        ("$schema: x/pipelineComponent.schema.json\njobs: {a: {component: ./gone.yml}}\n", ["component_not_found"]),
        ("type: pipeline\njobs: {a: {type: pipeline, component: ./self.yml}}\n", ["recursive_component"]),
    ],
)
def test_a_component_can_be_checked_by_itself(text: str, found: list[str]) -> None:
    component = read_component(text, file="self.yml").component
    assert component is not None
    assert [p.code for p in validate_component(component, files(self_yml=text))] == found
