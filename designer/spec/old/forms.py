"""The small forms of the older dialects that stand in jobs, nodes, components and assets alike. Knows no pipeline."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from typing import Any

from designer.spec.old.rewrite import Place, brief

_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}\Z")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.\-]*://|azureml:", re.I)
_ASSET = re.compile(r"azureml:(?!//)")
_BRACES = re.compile(r"(?<![${])\{\s*(inputs|outputs|search_space)\.([A-Za-z_][\w\-]*)\s*\}(?!\})")
_OLD_TYPES = {
    "pipeline_job": "pipeline",
    "command_job": "command",
    "sweep_job": "sweep",
    "command_component": "command",
    "pipeline_component": "pipeline",
}
_SERVICES = {"vscode": "vs_code", "jupyterlab": "jupyter_lab", "tensorboard": "tensor_board", "ssh": "ssh"}
_PROPERTIES = {"logDir": "log_dir", "sshPublicKeys": "ssh_public_keys"}
_DATA_WORDS = ("data", "dataset", "file", "folder", "local_path", "datastore", "paths")


def type_word(place: Place) -> None:
    """`pipeline_job`, `command_component` and the like."""
    written = place.get("type")
    if isinstance(written, str) and written in _OLD_TYPES:
        place.become("type", _OLD_TYPES[written])


def code(place: Place, key: str = "code") -> None:
    """`code: {local_path: p}` → `code: p`; `file:` in front of a folder says nothing."""
    value = place.get(key)
    if isinstance(value, dict) and isinstance(path := value.get("local_path", value.get("path")), str):
        place.become(key, path)


def local_path(place: Place) -> None:
    """An asset's `local_path` is its `path`."""
    if isinstance(place.get("local_path"), str):
        place.become("local_path", place.get("local_path"), "path")


def environment(place: Place, key: str = "environment") -> None:
    if isinstance(place.get(key), dict):
        environment_body(place.child(key))


def environment_body(place: Place) -> None:
    """An environment written out: `docker` unfolds, `conda_file: file:x` loses its prefix."""
    docker = place.get("docker")
    if isinstance(docker, dict):
        _docker(place, docker)
    build = place.child("build")
    if isinstance(build.get("local_path"), str):
        build.become("local_path", build.get("local_path"), "path")
    conda = place.get("conda_file")
    if isinstance(conda, str) and conda.startswith("file:"):
        place.become("conda_file", conda.removeprefix("file:"))


def _docker(place: Place, docker: dict[str, Any]) -> None:
    was = brief("docker", docker)
    build = docker.get("build")
    entries: dict[str, Any] = {}
    if isinstance(docker.get("image"), str):
        entries["image"] = docker["image"]
    elif isinstance(build, str):
        entries["build"] = _build(build, None)
    elif isinstance(build, dict):
        context = next((build[k] for k in ("context", "local_path", "path") if isinstance(build.get(k), str)), None)
        file = build.get("dockerfile", build.get("dockerfile_path"))
        if not isinstance(file, str | None) or (isinstance(file, str) and "\n" in file.strip()):
            return  # a Dockerfile written out in place: there is no such form today
        entries["build"] = _build(file, context)
    if entries:
        now = ", ".join(brief(name, value) for name, value in entries.items())
        place.say("docker", was, now)
        place.swap("docker", entries)


def _build(file: str | None, context: str | None) -> dict[str, str]:
    path = file.removeprefix("file:") if file else ""
    if context is None:
        context, path = posixpath.dirname(path) or ".", posixpath.basename(path)
    return {"path": context.removeprefix("file:"), **({"dockerfile_path": path} if path else {})}


def compute(place: Place) -> None:
    """`compute: {target, instance_count}` → `compute`, and the count under `resources`."""
    value = place.get("compute")
    if not isinstance(value, dict) or not isinstance(value.get("target"), str | None):
        return
    target, count = value.get("target"), value.get("instance_count")
    rest = {key: value[key] for key in ("instance_type", "shm_size") if key in value}
    if target is None and count is None and not rest:
        return
    resources = {**({"instance_count": count} if count is not None else {}), **rest}
    now = [brief("compute", target)] if target else []
    now += [brief("resources", resources)] if resources else []
    at = place.mark("compute")
    place.say("compute", brief("compute", value), ", ".join(now))
    if target:
        place.put("compute", target)
    else:
        place.drop("compute")
    if resources:
        merge(place, "resources", resources, at)


def merge(place: Place, key: str, more: dict[str, Any], at: tuple[int, int]) -> None:
    """Adds to the mapping `key` what it does not say yet."""
    here = place.get(key)
    if not isinstance(here, dict):
        place.put(key, more, at)
        return
    for name, item in more.items():
        if name not in here:
            place.child(key).put(name, item, at)
        elif isinstance(item, dict) and isinstance(here[name], dict):
            merge(place.child(key), name, item, at)


def distribution(place: Place) -> None:
    """`process_count` was the number of all processes, not of those on one machine."""
    inner = place.child("distribution")
    if "process_count_per_node" in inner.value:
        inner.become("process_count_per_node", inner.get("process_count_per_node"), "process_count_per_instance")
    total = inner.get("process_count")
    if "process_count" not in inner.value:
        return
    resources = place.get("resources")
    count = resources.get("instance_count", 1) if isinstance(resources, dict) else 1
    if isinstance(total, int) and not isinstance(total, bool):
        machines = count if isinstance(count, int) and count > 0 else 1
        inner.become("process_count", max(1, -(-total // machines)), "process_count_per_instance")


def limits(place: Place) -> None:
    """Limits that stood at the top."""
    for key, factor in (("timeout_minutes", 60), ("timeout", 1), ("trial_timeout_minutes", 60)):
        value = place.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            _limit(place, key, key.removesuffix("_minutes"), int(value * factor))
    for key in ("max_total_trials", "max_concurrent_trials"):
        if place.get(key) is not None:
            _limit(place, key, key, place.get(key))


def _limit(place: Place, key: str, name: str, value: Any) -> None:
    at = place.mark(key)
    place.say(key, brief(key, place.get(key)), brief("limits", {name: value}))
    place.drop(key)
    merge(place, "limits", {name: value}, at)


def services(place: Place) -> None:
    """Interactive services of 2022: `job_service_type`, and properties in another spelling."""
    for service in place.children("services"):
        word = service.get("job_service_type")
        if isinstance(word, str):
            service.become("job_service_type", _SERVICES.get(word.casefold(), word), "type")
        properties = service.get("properties")
        known = properties if isinstance(properties, dict) and set(properties) <= set(_PROPERTIES) else {}
        if known:
            now = {_PROPERTIES[key]: value for key, value in known.items()}
            service.say("properties", brief("properties", known), ", ".join(brief(k, v) for k, v in now.items()))
            service.swap("properties", now)


def command(place: Place, known: Collection[str], key: str = "command") -> None:
    """`{inputs.x}` → `${{inputs.x}}`, for names that are declared, in commands that know no other form."""
    text = place.get(key)
    if not isinstance(text, str) or "{" not in text or "${{" in text or not _BRACES.search(text):
        return
    if place.rewrite.today:
        return
    seen: list[str] = []

    def written(match: re.Match[str]) -> str:
        if match.group(2) not in known:
            return match.group()
        now = "${{" + f"{match.group(1)}.{match.group(2)}" + "}}"
        seen.append(match.group())
        return now

    changed = _BRACES.sub(written, text)
    if seen:
        was = dict.fromkeys(seen)
        place.say(key, ", ".join(was), ", ".join("$" + "{" + item + "}" for item in was))
        place.put(key, changed)


def data_inputs(place: Place, *, ports: bool = False, key: str = "inputs") -> None:
    """Every input of a job or a node. `ports`: declarations of a component, where `type: path` still stands."""
    for inner in place.children(key):
        if not ports:
            data(inner)
        if inner.get("mode") == "mount":
            inner.become("mode", "ro_mount")


def data(place: Place) -> None:
    """One input written as a mapping with an old word, or of `type: path`."""
    value = place.value
    word = next((word for word in _DATA_WORDS if word in value), None)
    if word is None:
        if value.get("type") == "path" and isinstance(value.get("path"), str):
            place.become("type", type_of(value["path"]))
        return
    found = _data_of(value, word)
    if found is None:
        return
    type_, path = found
    rest = {k: v for k, v in value.items() if k not in (*_DATA_WORDS, "path", "type", "version")}
    written = value.get("type")
    type_ = written if isinstance(written, str) and written not in ("path", "dataset") else type_
    written_as = place.rewrite.written.get((*place.path, word))
    was = brief(str(place.path[-1]), {**value, word: written_as} if written_as else value)
    if "${{" in path and path.strip().startswith("${{") and path.strip().endswith("}}"):
        now: Any = {**rest, "path": path} if rest else path
    else:
        now = {"type": type_, "path": path, **rest}
    parent = Place(place.rewrite, place.path[:-1])
    name, at = str(place.path[-1]), place.mark(word)
    place.rewrite.strong = True
    place.rewrite.note((*place.path, word), was, brief(name, now))
    if not isinstance(now, dict):
        parent.put(name, now)
        return
    marks = dict(getattr(value, "marks", {}))
    parent.put(name, now, parent.mark(name))
    body = place.rewrite.edit(place.path)
    body.marks.update({key: marks.get(key, at) for key in body})


def _data_of(value: Any, word: str) -> tuple[str, str] | None:
    """(type, path) of an old data form."""
    inner = value[word]
    if word in ("file", "folder"):
        return data_of_mapping({word: inner, "datastore": value.get("datastore")}) if isinstance(inner, str) else None
    if word in ("data", "dataset"):
        if isinstance(inner, str):
            return type_of(inner), on_datastore(inner, value.get("datastore"))
        return data_of_mapping(inner) if isinstance(inner, dict) else None
    return data_of_mapping(value)


def data_of_mapping(value: Any) -> tuple[str, str] | None:
    for word in ("file", "folder"):
        if isinstance(value.get(word), str):
            return f"uri_{word}", on_datastore(value[word], value.get("datastore"))
    paths = value.get("paths")
    if isinstance(paths, list) and len(paths) == 1:
        first = paths[0]
        return (
            data_of_mapping(first)
            if isinstance(first, dict)
            else (type_of(first), first)
            if isinstance(first, str)
            else None
        )
    path = value.get("local_path", value.get("path"))
    if isinstance(path, str):
        return type_of(path), on_datastore(path, value.get("datastore"))
    name, version = value.get("name"), value.get("version")
    if isinstance(name, str) and version is not None:
        return "uri_folder", f"azureml:{name}:{version}"
    return None


def on_datastore(path: str, datastore: Any) -> str:
    """`path` as an address when a datastore is named beside it."""
    if not isinstance(datastore, str) or not datastore or _ELSEWHERE.match(path) or "${{" in path:
        return path
    name = datastore.removeprefix("azureml:").removeprefix("//datastores/").strip("/")
    return f"azureml://datastores/{name}/paths/{path.removeprefix('./').lstrip('/')}"


def type_of(path: str) -> str:
    """A file has an ending; an asset's name and a folder have none."""
    if _ASSET.match(path) or path.endswith("/") or "${{" in path:
        return "uri_folder"
    last = posixpath.basename(re.sub(r"[?#].*\Z", "", path))
    return "uri_file" if _FILE.search(last) and last not in (".", "..") else "uri_folder"


def outputs(place: Place, datastore: str | None = None) -> None:
    """`{data: {path: /p, datastore: d}}` → an address, when a datastore is known."""
    for inner in place.children("outputs"):
        value = inner.value
        word = next((w for w in ("data", "dataset") if w in value), None)
        if word is None and "datastore" not in value:
            continue
        said = value if word is None else value[word]
        said = said if isinstance(said, dict) else {"path": said} if isinstance(said, str) else {}
        path, store = said.get("path", said.get("local_path")), said.get("datastore") or datastore
        now = {k: v for k, v in value.items() if k not in ("data", "dataset", "datastore", "path")}
        if isinstance(path, str) and (store or _ELSEWHERE.match(path) or "${{" in path):
            now["path"] = on_datastore(path, store)
        name = str(inner.path[-1])
        parent = Place(inner.rewrite, inner.path[:-1])
        parent.say(name, brief(name, value), brief(name, now))
        parent.put(name, now, parent.mark(name))


def old_modes(place: Place) -> None:
    """`mode: mount` of an output, which today's parser lets pass: only beside other old forms."""
    for inner in place.children("outputs"):
        if inner.get("mode") == "mount":
            inner.become("mode", "rw_mount")
