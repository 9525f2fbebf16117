"""Jobs, nodes and components of the older dialects: which form stands where. Knows no asset."""

from __future__ import annotations

from typing import Any

from designer.spec.old import forms
from designer.spec.old.names import bindings, component_name, rename_nodes
from designer.spec.old.plain import is_plain
from designer.spec.old.rewrite import Place, brief

_NODE_TYPES = ("component", "component_job", "command_job")
_DEFAULTS = ("component_job", "command_job", "component", "command")
_SCHEMAS = "https://azuremlschemas.azureedge.net/latest/"
_DATA_KEYS = ("training_data", "validation_data", "test_data")


def single(place: Place) -> None:
    """A job of one step."""
    forms.type_word(place)
    step(place)
    if place.rewrite.strong:
        forms.old_modes(place)


def step(place: Place, *, ports: bool = False) -> None:
    """What a command job, an inline node and a component have in common."""
    forms.code(place)
    forms.environment(place)
    forms.compute(place)
    forms.distribution(place)
    forms.services(place)
    forms.data_inputs(place, ports=ports)
    if not ports:
        forms.outputs(place)
    forms.command(place, declared(place))
    if place.get("type") in (None, "command", "sweep"):
        forms.limits(place)


def declared(place: Place) -> set[str]:
    """Names that a command may use."""
    return {name for key in ("inputs", "outputs", "search_space") for name in names_in(place, key)}


def names_in(place: Place, key: str) -> set[str]:
    value = place.get(key)
    return set(value) if isinstance(value, dict) else set()


def sweep(place: Place) -> None:
    """`sweep_job`: limits at the top, inputs and compute inside the trial."""
    old = place.get("type") == "sweep_job"
    forms.type_word(place)
    if place.get("algorithm") is not None:
        place.become("algorithm", place.get("algorithm"), "sampling_algorithm")
    for space in place.children("search_space"):
        _spec_word(space)
    for key in ("early_termination", "early_termination_policy"):
        if isinstance(place.get(key), dict):
            _spec_word(place.child(key))
    if isinstance(place.get("early_termination_policy"), dict):
        place.become("early_termination_policy", place.get("early_termination_policy"), "early_termination")
    trial = place.child("trial")
    if isinstance(place.get("trial"), dict):
        _trial(place, trial, old=old)
    forms.services(trial)
    forms.compute(place)
    forms.data_inputs(place)
    forms.outputs(place)
    forms.limits(place)
    if place.rewrite.strong:
        forms.old_modes(place)


def _spec_word(place: Place) -> None:
    if isinstance(place.get("spec"), str):
        place.become("spec", place.get("spec"), "type")


def _trial(place: Place, trial: Place, *, old: bool) -> None:
    known = declared(place) | declared(trial)
    forms.code(trial)
    forms.environment(trial)
    _compute_of_trial(place, trial)
    forms.distribution(trial)
    forms.command(trial, known)
    for key in ("inputs", "outputs"):
        value = trial.get(key)
        if not isinstance(value, dict) or not (old or _holds_values(value)):
            continue  # declarations: the trial is a component
        at = trial.mark(key)
        trial.say(key, brief(f"trial.{key}", dict.fromkeys(value, "…")), brief(key, dict.fromkeys(value, "…")))
        trial.drop(key)
        forms.merge(place, key, value, at)


def _holds_values(inputs: dict[str, Any]) -> bool:
    words = ("path", "data", "dataset", "file", "folder", "local_path")
    return any(isinstance(value, dict) and any(word in value for word in words) for value in inputs.values())


def _compute_of_trial(place: Place, trial: Place) -> None:
    forms.compute(trial)
    value = trial.get("compute")
    if not isinstance(value, str):
        return
    at = trial.mark("compute")
    trial.say("compute", brief("trial.compute", value), brief("compute", value))
    trial.drop("compute")
    if place.get("compute") is None:
        place.put("compute", value, at)


def component(place: Place, *, inline: bool = False) -> None:
    """A component file, or a component written inside a node."""
    written = place.get("type")
    forms.type_word(place)
    if not inline and place.get("type") != written and "component" not in str(place.get("$schema")).casefold():
        _say_schema(place)
    name = place.get("name")
    if isinstance(name, str) and (better := component_name(name)) != name:
        place.become("name", better)
    if isinstance(place.get("jobs"), dict):
        pipeline(place, ports=True)
        return
    step(place, ports=True)


def _say_schema(place: Place) -> None:
    """`type: command_component` told a component from a job; today the schema does."""
    word = "pipelineComponent" if place.get("type") == "pipeline" else "commandComponent"
    body = place.rewrite.edit(place.path)
    items = [(key, value) for key, value in body.items() if key != "$schema"]
    body.clear()
    body["$schema"] = f"{_SCHEMAS}{word}.schema.json"
    body.marks["$schema"] = body.at
    body.update(items)


def pipeline(place: Place, *, ports: bool = False) -> None:
    """A pipeline job, a pipeline component (`ports`), or a pipeline written inside a node."""
    forms.type_word(place)
    rename_nodes(place)
    defaults = _Defaults(place)
    forms.data_inputs(place, ports=ports)
    forms.outputs(place, defaults.datastore)
    inputs, outputs, nodes = (names_in(place, key) for key in ("inputs", "outputs", "jobs"))
    for node in place.children("jobs"):
        if not is_plain(node.value):
            _node(node, inputs, outputs, nodes)
        defaults.give(node)
    defaults.write()
    if place.rewrite.strong and not ports:
        _top_compute(place)
    if place.rewrite.strong:
        forms.old_modes(place)
        for node in place.children("jobs"):
            forms.old_modes(node)


def _node(node: Place, inputs: set[str], outputs: set[str], nodes: set[str]) -> None:
    while isinstance(overrides := node.get("overrides"), dict):  # which may hold some again
        at = node.mark("overrides")
        node.say("overrides", brief("overrides", overrides), ", ".join(brief(k, v) for k, v in overrides.items()))
        node.drop("overrides")
        for key, value in overrides.items():
            if isinstance(value, dict):
                forms.merge(node, key, value, node_mark(overrides, key, at))
            else:
                node.put(key, value, node_mark(overrides, key, at))
    _node_type(node)
    if node.get("type") == "sweep":
        sweep(node)
    elif isinstance(node.get("jobs"), dict):
        pipeline(node, ports=True)
    else:
        step(node)
    for key in _DATA_KEYS:
        if isinstance(node.get(key), dict):
            forms.data(node.child(key))
    if isinstance(node.get("task"), dict):
        forms.code(node.child("task"))
        forms.environment(node.child("task"))
    bindings(node, inputs, outputs, nodes)
    if isinstance(node.get("component"), dict):
        _inline_component(node)


def node_mark(value: Any, key: str, otherwise: tuple[int, int]) -> tuple[int, int]:
    found: tuple[int, int] = getattr(value, "marks", {}).get(key, otherwise)
    return found


def _node_type(node: Place) -> None:
    """`type: component` says nothing: the component knows its own type."""
    written = node.get("type")
    if written in _NODE_TYPES:
        inner = node.get("component")
        said = inner.get("type") if isinstance(inner, dict) else None
        said = said if isinstance(said, str) else "command"
        node.become("type", said.removesuffix("_component") if said in ("command_component",) else said)
    forms.type_word(node)


def _inline_component(node: Place) -> None:
    inner = node.child("component")
    component(inner, inline=True)
    value = inner.get("compute")
    if isinstance(value, str):
        at = inner.mark("compute")
        inner.say("compute", brief("component.compute", value), brief("compute", node.get("compute") or value))
        inner.drop("compute")
        if node.get("compute") is None:
            node.put("compute", value, at)


def _top_compute(place: Place) -> None:
    forms.compute(place)
    value = place.get("compute")
    if isinstance(value, str):
        at = place.mark("compute")
        place.say("compute", brief("compute", value), brief("settings.default_compute", _asset(value)))
        place.drop("compute")
        forms.merge(place, "settings", {"default_compute": _asset(value)}, at)


def _asset(value: Any) -> Any:
    """Settings take no bare name, which a node's `compute` does."""
    plain = isinstance(value, str) and value and ":" not in value and "${{" not in value and value != "serverless"
    return f"azureml:{value}" if plain else value


class _Defaults:
    """`defaults:` and the older words of `settings:`: what every node gets that does not say it itself."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.environment: Any = None
        self.resources: dict[str, Any] = {}
        self.found: dict[str, tuple[Any, tuple[int, int]]] = {}
        settings = place.child("settings")
        for key in ("compute", "datastore", "environment"):
            if key in settings.value:
                self._take(settings, key, settings.get(key))
        written = place.get("defaults")
        if isinstance(written, dict):
            for kind in [kind for kind in _DEFAULTS if isinstance(written.get(kind), dict)]:
                inner = place.child("defaults", kind)
                for key in ("compute", "datastore", "environment"):
                    if key in inner.value:
                        self._take(inner, key, inner.get(key))
            if place.get("defaults") is not written:
                place.drop("defaults")
        if isinstance(place.get("compute"), dict):
            self._take(place, "compute", place.get("compute"))

    @property
    def datastore(self) -> str | None:
        found = self.found.get("default_datastore")
        written = self.place.get("settings")
        said = found[0] if found else written.get("default_datastore") if isinstance(written, dict) else None
        return said if isinstance(said, str) else None

    def _take(self, holder: Place, key: str, value: Any) -> None:
        at = holder.mark(key)
        was = brief(".".join([*map(str, holder.path[len(self.place.path) :]), key]), value)
        if key == "environment":
            holder.say(key, was, "environment, written in every node without one")
            self.environment = value if self.environment is None else self.environment
        else:
            if isinstance(value, dict):
                count = value.get("instance_count")
                self.resources = {"instance_count": count} if count is not None else self.resources
                value = value.get("target")
            value = _asset(value)
            holder.say(key, was, brief(f"settings.default_{key}", value))
            if isinstance(value, str):
                self.found.setdefault(f"default_{key}", (value, at))
        holder.drop(key)

    def give(self, node: Place) -> None:
        """The environment goes to nodes that bring their own command; a component file knows its own."""
        if self.environment is None and not self.resources:
            return
        if self.environment is None and not self.resources:
            return
        component = node.get("component")
        target = node.child("component") if isinstance(component, dict) else node
        brings = "command" in target.value or isinstance(component, dict)
        if self.environment is not None and brings and target.get("environment") is None and "jobs" not in target.value:
            target.put("environment", self.environment, getattr(target.value, "at", (0, 0)))
            forms.environment(target)
        if self.resources and (brings or component is not None):
            forms.merge(node, "resources", self.resources, getattr(node.value, "at", (0, 0)))

    def write(self) -> None:
        for key, (value, at) in self.found.items():
            forms.merge(self.place, "settings", {key: value}, at)
        if self.place.get("settings") == {} and self.environment is not None:
            self.place.drop("settings")  # it held nothing but the environment
