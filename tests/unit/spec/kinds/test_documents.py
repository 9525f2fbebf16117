"""Any document is recognised, read into its spec, and told everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.files import FolderFiles
from designer.spec.documents import ReadDocument, read_document
from designer.spec.kinds import assets, jobs, schedules
from designer.spec.read import read_component
from designer.spec.testing import MemoryFiles
from tests.unit.spec.samples import GOOD, files


def read(text: str | bytes, file: str = "doc.yml", **more: str) -> ReadDocument:
    return read_document(text, file, files(**more))


def problems(text: str | bytes, file: str = "doc.yml", **more: str) -> list[tuple[str, str, int, str]]:
    return [(p.severity, p.code, p.line, p.path) for p in read(text, file, **more).problems]


def test_a_pipeline_comes_as_its_model_and_as_its_spec() -> None:
    found = read(GOOD)
    assert (found.kind, found.family, found.problems) == ("pipeline", "job", ())
    assert found.job is not None
    assert isinstance(found.spec, jobs.PipelineJob)
    assert found.spec.inputs["rate"] == 0.5


def test_an_asset_comes_as_its_spec_with_what_is_unknown() -> None:
    found = read("name: rows\nversion: 1.10\ntype: uri_folder\npath: ./data\ncolour: red\n")
    assert isinstance(found.spec, assets.Data)
    assert (found.spec.name, found.spec.version, found.spec.path) == ("rows", "1.10", "./data")
    assert (found.spec.extra)["colour"] == "red"
    assert [(p.severity, p.code, p.line) for p in found.problems] == [("warning", "unknown_key", 5)]


def test_a_schedule_comes_with_its_trigger() -> None:
    found = read("name: nightly\ntrigger: {type: cron, expression: '0 3 * * 1'}\ncreate_job: azureml:a\n")
    assert isinstance(found.spec, schedules.Schedule)
    assert isinstance(found.spec.trigger, schedules.Cron)
    assert found.spec.trigger.expression == "0 3 * * 1"
    assert found.valid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: d\ntype: uri_flie\npath: ./data\n", [("error", "not_in_list", 2, "type")]),
        ("name: d\ntype: uri_file\n", [("error", "missing_key", 1, "path")]),
        ("name: d\ntype: uri_file\npath: ./nowhere\n", [("warning", "data_not_found", 3, "path")]),
        ("type: uri_file\npath: ./data\n", [("warning", "missing_key", 1, "name")]),
        ("name: e\nimage: i\nconda_file: ./none.yml\n", [("warning", "data_not_found", 3, "conda_file")]),
        ("$schema: x/environment.schema.json\nname: e\n", [("warning", "empty_environment", 1, "")]),
        ("name: e\nimage: [i]\n", [("error", "wrong_type", 2, "image")]),
        ("type: amlcompute\nname: c\nmin_instances: 3\nmax_instances: 1\n",
         [("error", "out_of_range", 3, "min_instances")]),
        ("type: amlcompute\nname: c\nmax_instances: many\n", [("error", "wrong_type", 3, "max_instances")]),
        ("type: azure_blob\nname: b\naccount_name: a\n", [("error", "missing_key", 1, "container_name")]),
        ("name: s\ntrigger: {type: cron}\ncreate_job: azureml:a\n",
         [("error", "missing_key", 2, "trigger.expression")]),
        ("name: s\ntrigger: {type: cron, expression: '0 3'}\ncreate_job: azureml:a\n",
         [("error", "bad_cron", 2, "trigger.expression")]),
        ("name: s\ntrigger: {type: cron, expression: 0 3 * * 1, start_time: soon}\ncreate_job: azureml:a\n",
         [("error", "bad_time", 2, "trigger.start_time")]),
        ("name: s\ntrigger: {type: recurrence, frequency: day, interval: 0}\ncreate_job: azureml:a\n",
         [("error", "out_of_range", 2, "trigger.interval")]),
        ("name: s\ntrigger: {type: recurrence, frequency: day, interval: 1,\n  schedule: {hours: [25], minutes: 0}}\n"
         "create_job: azureml:a\n", [("error", "out_of_range", 3, "trigger.schedule.hours")]),
        ("name: s\ntrigger: {type: recurrence, frequency: dayly, interval: 1}\ncreate_job: azureml:a\n",
         [("error", "not_in_list", 2, "trigger.frequency")]),
        ("name: s\ntrigger: {type: cron, expression: 0 3 * * 1}\n", [("error", "wrong_actions", 1, "")]),
        ("name: s\ntrigger: {type: cron, expression: 0 3 * * 1}\ncreate_job: ./none.yml\n",
         [("error", "file_not_found", 3, "create_job")]),
        ("name: s\ntrigger: {type: cron, expression: 0 3 * * 1}\ncreate_job: {type: pipeline, job: ./none.yml}\n",
         [("error", "file_not_found", 3, "create_job.job")]),
        ("name: s\ntrigger: {type: cron, expression: 0 3 * * 1}\ncreate_job: ./doc.yml\n",
         [("error", "wrong_kind", 3, "create_job")]),
        ("name: d\nendpoint_name: e\ntype: pipeline\n", [("error", "missing_key", 1, "component")]),
        ("type: wonder\n", [("error", "unknown_kind", 1, "type")]),
        ("name: e\ndependencies: [python]\n", [("error", "conda_file", 1, "")]),
        ("name: d\nendpoint_name: e\ninstance_type: s\nmodel: {path: ./data}\n"
         "resources: {limits: {nvidia.com/gpu: 1}}\n", []),
        ("[a, b]\n", [("error", "not_a_mapping", 1, "")]),
        ("just words\n", [("error", "not_a_mapping", 1, "")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_asset_is_told_with_its_line(
    text: str, expected: list[tuple[str, str, int, str]]
) -> None:
    assert problems(text, doc_yml=text) == expected


def test_a_job_file_named_by_a_schedule_is_checked_too() -> None:
    text = "name: s\ntrigger: {type: cron, expression: 0 3 * * 1}\ncreate_job: ./job.yml\n"
    found = read(text, job_yml="type: pipeline\njobs: {a: {component: ./none.yml}}\n").problems
    assert [(p.code, p.file, p.line) for p in found] == [("component_not_found", "job.yml", 2)]


def test_a_component_without_a_schema_is_told_by_its_version() -> None:
    text = "type: command\nname: c\nversion: 1\ncommand: ls\nenvironment: e\ninputs: {x: {type: integer}}\n"
    assert read(text).kind == "command_component"
    assert read(text.replace("version: 1\n", "")).kind == "command"


def test_without_files_nothing_outside_is_asked_for() -> None:
    assert read_document("name: d\ntype: uri_file\npath: ./nowhere\n").problems == ()


HEAD = "$schema: x/pipelineComponent.schema.json\ntype: pipeline\njobs:\n"
NESTED = {
    "a.yml": f"{HEAD}  b: {{type: pipeline, component: ./b.yml}}\n",
    "b.yml": f"{HEAD}  c: {{type: pipeline, component: ./a.yml}}\n",
    "self.yml": f"{HEAD}  me: {{type: pipeline, component: self.yml}}\n",
}
BAD = {
    "not YAML": ("jobs: {a: [}\n", "not_yaml", 1),
    "a colon too many": ("type: pipeline\ndescription: a: b\n", "not_yaml", 2),
    "a placeholder as a value": ("type: pipeline\njobs:\n  a: {{NODE}}\n", "template_placeholder", 3),
    "a placeholder as a line": ("type: pipeline\n{% if x %}\njobs: {}\n{% endif %}\n", "template_placeholder", 2),
    "only a comment": ("# nothing here\n", "empty_document", 1),
    "nothing at all": ("", "empty_document", 1),
    "fifty megabytes of nesting": ("a: " + "[" * (50 * 2**20), "document_too_large", 1),
    "nesting without end": ("type: pipeline\njobs: " + "[" * 100_000, "too_deep", 2),
    "nesting without end in blocks": ("".join(f"{' ' * i}a:\n" for i in range(500)), "too_deep", 65),
    "duplicate keys": ("type: pipeline\njobs: {}\njobs: {}\n", "duplicate_key", 3),
    "Latin-1": ("type: pipeline\ndescription: caf\xe9\n".encode("latin-1"), "not_text", 2),
    "bytes of a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "not_text", 1),
    "a tab": ("type: pipeline\njobs:\n\ta: {}\n", "tab_indent", 3),
    "an alias to itself": ("a: &a {b: *a}\n", "recursive_alias", 1),
    "a tag that makes objects": ("a: !!python/object:os.system {}\n", "unknown_tag", 1),
    "several documents": ("a: 1\n---\nb: 2\n", "several_documents", 2),
    "a control character": ("a: \x00\n", "control_character", 1),
    "a component that includes itself": (NESTED["self.yml"], "recursive_component", 4),
    "components that include each other": (NESTED["a.yml"], "recursive_component", 4),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_told_with_its_line(what: str) -> None:
    text, code, line = BAD[what]
    name = "self.yml" if text == NESTED["self.yml"] else "a.yml"
    found = read_document(text, name, MemoryFiles(NESTED))
    errors = [p for p in found.problems if p.severity == "error"]
    assert (code, line) in [(p.code, p.line) for p in errors]
    assert errors[0].message
    assert not found.valid


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_reason_to_refuse(mark: str) -> None:
    found = read(GOOD.encode(mark))
    assert found.valid
    assert [(p.code, p.line) for p in found.problems] in ([("byte_order_mark", 1)], [])


@pytest.mark.parametrize("ref", ["../secret.yml", "/etc/passwd", "link.yml", "file:///etc/passwd", "..\\secret.yml"])
def test_what_lies_outside_of_the_folder_is_not_read(tmp_path: Path, ref: str) -> None:
    (tmp_path / "secret.yml").write_text("command: ls\n", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.yml").symlink_to(tmp_path / "secret.yml")
    found = read_document(f"type: pipeline\njobs:\n  a:\n    component: {ref}\n", "p.yml", FolderFiles(inside))
    told = [(p.code, p.line, p.path) for p in found.problems]
    assert told == [("outside", 4, "jobs.a.component")]
    assert "secret" not in (found.problems[0].hint or "")


@pytest.mark.parametrize(
    "text", ["name: e\nimage: i\n", "name: d\ntype: uri_file\npath: x\n", "trigger: {type: cron}\n"]
)
def test_what_is_no_component_is_not_taken_for_one(text: str) -> None:
    found = read_component(text, file="c.yml")
    assert found.component is None
    assert [(p.code, p.line) for p in found.problems] == [("not_a_component", 1)]


def test_a_component_that_is_half_written_is_told_what_is_missing() -> None:
    found = read_component("name: c\ninputs: {x: {type: integer}}\n", file="c.yml")
    assert found.component is not None
    assert found.component.type == "command"
