"""Writes the pages of docs/ that say what the code says: the command line and the names of the SDK.

`--write` renews them; without it the script ends with 1 when a page is not what the code says.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
DOCS = ROOT / "docs"
MADE = "<!-- Made by scripts/write_docs.py: change the code, then run `make docs`. -->\n"
MODULES = {
    "penstock": "What most programs need",
    "penstock.entities": "Jobs, components, assets and their parts",
    "penstock.sweep": "Sweeps",
    "penstock.automl": "AutoML",
    "penstock.parallel": "Parallel steps",
    "penstock.constants": "Words of the dialect",
    "penstock.exceptions": "Errors",
    "penstock.identity": "Credentials",
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", action="store_true", help="renew the pages")
    write = options.parse_args().write
    drifted = []
    for name, text in (("cli.md", "".join(command_line())), ("sdk-reference.md", "".join(sdk()))):
        path = DOCS / name
        if write:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            drifted.append(name)
    for name in drifted:
        print(f"docs/{name} is not what the code says: run `make docs`", file=sys.stderr)
    return 1 if drifted else 0


def command_line() -> Iterator[str]:
    """Every command with its flags, from the parser itself."""
    from penstock.cli.main import parser

    top = parser(None)
    yield f"{MADE}# The command line\n\n"
    yield "`penstock` follows the groups, verbs and flags of `az ml`. "
    yield f"{top.epilog}\n\n## Flags of all commands\n\n"
    yield "They find the server and shape the answer; below they are left out.\n"
    yield from _flags(_one(top, "job", "show"), SHARED, True)
    yield from _commands(top, "penstock")


MANY = 40
UNUSED = "taken as `az` takes it, and without effect here"
SHARED = (
    "url", "token", "data_dir", "output", "query", "verbose", "debug", "only_show_errors", "resource_group",
    "workspace_name", "subscription", "yes", "no_wait", "registry_name", "skip_validation",
)  # fmt: skip


def _one(parser: argparse.ArgumentParser, *words: str) -> argparse.ArgumentParser:
    """The parser of one command."""
    for word in words:
        groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        parser = groups[0].choices[word]
    return parser


def _commands(parser: argparse.ArgumentParser, name: str) -> Iterator[str]:
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for group in groups:
        told = {choice.dest: choice.help for choice in group._choices_actions}
        for word, inner in group.choices.items():
            full = f"{name} {word}"
            deep = any(isinstance(action, argparse._SubParsersAction) for action in inner._actions)
            yield f"\n{'##' if deep or name == 'penstock' else '###'} {full}\n\n{_sentence(told.get(word) or '')}\n"
            yield from _commands(inner, full) if deep else _flags(inner)


def _flags(parser: argparse.ArgumentParser, named: tuple[str, ...] = SHARED, wanted: bool = False) -> Iterator[str]:
    told = [action for action in parser._actions if action.help != argparse.SUPPRESS and action.dest != "help"]
    rows = [action for action in told if (action.dest in named) == wanted]
    if not rows:
        return
    yield "\n| flag | meaning |\n| --- | --- |\n"
    for action in rows:
        names = ", ".join(f"`{option}`" for option in action.option_strings) or f"`{action.metavar or action.dest}`"
        value = ""
        if action.option_strings and action.nargs != 0:
            value = (
                f" `{action.metavar or (action.choices and ','.join(map(str, action.choices))) or action.dest.upper()}`"
            )
        needed = " (required)" if action.required and action.option_strings else ""
        yield f"| {names}{_cell(value)} | {_cell(_sentence(action.help or ''))}{needed} |\n"


def _sentence(text: str) -> str:
    return (text[:1].upper() + text[1:]).rstrip(".") + "." if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("%%", "%").replace("\n", " ")


def sdk() -> Iterator[str]:
    """Every name that can be imported, with its signature and what its docstring says."""
    yield f"{MADE}# Names of the SDK\n\n"
    yield "Every name that can be imported, as the code declares it. [The SDK](sdk.md) shows how they are used.\n"
    from penstock.sdk.kept import GROUPS, PARTS

    told: set[int] = set()
    for module_name, title in MODULES.items():
        module = import_module(module_name)
        yield f"\n## {module_name}\n\n{title}.\n"
        for name in module.__all__:
            found = getattr(module, name)
            if inspect.ismodule(found) or id(found) in told:
                continue
            told.add(id(found))
            yield from _class(name, found) if inspect.isclass(found) else _function(name, found)

    yield "\n## Names that can be imported and are not provided\n\n"
    yield "A notebook's import lines work; handing such an object to the client tells what is not there.\n\n"
    yield "| about | names in `penstock.entities` |\n| --- | --- |\n"
    for about, names in sorted(GROUPS.items()):
        yield f"| {about} | {', '.join(f'`{name}`' for name in sorted(names.split()))} |\n"
    yield f"\nParts of documents, kept as they are written: {', '.join(f'`{name}`' for name in sorted(PARTS))}.\n"


def _class(name: str, found: type[Any]) -> Iterator[str]:
    keys = [key for key in getattr(found, "_keys", ()) if not key.startswith("_")]
    yield f"\n### {name}\n\n{_first(found)}\n"
    constants = {key: value for key, value in vars(found).items() if key.isupper()}
    if len(constants) > MANY:
        yield f"\n{len(constants)} constants, among them `{next(iter(constants))}`.\n"
        return
    if constants:
        yield (
            "\n" + ", ".join(f"`{key}` = `{getattr(value, 'value', value)}`" for key, value in constants.items()) + "\n"
        )
        return
    if keys:
        yield f"\nKeys: {', '.join(f'`{key}`' for key in keys)}.\n"
    methods = [
        (key, value)
        for key, value in inspect.getmembers(found, callable)
        if not key.startswith("_")
        and value.__doc__
        and str(getattr(value, "__module__", "")).startswith("penstock")
        and key not in _COMMON
    ]
    if name == "MLClient":
        methods = []
        yield from _operations()
    for key, value in methods:
        yield f"\n- `{key}{_signature(value)}`: {_first(value)}\n"


_COMMON = ("dump", "get", "mro")


def _operations() -> Iterator[str]:
    """What `ml_client.jobs` and its like can do."""
    from penstock import MLClient

    client = MLClient()
    for name, operations in sorted(vars(client).items()):
        if not hasattr(operations, "_connection"):
            continue
        yield f"\n`ml_client.{name}`\n\n"
        for key, value in inspect.getmembers(operations, inspect.ismethod):
            if not key.startswith("_"):
                yield f"- `{key}{_signature(value)}`{': ' + _first(value) if value.__doc__ else ''}\n"


def _function(name: str, found: Any) -> Iterator[str]:
    yield f"\n### {name}\n\n"
    if callable(found):
        yield f"```python\n{name}{_signature(found)}\n```\n\n"
    yield f"{_first(found)}\n"


def _signature(found: Any) -> str:
    """Names and defaults; the types are for editors."""
    parts = []
    star = False
    for parameter in inspect.signature(found).parameters.values():
        if parameter.name in ("self", "_"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        prefix = {parameter.VAR_KEYWORD: "**", parameter.VAR_POSITIONAL: "*"}.get(parameter.kind, "")
        default = "" if parameter.default is parameter.empty else f"={parameter.default!r}"
        parts.append(f"{prefix}{parameter.name}{default}")
    return f"({', '.join(parts)})"


def _first(found: Any) -> str:
    """The whole docstring as one paragraph each."""
    text = inspect.getdoc(found) or ""
    return "\n\n".join(re.sub(r"\s*\n\s*", " ", part) for part in text.split("\n\n"))


if __name__ == "__main__":
    sys.exit(main())
