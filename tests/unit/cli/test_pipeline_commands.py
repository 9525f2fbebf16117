"""`penstock pipeline`: files to canvases and back without a byte lost, formatted, compared, merged, and taken along."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from designer.spec.document import read_text
from designer.spec.kinds.recognise import recognise
from designer.spec.kinds.table import DOCUMENTS
from penstock.cli.main import main

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(
    file
    for folder in ("tests/contract", "examples")
    for file in (ROOT / folder).rglob("*.y*ml")
    if isinstance(root := read_text(file.read_bytes()).root, dict)
    and (kind := DOCUMENTS.get(recognise(root, file.name))) is not None
    and kind.family in ("job", "component")
)
Run = Callable[..., tuple[int, bytes, str]]
FLOW = """\
# mine
type: pipeline
inputs:
  rate: 0.50   # half
jobs:
  a:
    command: echo ${{inputs.x}}
    environment: {image: "python:3.11"}
    inputs: {x: "${{parent.inputs.rate}}"}
"""


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*argv: object) -> tuple[int, bytes, str]:
        code = main(["pipeline", *map(str, argv)])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return call


def write(path: Path, data: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join(file.parts[-2:]))
def test_import_and_export_give_the_same_bytes(run: Run, tmp_path: Path, file: Path) -> None:
    code, out, err = run("import", file)
    assert code == 0, err
    canvas = json.loads(out)
    assert {"nodes", "edges", "inputs", "outputs", "layout"} <= canvas.keys()
    assert all("name" in node for node in canvas["nodes"])
    if "/old/" not in file.as_posix():
        assert run("export", write(tmp_path / "c.json", out))[:2] == (0, file.read_bytes())


@pytest.mark.parametrize(
    "data",
    [
        FLOW.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + FLOW.encode(),
        ("\ufeff" + FLOW).encode("utf-16-le"),
        FLOW.rstrip().encode(),
    ],
)
def test_line_ends_and_encodings_survive(run: Run, tmp_path: Path, data: bytes) -> None:
    canvas = run("import", write(tmp_path / "flow.yml", data))[1]
    assert run("export", write(tmp_path / "c.json", canvas))[1] == data


def test_a_canvas_may_come_through_a_pipe(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    canvas = run("import", write(tmp_path / "flow.yml", FLOW))[1]
    for argv in (["-"], []):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(canvas)))
        assert run("export", *argv)[1] == FLOW.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FLOW.encode())))
    assert json.loads(run("import", "-")[1])["$source"] == {"text": FLOW}


def test_set_changes_its_lines_only(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "flow.yml", FLOW)
    canvas = run("import", file, "--set", "inputs.rate=0.7", "jobs.a.compute=azureml:x")[1]
    expected = FLOW.replace("0.50 ", "0.7 ").rstrip() + "\n    compute: azureml:x\n"
    assert run("export", write(tmp_path / "c.json", canvas))[1].decode() == expected
    plain = run("import", file)[1]
    changed = run("export", write(tmp_path / "d.json", plain), "--set", "tags.owner=me")[1].decode()
    assert changed == FLOW + "tags:\n  owner: me\n"


COMPONENT = """\
# a component
$schema: https://azuremlschemas.azureedge.net/latest/commandComponent.schema.json
name: fit
version: 1.10
type: command
is_deterministic: false
inputs:
  rate: {type: number, default: 1.0, min: 0}   # per step
  rows: {type: uri_folder}
  none:
outputs: {model: {type: uri_folder}}
code: ./src
environment: {image: x}
command: python fit.py ${{inputs.rate}}
"""


def test_a_component_is_drawn_with_its_ports(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("import", write(tmp_path / "fit.yml", COMPONENT))
    canvas = json.loads(out)
    assert code == 0
    assert canvas["kind"] == "command_component"
    assert [port["name"] for port in canvas["inputs"]] == ["rate", "rows", "none"]
    assert canvas["nodes"][0]["inline"]["command"] == "python fit.py ${{inputs.rate}}"
    assert run("export", write(tmp_path / "c.json", out))[1].decode() == COMPONENT
    canvas["inputs"][0]["max"] = 5
    changed = run("export", write(tmp_path / "c.json", json.dumps(canvas)))[1].decode()
    assert changed == COMPONENT.replace("min: 0}", "min: 0, max: 5}")


@pytest.mark.parametrize(
    ("text", "code"),
    [("a: [", "not_yaml"), ("name: e\nimage: x\n", "not_drawn"), ("- 1\n", "not_a_mapping"), ("", "empty_document")],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(run: Run, tmp_path: Path, text: str, code: str) -> None:
    status, out, err = run("import", write(tmp_path / "x.yml", text))
    assert (status, out) == (2, b"")
    error = json.loads(err)["error"]
    assert code in (error["code"], *(problem["code"] for problem in error["problems"]))


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"format": "other"}', b"\xff"])
def test_what_is_no_canvas_is_refused(run: Run, tmp_path: Path, data: bytes) -> None:
    assert run("export", write(tmp_path / "c.json", data))[0] == 2
    assert run("export", tmp_path / "gone.json")[0] == 2
    assert run("export", "a", "b")[0] == 2


def test_a_folder_has_everything_the_file_needs(run: Run, tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    flow = FLOW.replace("  a:\n", "  b:\n    component: ../parts/b/b.yml  # shared\n  a:\n    code: ./src\n")
    write(repo / "flows" / "one" / "flow.yml", flow + "  c: {component: ./c.yml}\n  d: {command: x, code: gone}\n")
    write(repo / "flows" / "one" / "src" / "x.py", "x")
    write(repo / "flows" / "one" / "c.yml", "type: command\ncommand: c\nenvironment: file:../../env/e.yml\n")
    write(repo / "flows" / "parts" / "b" / "b.yml", "type: command\ncommand: b\ncode: ../code  # two up\n")
    write(repo / "flows" / "parts" / "code" / "b.py", "b")
    write(repo / "env" / "e.yml", "image: x\nconda_file: c.yml\n")
    write(repo / "env" / "c.yml", "name: c\n")
    canvas = json.loads(run("import", repo / "flows" / "one" / "flow.yml")[1])
    canvas["layout"]["nodes"]["a"] = {"x": 1, "y": 2}
    status, out, err = run("export", write(tmp_path / "c.json", json.dumps(canvas)), "--out", tmp_path / "out")
    assert (status, out) == (0, b"")
    assert "`gone` does not exist" in err
    found = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    assert found == {
        "flow.yml", "flow.layout.json", "src/x.py", "c.yml", "flows/parts/b/b.yml", "flows/parts/code/b.py",
        "env/e.yml", "env/c.yml",
    }  # fmt: skip
    text = (tmp_path / "out" / "flow.yml").read_text()
    assert "component: ./flows/parts/b/b.yml  # shared" in text
    assert (tmp_path / "out" / "flows/parts/b/b.yml").read_text().endswith("code: ../code  # two up\n")
    assert "environment: file:./env/e.yml" in (tmp_path / "out" / "c.yml").read_text()
    again: dict[str, Any] = json.loads(run("import", tmp_path / "out" / "flow.yml")[1])
    assert again["layout"]["nodes"] == {"a": {"x": 1, "y": 2}}
    assert [node["name"] for node in again["nodes"]] == [node["name"] for node in canvas["nodes"]]


def test_a_folder_may_lie_inside_of_what_it_takes_along(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "flow.yml", FLOW.replace("  a:\n", "  b: {component: odd.yml}\n  a:\n    code: .\n"))
    write(tmp_path / "x.py", "x")
    write(tmp_path / "odd.yml", b"\xff\x00")
    canvas = write(tmp_path / "c.json", run("import", tmp_path / "flow.yml")[1])
    assert run("export", canvas, "--out", tmp_path / "out")[0] == 0
    assert run("export", canvas, "--out", tmp_path / "out")[0] == 0
    assert not list((tmp_path / "out").rglob("out"))
    assert len(list((tmp_path / "out").rglob("x.py"))) == 1


def test_a_canvas_drawn_from_nothing_has_a_text_of_its_own(run: Run, tmp_path: Path) -> None:
    drawn = {"format": "penstock.canvas/1", "nodes": [{"name": "a", "type": "command", "component": "azureml:a:1"}]}
    assert b"azureml:a:1" in run("export", write(tmp_path / "c.json", json.dumps(drawn)))[1]
    run("export", tmp_path / "c.json", "--out", tmp_path / "out")
    assert (tmp_path / "out" / "pipeline.yml").is_file()


def test_fmt_prints_checks_and_writes(run: Run, tmp_path: Path) -> None:
    file = write(tmp_path / "x.yml", "jobs:   {}\r\ntype: 'pipeline'   # kind\r\n")
    tidy = b"type: pipeline  # kind\njobs: {}\n"
    assert run("fmt", file)[:2] == (0, tidy)
    assert run("fmt", file, "--check")[:2] == (1, b"")
    assert run("fmt", "--write", file)[:2] == (0, b"")
    assert file.read_bytes() == tidy
    assert run("fmt", file, "--check")[0] == 0
    assert run("fmt", file, "--set", "tags.a=1")[1] == b"type: pipeline  # kind\ntags:\n  a: 1\njobs: {}\n"
    assert run("fmt", write(tmp_path / "bad.yml", "a: ["))[0] == 2


def test_diff_tells_what_is_said_differently(run: Run, tmp_path: Path) -> None:
    one = write(tmp_path / "1.yml", FLOW)
    two = write(tmp_path / "2.yml", FLOW.replace("0.50", "0.7").replace("# mine", "# yours"))
    assert run("diff", one, two)[:2] == (0, b"~ input rate: 0.5 -> 0.7\n")
    assert run("diff", one, one)[:2] == (0, b"")
    assert json.loads(run("diff", one, two, "-o", "json")[1])["inputs"][0]["after"] == 0.7
    canvas = write(tmp_path / "c.json", run("import", two)[1])
    assert run("diff", one, canvas, "--query", "equal", "-o", "tsv")[1] == b"false\n"


def test_merge_keeps_both_changes_or_tells_the_conflict(run: Run, tmp_path: Path) -> None:
    base, a = write(tmp_path / "base.yml", FLOW), write(tmp_path / "a.yml", FLOW.replace("0.50", "0.7"))
    b = write(tmp_path / "b.yml", FLOW.replace("echo", "cat"))
    assert run("merge", base, a, b)[:2] == (0, FLOW.replace("0.50", "0.7").replace("echo", "cat").encode())
    c = write(tmp_path / "c.yml", FLOW.replace("0.50", "0.9"))
    status, out, err = run("merge", base, a, c)
    assert (status, out) == (1, a.read_bytes())
    assert err == "conflict: inputs.rate: A says 0.7, B says 0.9, it was 0.5\n"
    status, _, err = run("merge", base, a, c, "--out", tmp_path / "m.yml", "-o", "json")
    assert status == 1
    assert json.loads(err)["conflicts"][0]["path"] == "inputs.rate"
    assert (tmp_path / "m.yml").read_bytes() == a.read_bytes()


def test_an_old_document_is_translated_and_told(run: Run, tmp_path: Path) -> None:
    old = "# kept\ntype: pipeline_job\njobs:\n  One:\n    command: echo  # say\n    compute: {target: azureml:cpu}\n"
    status, out, err = run("fmt", write(tmp_path / "old.yml", old))
    assert status == 0
    assert b"type: pipeline\n" in out
    assert b"# kept\n" in out
    assert "warning" in err


@pytest.mark.parametrize("command", ["import", "fmt"])
def test_a_key_that_stands_there_twice_is_refused(run: Run, tmp_path: Path, command: str) -> None:
    file = write(tmp_path / "twice.yml", "type: pipeline\njobs: {}\njobs: {}\n")
    code, out, err = run(command, file)
    assert (code, out) == (2, b"")
    assert "twice" in err
