"""The short way around translation: what it passes over is what translation would not have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from designer.spec.document import read_text
from designer.spec.old import jobs, modernise
from designer.spec.old.plain import is_plain

CONTRACT = Path(__file__).parents[3] / "contract"
FILES = sorted(path.relative_to(CONTRACT).as_posix() for path in CONTRACT.rglob("*.yml"))


@pytest.mark.parametrize("name", FILES)
def test_with_and_without_the_short_way_a_file_reads_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    document = read_text((CONTRACT / name).read_bytes(), name)
    short = modernise(document)
    monkeypatch.setattr(jobs, "is_plain", lambda node: False)
    assert modernise(document) == short


@pytest.mark.parametrize(
    "node",
    [
        {"inputs": {"rows": "${{inputs.rows}}"}},
        {"inputs": {"rows": "inputs.rows"}},
        {"inputs": {"rows": {"path": "${{jobs.a.outputs.b}}"}}},
        {"inputs": {"rows": {"file": "https://example.org/a.csv"}}},
        {"inputs": {"rows": {"type": "path", "path": "a"}}},
        {"outputs": {"made": {"mode": "mount"}}},
        {"outputs": {"made": "outputs.made"}},
        {"code": {"local_path": "src"}},
        {"compute": {"target": "cpu"}},
        {"compute": "${{inputs.where}}"},
        {"environment": {"docker": {"image": "python"}}},
        {"command": "python x.py {inputs.rows}"},
        {"type": "component_job"},
        {"overrides": {}},
        {"timeout": 5},
    ],
)
def test_what_may_be_old_is_not_plain(node: dict[str, object]) -> None:
    assert not is_plain(node)


def test_a_node_of_today_is_plain() -> None:
    assert is_plain(
        {
            "type": "command",
            "command": "python x.py ${{inputs.rows}} > ${{outputs.made}}/x",
            "environment": "azureml:py311@latest",
            "inputs": {"rows": "${{parent.jobs.a.outputs.b}}", "rate": 0.5, "table": {"type": "uri_file", "path": "a"}},
            "outputs": {"made": "${{parent.outputs.made}}", "kept": None, "sent": {"mode": "upload"}},
        }
    )
