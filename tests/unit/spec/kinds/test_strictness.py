"""Where the validator is stricter than the reference parser, and where it is kinder: row by row."""

from __future__ import annotations

import pytest

from designer.spec.compile import compile_job
from designer.spec.documents import read_document
from designer.spec.problems import errors
from designer.spec.read import read_job
from tests.unit.spec.samples import GOOD, files

RATE = "rate: ${{parent.inputs.rate}}"
TABLE = "table: ${{parent.jobs.prep_data.outputs.table}}"
INLINE = "type: pipeline\njobs:\n  a:\n    command: ls ${{inputs.x}}\n    environment: e\n    inputs: {x: VALUE}\n"
CHOOSE = """\
type: pipeline
jobs:
  check: {component: ./train.yml, inputs: {table: {path: ./data/a.csv}, rate: 1}}
  big: {component: ./prep.yml, inputs: {raw: {path: ./data}}}
  small: {component: ./prep.yml, inputs: {raw: {path: ./data}}}
  choose:
    type: if_else
    condition: ${{parent.jobs.check.outputs.model}}
    true_block: ${{parent.jobs.big}}
    false_block: ${{parent.jobs.small}}
"""
LOOP = """\
type: pipeline
jobs:
  step: {component: ./train.yml, inputs: {table: {path: ./data/a.csv}, rate: 1}}
  loop:
    type: do_while
    body: ${{parent.jobs.step}}
    condition: ${{parent.jobs.step.outputs.model}}
    mapping: {model: start}
    limits: {max_iteration_count: 5}
  each: {type: parallel_for, body: "${{parent.jobs.step}}", items: [{rate: 1}, {rate: 2}]}
"""
# (what, old, new, [(severity, code, path)], part of the hint)
ROWS: list[tuple[str, str, str, list[tuple[str, str, str]], str]] = [
    ("an unknown key at the top of a pipeline", "type: pipeline\n", "type: pipeline\nfoo: 1\n",
     [("error", "unknown_key", "foo")], "remove it"),
    ("an unknown key in a node", RATE, f"{RATE}\n    comptue: c",
     [("warning", "unknown_node_key", "jobs.train.comptue")],
     "`compute`"),
    ("an unknown key in settings", "type: pipeline\n", "type: pipeline\nsettings: {default_datestore: d}\n",
     [("warning", "unknown_setting", "settings.default_datestore")], "`default_datastore`"),
    ("an unknown key inside a key of a node", RATE, f"{RATE}\n    resources: {{instance_cuont: 1}}",
     [("warning", "unknown_key", "jobs.train.resources.instance_cuont")], "`instance_count`"),
    ("a binding to a node that is not there", "jobs.prep_data.outputs", "jobs.prepdata.outputs",
     [("error", "unknown_node", "jobs.train.inputs.table")], "`prep_data`"),
    ("a binding to a port that is not there", "outputs.table}}", "outputs.tabl}}",
     [("error", "unknown_output", "jobs.train.inputs.table")], "`table`"),
    ("a binding to a pipeline input that is not there", "inputs.rate}}", "inputs.rte}}",
     [("error", "unknown_pipeline_input", "jobs.train.inputs.rate")], "`rate`"),
    ("a cycle", "raw: ${{parent.inputs.raw}}", "raw: ${{parent.jobs.train.outputs.model}}",
     [("error", "cycle", "jobs.prep_data")], "remove"),
    ("a required input that is not given", f"      {RATE}\n", "",
     [("error", "missing_input", "jobs.train.inputs")], "rate"),
    ("an input that the component does not declare", RATE, f"{RATE}\n      speed: 1",
     [("warning", "undeclared_input", "jobs.train.inputs.speed")], ""),
    ("an output that the component does not declare", "      model: ${{parent.outputs.model}}",
     "      model: ${{parent.outputs.model}}\n      moddel: {type: uri_file}",
     [("warning", "undeclared_output", "jobs.train.outputs.moddel")], "`model`"),
    ("text for an integer", RATE, f"{RATE}\n      rounds: many",
     [("error", "wrong_literal", "jobs.train.inputs.rounds")],
     ""),
    ("a fraction for an integer", RATE, f"{RATE}\n      rounds: 1.5",
     [("warning", "wrong_literal", "jobs.train.inputs.rounds")], ""),
    ("a whole number as text for an integer", RATE, f"{RATE}\n      rounds: '7'", [], ""),
    ("text for an integer among the node's own keys", RATE, f"{RATE}\n    resources: {{instance_count: two}}",
     [("error", "wrong_type", "jobs.train.resources.instance_count")], ""),
    ("a fraction for an integer among the node's own keys", RATE, f"{RATE}\n    limits: {{timeout: 1.5}}",
     [("warning", "wrong_type", "jobs.train.limits.timeout")], ""),
    ("text for an integer of the pipeline", "  rate: 0.5\n", "  rate: {type: integer, default: fast}\n",
     [("error", "wrong_literal", "inputs.rate.default"), ("error", "wrong_literal", "jobs.train.inputs.rate")], ""),
    ("no compute anywhere", "x", "x", [], ""),
    ("a local path that does not exist", "path: ./data}", "path: ./daten}",
     [("warning", "data_not_found", "inputs.raw.path")], ""),
    ("a component file that does not exist", "./prep.yml", "./none.yml",
     [("error", "component_not_found", "jobs.prep_data.component")], ""),
    ("a name that no node can have", "  train:\n", "  Train-Job:\n", [("warning", "translated", "jobs.train_job")], ""),
    ("the old form of a binding", RATE, "rate: ${{inputs.rate}}",
     [("warning", "translated", "jobs.train.inputs.rate")], ""),
    ("the old type of a node", "type: command", "type: component", [("warning", "translated", "jobs.train.type")], ""),
    ("the old type of a pipeline", "type: pipeline\n", "type: pipeline_job\n", [("warning", "translated", "type")], ""),
    ("`type: path` as the input of a job", "{type: uri_folder, path: ./data}", "{type: path, path: ./data}",
     [("warning", "translated", "inputs.raw.type")], ""),
    ("output mode mount", "  model: {type: uri_folder}", "  model: {type: uri_folder, mode: mount}", [], ""),
    ("an input mode outside the list", "path: ./data}", "path: ./data, mode: ro_muont}",
     [("error", "unknown_mode", "inputs.raw.mode")], "`ro_mount`"),
    ("an input type outside the list", "{type: uri_folder, path", "{type: uri_foldr, path",
     [("error", "unknown_type", "inputs.raw.type"), ("warning", "other_data_type", "jobs.prep_data.inputs.raw")], ""),
    ("a value outside an enum", RATE, f"{RATE}\n      kind: bush",
     [("warning", "not_in_enum", "jobs.train.inputs.kind")],
     ""),
]  # fmt: skip


def told(text: str, **more: str) -> list[tuple[str, str, str]]:
    return [(p.severity, p.code, p.path) for p in read_document(text, "pipeline.yml", files(**more)).problems]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_row_of_the_table(row: tuple[str, str, str, list[tuple[str, str, str]], str]) -> None:
    _, old, new, expected, hint = row
    assert old in GOOD or old == new
    found = read_document(GOOD.replace(old, new, 1), "pipeline.yml", files()).problems
    assert [(p.severity, p.code, p.path) for p in found] == expected
    assert all(p.hint and hint in p.hint and p.line > 0 for p in found)


@pytest.mark.parametrize("jobs", ["jobs: {}\n", "jobs:\n", ""])
def test_a_pipeline_without_nodes_is_accepted(jobs: str) -> None:
    assert told(f"type: pipeline\n{jobs}") == [("warning", "no_nodes", "jobs")]


@pytest.mark.parametrize("text", [CHOOSE, LOOP])
def test_control_flow_is_accepted(text: str) -> None:
    assert {severity for severity, _, _ in told(text)} == {"warning"}
    assert {code for _, code, _ in told(text)} == {"cannot_run_yet"}


def test_control_flow_with_a_slip_is_told() -> None:
    assert ("error", "unknown_node", "jobs.choose.condition") in told(
        CHOOSE.replace("jobs.check.outputs", "jobs.chek.outputs")
    )
    assert ("error", "missing_key", "jobs.loop.limits") in told(
        LOOP.replace("    limits: {max_iteration_count: 5}\n", "")
    )
    assert ("error", "wrong_type", "jobs.loop.limits.max_iteration_count") in told(
        LOOP.replace("count: 5", "count: few")
    )


def test_words_of_an_enum_are_compared_as_text() -> None:
    component = "command: ls ${{inputs.a}} ${{inputs.b}}\nenvironment: e\ninputs:\n" + (
        "  a: {type: string, enum: ['True', 'False']}\n  b: {type: integer, enum: [1, 2]}\n"
    )
    text = "type: pipeline\njobs: {n: {component: ./c.yml, inputs: {a: true, b: '2'}}}\n"
    assert told(text, c_yml=component) == []


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("ls ${{inputs.x}} ${{inputs.y}}", [("warning", "optional_not_grouped", "command")]),
        ("ls ${{inputs.x}} $[[--y ${{inputs.y}}]]", []),
    ],
)
def test_an_optional_input_outside_a_group_is_a_warning(command: str, expected: list[tuple[str, str, str]]) -> None:
    component = (
        f"command: {command}\nenvironment: e\ninputs: {{x: {{type: string}}, y: {{type: string, optional: true}}}}\n"
    )
    text = "type: pipeline\njobs: {n: {component: ./c.yml, inputs: {x: a}}}\n"
    assert told(text, c_yml=component) == expected


def test_type_path_is_fine_as_the_port_of_a_component() -> None:
    component = "command: ls ${{inputs.x}}\nenvironment: e\ninputs: {x: {type: path}}\n"
    assert told("type: pipeline\njobs: {n: {component: ./c.yml, inputs: {x: {path: ./data}}}}\n", c_yml=component) == []


def test_a_local_path_that_does_not_exist_is_an_error_at_run() -> None:
    job = read_job(GOOD.replace("path: ./data}", "path: ./daten}")).job
    assert job is not None
    assert "data_not_found" in [p.code for p in errors(compile_job(job, files())[1])]


def test_bindings_may_stand_where_types_are_declared() -> None:
    text = INLINE.replace("VALUE", "1") + (
        "    compute: ${{parent.inputs.where}}\n    resources: {instance_count: '${{parent.inputs.count}}'}\n"
        "inputs: {where: cpu, count: 2}\n"
    )
    assert told(text) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("choice", "chioce", ("error", "not_in_list", "jobs.t.search_space.rounds.type")),
        ("minimize", "smallest", ("error", "not_in_list", "jobs.t.objective.goal")),
        ("random", "rondom", ("error", "not_in_list", "jobs.t.sampling_algorithm")),
        ("slack_factor: 0.1", "slak_factor: 0.1", ("warning", "unknown_key", "jobs.t.early_termination.slak_factor")),
        ("max_total_trials: 4", "max_total_trials: four", ("error", "wrong_type", "jobs.t.limits.max_total_trials")),
        ("rate: 0.5", "rte: 0.5", ("error", "missing_input", "jobs.t.inputs")),
        ("    objective: {goal: minimize, primary_metric: loss}\n", "", ("error", "missing_key", "jobs.t.objective")),
        ("    limits:", "    limts:", ("warning", "unknown_node_key", "jobs.t.limts")),
    ],
)
def test_nodes_that_are_only_kept_are_checked_key_by_key(old: str, new: str, expected: tuple[str, str, str]) -> None:
    text = """\
type: pipeline
jobs:
  t:
    type: sweep
    trial: ./train.yml
    inputs: {table: {type: uri_file, path: ./data/a.csv}, rate: 0.5}
    sampling_algorithm: random
    search_space: {rounds: {type: choice, values: [1, 2]}}
    objective: {goal: minimize, primary_metric: loss}
    early_termination: {type: bandit, slack_factor: 0.1}
    limits: {max_total_trials: 4}
"""
    assert told(text) == [("warning", "cannot_run_yet", "jobs.t.type")]
    assert expected in told(text.replace(old, new))


WORK = "command: ls ${{inputs.a}} ${{inputs.b}}\nenvironment: e\ninputs: {a: {type: integer}, b: {type: string}}\n"
EACH = """\
type: pipeline
inputs: {rounds: "[]"}
jobs:
  work: {component: ./w.yml}
  each: {type: parallel_for, body: "${{parent.jobs.work}}", items: ITEMS}
"""


@pytest.mark.parametrize(
    ("items", "missing"),
    [
        ("[{a: 1, b: x}]", 0),
        ("{one: {a: 1, b: x}}", 0),
        ('\'[{"a": 1, "b": 2}]\'', 0),
        ('"${{parent.inputs.rounds}}"', 0),
        ("[{a: 1}]", 1),
        ("[]", 2),
    ],
)
def test_items_of_a_loop_fill_inputs_of_its_body(items: str, missing: int) -> None:
    found = told(EACH.replace("ITEMS", items), w_yml=WORK)
    assert [code for _, code, _ in found].count("missing_input") == missing


def test_the_mapping_of_a_loop_fills_inputs_of_its_body() -> None:
    text = LOOP.replace(
        "{component: ./train.yml, inputs: {table: {path: ./data/a.csv}, rate: 1}}", "{component: ./prep.yml}"
    )
    assert "missing_input" in [code for _, code, _ in told(text)]
    assert "missing_input" not in [code for _, code, _ in told(text.replace("{model: start}", "{table: [raw]}"))]
