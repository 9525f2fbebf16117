"""Why a step ran, was reused or joined another, as a sentence for a person. Knows the words, reads nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

MOST_NAMED = 4  # parts of a key that a sentence names
Name = Callable[[str], str]


def part_in_words(part: str) -> str:
    """A part of a reuse key as people call it."""
    kind, _dot, name = part.partition(".")
    if kind == "inputs" and name.endswith(".as"):
        return _("how the input %(name)s is given") % {"name": name.removesuffix(".as")}
    if kind == "inputs":
        return _("the input %(name)s") % {"name": name}
    if kind == "spec":
        return _("the setting %(name)s") % {"name": name}
    words = {
        "kind": _("the type of the step"),
        "command": _("the command"),
        "code": _("the code"),
        "environment": _("the environment"),
        "environment_variables": _("the environment variables"),
        "outputs": _("the settings of the outputs"),
        "resources": _("the resources"),
    }
    return words.get(kind, part)


def named(parts: Sequence[str], name: Name = part_in_words) -> str:
    """The parts that differ, as one list in words."""
    words = [name(part) for part in parts[:MOST_NAMED]]
    left = len(parts) - len(words)
    return ", ".join([*words, _("%(count)d more") % {"count": left}] if left else words)


def sentence(story: Mapping[str, Any], name: Name = part_in_words) -> str:
    """Of what a look-up noted about a step: {why, origin, compared_with, differs, by}."""
    place = story.get("origin") or story.get("compared_with") or {}
    root = place.get("root") or ""
    where = f"{root}/{place['path']}".removeprefix("/") if place.get("path") else root
    values = {"root": root, "place": where, "names": named(story.get("differs", []), name)}
    known = _planned() if story["why"].startswith("plan.") else _sentences()
    return known.get(story["why"].removeprefix("plan."), story["why"]) % values


def _planned() -> dict[str, str]:
    """Of what will be, before a job is submitted."""
    return {
        "identical": _("Will be taken from %(place)s: nothing that decides the result has changed."),
        "running": _("Will wait for the same step, which runs in %(place)s."),
        "same_step": _("Will wait for the same step %(place)s of this job."),
        "first": _("Will run: no earlier run of this pipeline has this node."),
        "differs": _("Will run: this changed since %(root)s: %(names)s."),
        "not_completed": _("Will run: the same step did not complete in %(root)s."),
        "force_rerun": _("Will run: force_rerun is set, for this node or for a pipeline it is in."),
        "not_deterministic": _("Will run: its component says is_deterministic: false."),
        "outputs_gone": _("Will run: the outputs of the same step in %(root)s are gone or were changed."),
        "after": _("Not known before %(names)s has run."),
        "input_unknown": _("Not known before the data is looked at when the job starts: %(names)s."),
        "environment_unknown": _("Not known before its environment is built."),
    }


def _sentences() -> dict[str, str]:
    return {
        "identical": _("Reused from %(root)s: command, code, environment and every input are the same."),
        "running": _("Joined the same step in %(root)s, which was running: it is not run twice."),
        "origin_deleted": _("Reused from %(root)s, which was deleted since: the files went with it."),
        "first": _("Ran because no earlier run of this pipeline has this node."),
        "differs": _("Ran because this changed since %(root)s: %(names)s."),
        "not_completed": _("Ran because the same step did not complete in %(root)s."),
        "joined_in_vain": _("Ran because the same step in %(root)s, which it waited for, did not complete."),
        "force_rerun": _("Ran because force_rerun is set, for this node or for a pipeline it is in."),
        "not_deterministic": _("Ran because its component says is_deterministic: false."),
        "outputs_gone": _("Ran because the outputs of the same step in %(root)s are gone or were changed."),
        "undecided": _("It is not decided yet whether it runs: what it needs is not there."),
        "never_asked": _("It ended before anybody looked whether it can be reused."),
        "pipeline": _("A pipeline does not run itself. Its steps say why they ran."),
    }
