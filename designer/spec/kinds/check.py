"""Reads a body by its declaration: unknown keys, wrong types, words outside their list, missing keys, all at once, and
the typed spec. One pass over what is written; a declaration is taken apart once. Knows no kind of document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from designer.spec.kinds.base import Leaf, Spec, Suggested
from designer.spec.problems import did_you_mean
from designer.spec.report import Report, Where
from designer.spec.scalars import text_of
from designer.spec.types import Misfit, how_to_write

S = TypeVar("S", bound=Spec)
_ARTICLES = {"integer": "an integer", "anything": "anything"}
_LONG = 60


@dataclass(slots=True)
class Reader:
    """Where problems go while one body is read."""

    report: Report
    node: str | None = None
    told: frozenset[str] = frozenset()  # top-level keys whose shape somebody else has checked
    depth: int = 0  # of the body inside its document
    builds: bool = True  # whether anybody wants the typed spec, or only the problems

    def misfit(self, at: Where, name: str, what: str, misfit: Misfit) -> None:
        if len(at) == self.depth + 1 and name in self.told:
            return
        add = self.report.warning if misfit.lax else self.report.error
        hint = how_to_write(what.partition(" ")[2])
        add(at, "wrong_type", f"`{name}` wants {what}: {misfit}", hint, self.node, key=name)


Rule = Callable[[Any, Where, str, Reader], Any]  # value, path of its holder, its key, …


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of a declaration: the attribute it fills and how it is read."""

    attribute: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Plan:
    """A declaration taken apart. `words` are the keys whose lists of words tell members of a union apart."""

    model: type[Spec]
    slots: dict[str, Slot]
    required: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    words: dict[str, frozenset[str]] = field(default_factory=dict)


def read(model: type[S], body: Mapping[str, Any], at: Where, reader: Reader, quiet: bool = False) -> S:
    """The typed spec of `body`. With `quiet`, others have told what is unknown or missing at this level."""
    plan = plan_of(model)
    slots = plan.slots
    given: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in body.items():
        slot = slots.get(name)
        if slot is None:
            extra[name] = value
            if not quiet and name != "$schema":  # which may stand anywhere
                unknown(name, slots, at, reader)
        elif value is not None:  # null counts as not written
            given[slot.attribute] = slot.rule(value, at, name, reader)
    if not quiet:
        missing(plan, body, at, reader)
    return model(**given, extra=extra)


def look(plan: Plan, body: Mapping[str, Any], at: Where, reader: Reader, quiet: bool = False) -> None:
    """As `read` for whoever wants the problems only: a pipeline has thousands of nodes."""
    slots = plan.slots
    for name, value in body.items():
        slot = slots.get(name)
        if slot is None:
            if not quiet and name != "$schema":
                unknown(name, slots, at, reader)
        elif value is not None:
            slot.rule(value, at, name, reader)
    if not quiet:
        missing(plan, body, at, reader)


def unknown(name: str, known: Iterable[str], at: Where, reader: Reader) -> None:
    if not reader.report.tells("warning"):
        return
    hint = did_you_mean(name, sorted(known), "remove it")
    where = at[-1] if at and isinstance(at[-1], str) else ""
    message = f"`{name}` is not a key of `{where}`; it is kept" if where else f"`{name}` is not a key here; it is kept"
    reader.report.warning((*at, name), "unknown_key", message, hint, reader.node, key=name)


def missing(plan: Plan, body: Mapping[str, Any], at: Where, reader: Reader) -> None:
    for name in plan.required:
        if body.get(name) is None:
            reader.report.error((*at, name), "missing_key", f"`{name}` is missing", f"add `{name}:`", reader.node)
    for name in plan.wanted:
        if body.get(name) is None:
            hint = f"add `{name}:`, or give it when the document is used"
            reader.report.warning((*at, name), "missing_key", f"`{name}` is missing", hint, reader.node)


def plan_of(model: type[Spec]) -> Plan:
    found = _plans.get(model)
    if found is None:
        found = _plans[model] = _taken_apart(model)
    return found


_plans: dict[type[Spec], Plan] = {}


def _taken_apart(model: type[Spec]) -> Plan:
    hints = get_type_hints(model, include_extras=True)
    slots: dict[str, Slot] = {}
    words: dict[str, frozenset[str]] = {}
    required: list[str] = []
    wanted: list[str] = []
    for attribute, declared in model.keys.items():
        name = declared.alias or attribute
        hint = hints[attribute]
        slots[name] = Slot(attribute, rule_of(hint))
        if get_origin(hint) is Literal:
            words[name] = frozenset(folded(word) for word in get_args(hint))
        if declared.required:
            required.append(name)
        elif declared.wanted:
            wanted.append(name)
    return Plan(model, slots, tuple(required), tuple(wanted), words)


def rule_of(hint: Any) -> Rule:
    """How a value of this annotation is read."""
    origin = get_origin(hint)
    if origin is Annotated:
        base, *notes = get_args(hint)
        for note in notes:
            if isinstance(note, Leaf):
                return _leaf(note)
            if isinstance(note, Suggested):
                return _words(note.words, strict=False)
        return rule_of(base)
    if origin is Literal:
        return _words(get_args(hint), strict=True)
    if origin in (Union, UnionType):
        return _union([member for member in get_args(hint) if member is not type(None)])
    if origin is list:
        return _list(rule_of(get_args(hint)[0]))
    if origin is dict:
        return _dict(rule_of(get_args(hint)[1]))
    if isinstance(hint, type) and issubclass(hint, Spec):
        return _spec([hint])
    raise TypeError(f"a declaration cannot hold {hint!r}")


def is_expression(value: Any) -> bool:
    return isinstance(value, str) and "${{" in value


def folded(word: Any) -> str:
    return text_of(word).replace("_", "").replace("-", "").casefold()


def _not_that(value: Any) -> Misfit:
    """Says what stands where something of another shape is wanted."""
    if isinstance(value, dict | list):
        return Misfit(f"here is {'a mapping' if isinstance(value, dict) else 'a list'}")
    return Misfit(f"here is `{text_of(value)[:_LONG]}`")


def _leaf(leaf: Leaf) -> Rule:
    if leaf.name == "anything":
        return _anything
    what = _ARTICLES.get(leaf.name, f"a {leaf.name}")
    value_of = leaf.read

    def rule(value: Any, at: Where, name: str, reader: Reader) -> Any:
        if is_expression(value):
            return value
        try:
            return value_of(value)
        except Misfit as misfit:
            reader.misfit((*at, name), str(name), what, misfit)
            return misfit.value if misfit.lax else value

    return rule


_SWITCHES = {True: {"on", "yes", "true"}, False: {"off", "no", "false"}}


def _words(words: tuple[Any, ...], strict: bool) -> Rule:
    by_folded = {folded(word): word for word in words}
    few = "known here: " + ", ".join(f"`{word}`" for word in words[:12]) + ", …"

    def rule(value: Any, at: Where, name: str, reader: Reader) -> Any:
        if is_expression(value):
            return value
        if isinstance(value, bool):  # YAML 1.1 reads `off` as a boolean
            for word in _SWITCHES[value]:
                if word in by_folded:
                    return by_folded[word]
        if isinstance(value, dict | list):
            reader.misfit((*at, name), str(name), "a text", _not_that(value))
            return value
        found = by_folded.get(folded(value))
        if found is None:
            written = text_of(value)[:_LONG]
            add = reader.report.error if strict else reader.report.warning
            hint = did_you_mean(written, map(str, words), few)
            message = f"`{written}` is not one of the words of `{name}`"
            add((*at, name), "not_in_list", message, hint, reader.node, key=name, known=[str(word) for word in words])
            return value
        return found

    return rule


def _list(item: Rule) -> Rule:
    def rule(value: Any, at: Where, name: str, reader: Reader) -> Any:
        if is_expression(value):
            return value
        if not isinstance(value, list):
            reader.misfit((*at, name), str(name), "a list", _not_that(value))
            return value
        path = (*at, name)
        return [item(one, path, index, reader) for index, one in enumerate(value)]  # type: ignore[arg-type]

    return rule


def _dict(item: Rule) -> Rule:
    def rule(value: Any, at: Where, name: str, reader: Reader) -> Any:
        if is_expression(value):
            return value
        if not isinstance(value, dict):
            reader.misfit((*at, name), str(name), "a mapping", _not_that(value))
            return value
        path = (*at, name)
        return {part: None if one is None else item(one, path, part, reader) for part, one in value.items()}

    return rule


def _spec(models: list[type[Spec]]) -> Rule:
    """One of several declarations: the one whose words the body uses, else the one it shares most keys with."""

    def rule(value: Any, at: Where, name: str, reader: Reader) -> Any:
        if is_expression(value):
            return value
        if not isinstance(value, dict):
            reader.misfit((*at, name), str(name), "a mapping", _not_that(value))
            return value
        model = chosen(models, value)
        if reader.builds:
            return read(model, value, (*at, name), reader)
        look(plan_of(model), value, (*at, name), reader)
        return value

    return rule


def chosen(models: list[type[Spec]], body: Mapping[str, Any]) -> type[Spec]:
    if len(models) == 1:
        return models[0]
    best, most = models[0], (-1, -1)
    for model in models:
        plan = plan_of(model)
        spoken = sum(folded(body[name]) in words for name, words in plan.words.items() if name in body)
        score = (spoken, sum(name in plan.slots for name in body))
        if score > most:
            best, most = model, score
    return best


def _union(members: list[Any]) -> Rule:
    """What a value may be is told by its shape: mapping, list or scalar."""
    specs = [member for member in members if isinstance(member, type) and issubclass(member, Spec)]
    mapping = _spec(specs) if specs else None
    sequence: Rule | None = None
    scalars: list[Rule] = []
    for member in members:
        origin = get_origin(member)
        if member in specs:
            continue
        if origin is dict:
            mapping = mapping or rule_of(member)
        elif origin is list:
            sequence = sequence or rule_of(member)
        else:
            scalars.append(rule_of(member))
    free = _anything in scalars

    def rule(value: Any, at: Where, name: str, reader: Reader) -> Any:
        if isinstance(value, dict) and mapping is not None:
            return mapping(value, at, name, reader)
        if isinstance(value, list) and sequence is not None:
            return sequence(value, at, name, reader)
        if free:
            return value
        if not scalars:
            return (mapping or sequence or _anything)(value, at, name, reader)
        return _first(scalars, value, at, name, reader)

    return rule


def _anything(value: Any, at: Where, name: str, reader: Reader) -> Any:
    return value


def _first(rules: list[Rule], value: Any, at: Where, name: str, reader: Reader) -> Any:
    """The first rule that reads the value; when none does, the last one says why."""
    for rule in rules[:-1]:
        trial = Reader(Report(reader.report.file, None), reader.node)
        result = rule(value, at, name, trial)
        if not trial.report.found:
            return result
    return rules[-1](value, at, name, reader)
