"""The table of verbs that every kind of registered thing has. Each kind adds its own flags in a file of its own."""

from __future__ import annotations

from typing import Any

from penstock.cli.verbs import (
    ARCHIVED,
    CHANGES,
    DESCRIPTION,
    LABEL,
    MAX_RESULTS,
    MAYBE_FILE,
    MAYBE_NAME,
    NAME,
    SETS,
    TAGS,
    VERSION,
    Flag,
    Verb,
    flag,
)

LISTED = (
    MAX_RESULTS,
    *ARCHIVED,
    flag("--tag", metavar="K=V", help="only with this tag"),
    flag("--type", metavar="T", help="only of this type"),
    flag("--search", metavar="TEXT", help="only what holds these words"),
)
FORCE = flag("--force", action="store_true", help="although something uses it")


def verbs(
    kind: str,
    kinds: str,
    *flags: Flag,
    fields: tuple[str, ...] = (),
    versioned: bool = True,
    downloads: bool = False,
    rewrites: bool = False,
) -> tuple[Verb, ...]:
    """`fields` are the keys of the document that flags can say: `build.path` is the flag `build_path`. `rewrites`:
    updating can change every key of the document, not only what is said about it."""
    given: dict[str, Any] = {"kind": kind, "kinds": kinds, "versioned": versioned}
    said = ("name", *(("version",) if versioned else ()), "description", *fields)
    which = (VERSION, LABEL) if versioned else ()
    named = flag("--name", "-n", help=f"all versions of this {kind}") if versioned else None
    found = [
        Verb(
            "create",
            f"register a {kind}",
            "assets:create",
            (MAYBE_FILE, SETS, MAYBE_NAME, *which[:1], *flags, DESCRIPTION, TAGS),
            given={**given, "fields": said},
        ),
        Verb("show", f"one {kind}", "assets:show", (NAME, *which), given=given),
        Verb(
            "list", f"every {kind}, newest versions", "assets:list_", ((named,) if named else ()) + LISTED, given=given
        ),
        Verb(
            "update",
            f"change the description or the tags of a {kind}",
            "assets:update",
            (NAME, *which, *CHANGES, *(flags if rewrites else ()), DESCRIPTION, TAGS),
            given={**given, "rewrites": rewrites, "fields": fields if rewrites else ()},
        ),
        Verb("archive", f"keep a {kind} out of lists", "assets:archive", (NAME, *which), given=given),
        Verb("restore", f"take an archived {kind} back", "assets:restore", (NAME, *which), given=given),
        Verb("delete", f"remove a {kind}", "assets:delete", (NAME, *which, FORCE), answers=False, given=given),
    ]
    return (*found, _download(kind, given, which)) if downloads else tuple(found)


def _download(kind: str, given: dict[str, Any], which: tuple[Flag, ...]) -> Verb:
    path = flag("--download-path", "-p", metavar="D", help="the folder in which one of its name is made (.)")
    flags = (NAME, *which, path)
    return Verb("download", f"get the files of a {kind}", "assets:download", flags, answers=False, given=given)
