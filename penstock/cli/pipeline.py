"""`penstock pipeline`: documents and canvases turned into each other, formatted, compared and merged. Files only."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from designer.spec import canvas as canvases
from designer.spec.canvas_read import body_of
from designer.spec.canvas_text import SOURCE, edited_text, modern_bytes, source_of, with_source
from designer.spec.document import Document, read_text
from designer.spec.emit import dump
from designer.spec.kinds.recognise import recognise
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.old import modernise
from designer.spec.patch.coding import decoded, encoded
from designer.spec.problems import Problem, errors
from designer.spec.read import job_of
from designer.spec.sidecar import MAX_BYTES, read_sidecar, sidecar_name, sidecar_text
from penstock.cli.errors import FAILED, FINE, WRONG, CommandFailed, problem_line
from penstock.cli.local import files_of
from penstock.cli.output import show
from penstock.cli.verbs import DATA_DIR, SETS, Verb, flag

MAIN = "pipeline.yml"


def import_(arguments: argparse.Namespace) -> int:
    """YAML of a job or component to a canvas, which carries the text so that `export` gives it back."""
    path = _one_file(arguments, "pipeline import FILE")
    data, document = _read(path, arguments.overrides)
    canvas = _drawn(document, path)
    beside = Path(sidecar_name(str(path)))
    if beside.is_file() and beside.stat().st_size <= MAX_BYTES:
        canvas["layout"] = read_sidecar(beside.read_bytes()) or canvas["layout"]
    stands = {} if str(path) == "-" else {"file": str(path.resolve())}
    canvas = with_source(canvas, data, **stands)
    if not arguments.out:
        show(canvas, arguments.output, arguments.query)
        return FINE
    _write(Path(arguments.out), (json.dumps(canvas, indent=2, ensure_ascii=False) + "\n").encode())
    return FINE


def _drawn(document: Document, path: Path) -> dict[str, Any]:
    kind = recognise(document.root, path.name)
    if kind in DOCUMENTS and DOCUMENTS[kind].family not in ("job", "component"):
        message = f"{path} cannot be drawn: it is of the kind `{DOCUMENTS[kind].title}`"
        hint = "only jobs and components can be drawn; `penstock validate` checks documents of every kind"
        raise CommandFailed("not_drawn", message, WRONG, hint=hint)
    job, problems = job_of(document.root, base="", file=document.file)
    if job is not None:
        _warn(problems)
        return canvases.to_canvas(job)
    if kind in DOCUMENTS:
        return canvases.component_canvas(document.root, kind)
    raise _bad(problems)


def export(arguments: argparse.Namespace) -> int:
    """A canvas to YAML on stdout, or to a folder with everything that the YAML needs."""
    path = _one_file(arguments, "pipeline export CANVAS.json")
    canvas = _canvas(path)
    body, problems = body_of(canvas, file=str(path))
    if body is None:
        raise _bad(problems)
    text, codec = decoded(source_of(canvas))
    text = edited_text(text, body) if text else dump(body)
    text = _with_overrides(text, arguments.overrides)
    if not arguments.out:
        _print(encoded(text, codec))
        return FINE
    from designer.portable import gather, write

    kept = canvas.get(SOURCE)
    file = kept.get("file") if isinstance(kept, dict) else None
    main = Path(file) if isinstance(file, str) and file else path.resolve().parent / MAIN
    target = Path(arguments.out)
    folder = gather(main, text, codec)
    placed = write(folder, target)
    _add_registered(placed, target, source_of(canvas), arguments.data_dir)
    layout = canvas.get("layout")
    sidecar = sidecar_text(layout) if isinstance(layout, dict) else ""
    if sidecar:
        _write(Path(sidecar_name(str(placed))), sidecar.encode())
    for ref in folder.missing:
        print(f"{main}: warning: `{ref}` does not exist, so it is not in {target}", file=sys.stderr)
    print(placed, file=sys.stderr)
    return FINE


def _add_registered(placed: Path, target: Path, source: bytes, data_dir: str | None) -> None:
    """What was put on the canvas from the registry of this machine comes along; what the file named stays named."""
    from designer.bundling import Bundle, files_below, folders_of, texts_in
    from penstock.cli.shelf import WorkspaceShelf
    from penstock.workspace import Workspace

    bundle = Bundle(WorkspaceShelf(Workspace.open(data_dir)), taken=folders_of(files_below(target)))
    text, codec = decoded(placed.read_bytes())
    found = bundle.localised(text, placed.name, texts_in(read_text(source).root) if source else ())
    for path in bundle.files:
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        _write(target / path, bundle.content(path))
    if found != text:
        _write(placed, encoded(found, codec))


def fmt(arguments: argparse.Namespace) -> int:
    """The canonical form on stdout; `--write` in place; `--check` only tells, by exit status 1."""
    from designer.spec.fmt import formatted

    files = files_of(arguments)
    if not files:
        raise CommandFailed("wrong_use", "which file?", WRONG, hint="penstock pipeline fmt FILE")
    changed = 0
    for name in files:
        path = Path(name)
        data, _ = _read(path, arguments.overrides)
        found = formatted(decoded(data)[0]).encode()
        different = found != _bytes(path)
        changed += different
        if arguments.check:
            print(f"{name}: {'would change' if different else 'fine'}", file=sys.stderr)
        elif not arguments.write:
            _print(found)
        elif different:
            _write(path, found)
            print(f"{name}: written", file=sys.stderr)
    return FAILED if arguments.check and changed else FINE


def diff(arguments: argparse.Namespace) -> int:
    """What the second document says differently than the first."""
    from designer.spec.diff import difference, lines_of

    found = difference(_body(arguments.a), _body(arguments.b))
    if arguments.output or arguments.query:
        show(found, arguments.output, arguments.query)
    else:
        for line in lines_of(found):
            print(line)
    return FINE


def merge(arguments: argparse.Namespace) -> int:
    """A with what B changed since BASE. Where both changed the same, A wins and the place is told; exit status 1."""
    from designer.spec.merge import merged_text

    base, a, b = (_read(Path(name), [])[0] for name in (arguments.base, arguments.a, arguments.b))
    text, codec = decoded(a)
    found, conflicts = merged_text(decoded(base)[0], text, decoded(b)[0])
    if arguments.out:
        _write(Path(arguments.out), encoded(found, codec))
    else:
        _print(encoded(found, codec))
    if conflicts and arguments.output:
        print(json.dumps({"conflicts": conflicts}, indent=2, ensure_ascii=False), file=sys.stderr)
        return FAILED
    for conflict in conflicts:
        values = f"A says {conflict['a']!r}, B says {conflict['b']!r}, it was {conflict['base']!r}"
        print(f"conflict: {conflict['path']}: {values}", file=sys.stderr)
    return FAILED if conflicts else FINE


def _one_file(arguments: argparse.Namespace, usage: str) -> Path:
    files = files_of(arguments) or ([] if sys.stdin is None or sys.stdin.isatty() else ["-"])
    if len(files) != 1:
        raise CommandFailed("wrong_use", "which file?", WRONG, hint=f"penstock {usage}")
    return Path(files[0])


def _bytes(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as failure:
        raise CommandFailed("no_file", f"{path} cannot be read: {failure.strerror}", WRONG) from None


def _read(path: Path, overrides: list[str]) -> tuple[bytes, Document]:
    """The bytes of a document in today's words, and what they say; warnings are told on stderr."""
    data = _bytes(path)
    if overrides:
        text, codec = _decoded(data, path)
        data = encoded(_with_overrides(text, overrides), codec)
    document, report = modernise(read_text(data, str(path)))
    if not isinstance(document.root, dict):
        raise _bad(document.problems or [_no_mapping(path)])
    if errors(document.problems):  # a key that stands there twice: nobody knows which one is meant
        raise _bad(errors(document.problems))
    _warn([*document.problems, *report])
    return modern_bytes(data, document.root), document


def _body(name: str) -> Any:
    path = Path(name)
    if path.suffix.lower() != ".json":
        return _read(path, [])[1].root
    body, problems = body_of(_canvas(path), file=name)
    if body is None:
        raise _bad(problems)
    return body


def _canvas(path: Path) -> dict[str, Any]:
    data = _bytes(path)
    try:
        canvas = json.loads(data)
    except (ValueError, RecursionError) as failure:
        raise CommandFailed("not_json", f"{path} is not JSON: {failure}", WRONG) from None
    if not isinstance(canvas, dict):
        raise CommandFailed("bad_canvas", f"{path} is no canvas document", WRONG, hint="make one: pipeline import FILE")
    return canvas


def _with_overrides(text: str, overrides: list[str]) -> str:
    """`--set`: only the lines of what is set change."""
    if not overrides:
        return text
    from penstock.cli.overrides import apply_overrides

    return apply_overrides(text, overrides)


def _decoded(data: bytes, path: Path) -> tuple[str, str]:
    try:
        return decoded(data)
    except UnicodeDecodeError:
        raise _bad(read_text(data, str(path)).problems) from None


def _bad(problems: Any) -> CommandFailed:
    found = [problem.to_json() for problem in problems]
    return CommandFailed("bad_file", found[0]["message"], WRONG, problems=found)


def _no_mapping(path: Path) -> Problem:
    return Problem("error", "not_a_mapping", "a document is a mapping of keys", str(path), 1, 1)


def _warn(problems: Any) -> None:
    for problem in problems:
        print(problem_line(problem.to_json()), file=sys.stderr)


def _print(data: bytes) -> None:
    """Bytes as they are: line ends and byte order mark belong to the file."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as failure:
        raise CommandFailed("not_written", f"{path} cannot be written: {failure.strerror}") from None


_FILES = flag("files", metavar="FILE", nargs="*", help="the file; - (or none, in a pipe) is stdin")
_OUT = flag("--out", metavar="F", help="write to this file instead of stdout")
VERBS = (
    Verb("import", "a YAML file as a canvas, in JSON", "pipeline:import_", (_FILES, _OUT, SETS), serves=False),
    Verb(
        "export",
        "a canvas as YAML, or as a folder that stands alone",
        "pipeline:export",
        (_FILES, flag("--out", metavar="DIR", help="write a folder with everything the file needs"), SETS, DATA_DIR),
        serves=False,
        answers=False,
    ),
    Verb(
        "fmt",
        "the canonical form of a file, with its comments",
        "pipeline:fmt",
        (
            _FILES,
            flag("--check", action="store_true", help="change nothing; exit 1 when it would change"),
            flag("--write", action="store_true", help="write it in place"),
            SETS,
        ),
        serves=False,
        answers=False,
    ),
    Verb(
        "diff",
        "what B says differently than A, whatever its order, quotes and comments",
        "pipeline:diff",
        (flag("a", metavar="A"), flag("b", metavar="B")),
        serves=False,
    ),
    Verb(
        "merge",
        "A with what B changed since BASE; exit 1 when both changed the same",
        "pipeline:merge",
        (flag("base", metavar="BASE"), flag("a", metavar="A"), flag("b", metavar="B"), _OUT),
        serves=False,
    ),
)
