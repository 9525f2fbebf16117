"""Setup: which Node is good enough, when a step is run again, and what a failed command tells."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).parents[3] / "scripts"


@pytest.fixture
def setup(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The setup module, on a checkout of its own that is empty."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    for name in ("setup", "machine"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    machine = importlib.import_module("machine")
    monkeypatch.setattr(machine, "LOGS", tmp_path / "logs")
    module = importlib.import_module("setup")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "STAMPS", tmp_path / ".setup")
    return module


@pytest.mark.parametrize(
    ("version", "good"),
    [("v20.19.0", True), ("v20.18.3", False), ("v22.12.0", True), ("v22.11.0", False), ("v24.1.0", True)],
)
def test_node_is_taken_from_path_only_when_new_enough(setup: ModuleType, version: str, good: bool) -> None:
    assert setup.machine.node_is_new_enough(version) is good


@pytest.mark.parametrize("version", ["v18.20.4", "v21.7.0", "", "not found"])
def test_other_nodes_are_not_taken(setup: ModuleType, version: str) -> None:
    assert setup.machine.node_is_new_enough(version) is False


def test_a_step_runs_again_only_when_what_it_is_made_from_changed(
    setup: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, ran = tmp_path / "source", []
    source.write_text("one")
    step = setup.Step("thing", "making the thing", lambda: ran.append(1), lambda: [source])
    setup.GOALS["app"] = [step]
    assert setup.main("app") == 0
    assert "making the thing (1/1) …" in capsys.readouterr().out
    assert setup.main("app") == 0
    assert (len(ran), capsys.readouterr().out) == (1, "")
    source.write_text("two")
    assert setup.main("app") == 0
    assert len(ran) == 2


def test_a_step_whose_result_is_gone_runs_again(setup: ModuleType, tmp_path: Path) -> None:
    result = tmp_path / "result"
    setup.GOALS["app"] = [setup.Step("thing", "making", result.touch, lambda: [], result)]
    assert setup.main("app") == 0
    result.unlink()
    assert setup.main("app") == 0
    assert result.exists()


def test_a_step_that_did_only_what_it_could_is_tried_again(setup: ModuleType) -> None:
    ran: list[int] = []

    def try_it() -> bool:
        ran.append(1)
        return False

    setup.GOALS["app"] = [setup.Step("thing", "trying", try_it, lambda: [])]
    assert setup.main("app") == 0
    assert setup.main("app") == 0
    assert len(ran) == 2


def test_a_failed_command_shows_the_end_of_its_log(setup: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        setup.run("a bad thing", [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"])

    setup.GOALS["app"] = [setup.Step("thing", "failing", fail, lambda: [])]
    assert setup.main("app") == 1
    said = capsys.readouterr().out
    assert "setup stopped: a bad thing" in said
    assert "the reason" in said


def test_pages_are_not_built_again_for_a_test_of_theirs(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "FRONTEND", tmp_path)
    for name in ("app.ts", "app.test.ts", "node_modules/x/index.js"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    assert [path.name for path in setup.frontend_sources()] == ["app.ts"]
