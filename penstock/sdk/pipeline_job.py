"""The pipeline job: what a pipeline function or a pipeline file becomes. Knows no server."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk import command as _command  # noqa: F401 - fills the table of nodes
from penstock.sdk.body import Body, Place, prefixed, reader_of
from penstock.sdk.component import PipelineComponent, read_component
from penstock.sdk.nodes import Job, Pipeline, read_node
from penstock.sdk.parts import read_identity
from penstock.sdk.ports import NodeInput, NodeOutput, Ports

SCHEMA = "https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json"


class PipelineJobSettings(Body):
    """`settings` of a pipeline job."""

    _keys: ClassVar[tuple[str, ...]] = (
        "default_compute", "default_datastore", "continue_on_step_failure", "force_rerun", "on_init", "on_finalize",
    )  # fmt: skip

    def __init__(
        self,
        default_datastore: str | None = None,
        default_compute: str | None = None,
        continue_on_step_failure: bool | None = None,
        force_rerun: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            default_compute=default_compute,
            default_datastore=default_datastore,
            continue_on_step_failure=continue_on_step_failure,
            force_rerun=force_rerun,
            **kwargs,
        )

    def _said(self, key: str, value: Any, place: Place) -> Any:
        said = super()._said(key, value, place)
        return prefixed(said) if key in ("default_compute", "default_datastore") else said


class PipelineJob(Job):
    """A pipeline with its inputs. Its `inputs.x`, `outputs.y`, `settings` and `jobs` can be set before it runs."""

    _keys: ClassVar[tuple[str, ...]] = (
        "type", "name", "display_name", "description", "experiment_name", "tags", "properties", "settings", "compute",
        "component", "inputs", "outputs", "jobs", "identity", "status", "id", "creation_context", "services",
        "studio_url", "log_files", "parent_job_name",
    )  # fmt: skip
    _readers = {"settings": reader_of(PipelineJobSettings), "identity": read_identity}
    _made = {"settings": PipelineJobSettings}
    _hidden: ClassVar[frozenset[str]] = frozenset({"status", "id", "creation_context", "log_files", "parent_job_name"})

    def __init__(
        self,
        *,
        component: Any = None,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        jobs: Mapping[str, Any] | None = None,
        **keys: Any,
    ) -> None:
        self._start(keys.pop("base_path", None))
        self._body["type"] = "pipeline"
        for key in self._keys:
            if keys.get(key) is not None:
                setattr(self, key, keys.pop(key))
        declared = component if isinstance(component, PipelineComponent) else None
        if component is not None and jobs is None:
            self._body["component"] = component
        has = declared is not None
        self._body["inputs"] = Ports(self, NodeInput, declared.inputs if declared and has else None, "input")
        self._body["outputs"] = Ports(self, NodeOutput, declared.outputs if declared and has else None, "output")
        self._body["jobs"] = dict(jobs or {})
        for name, value in (inputs or {}).items():
            self.inputs[name] = value
        for name, value in (outputs or {}).items():
            self.outputs[name] = value
        for key, value in keys.items():
            setattr(self, key, value)

    @classmethod
    def _load(cls, body: Mapping[str, Any], base: Path) -> Any:
        made = super()._load(body, base)
        for key, kind in (("inputs", NodeInput), ("outputs", NodeOutput)):
            given = made._body.get(key)
            ports: Ports[Any] = Ports(made, kind, None, key[:-1])
            for name, value in (given or {}).items():
                ports[name]._assign(value, base)
                ports[name]._null = value is None
            made._body[key] = ports
        jobs = made._body.get("jobs")
        if isinstance(jobs, Mapping):
            made._body["jobs"] = {name: read_node(name, item, base) for name, item in jobs.items()}
        made._body["component"] = read_component(made._body.get("component"), base, "pipeline")
        if made._body["component"] is None:
            del made._body["component"]
        return made

    @property
    def nodes(self) -> list[Any]:
        return list((self.jobs or {}).values())

    def _told(self) -> str:
        return f"the pipeline {self.get('display_name') or self.get('name') or ''}".rstrip()

    def _said(self, key: str, value: Any, place: Place) -> Any:
        if key == "component" and isinstance(value, str):
            return place.path(value, self._base)
        said = super()._said(key, value, place)
        return prefixed(said) if key == "compute" else said

    def _written(self, place: Place) -> dict[str, Any]:
        out = dict(super()._written(place))
        for key in ("inputs", "outputs"):
            if not out.get(key):
                out.pop(key, None)
        if not out.get("jobs") and "component" in out:
            out.pop("jobs", None)
        if self.get("services"):
            out.pop("services", None)
        return out

    def _document(self, path: Path) -> dict[str, Any]:
        """Pipelines inside become files beside it: the reference parser takes them only as files."""
        written: dict[str, str] = {}

        def beside(name: str, body: dict[str, Any]) -> str:
            from designer.spec.emit import dump

            text = dump(body)
            if text not in written:
                stem = f"{path.stem}.{re.sub(r'[^A-Za-z0-9_.-]', '_', name)}"
                taken = sum(known.startswith(f"./{stem}") for known in written.values())
                written[text] = f"./{stem}{f'_{taken}' if taken else ''}.yml"
                (path.parent / written[text]).write_text(text, encoding="utf-8")
            return written[text]

        found = self._written(Place(path.parent, beside))
        return found if "$schema" in found else {"$schema": SCHEMA, **found}


Pipeline._readers = {**Pipeline._readers, "settings": reader_of(PipelineJobSettings)}
Pipeline._made = {**Pipeline._made, "settings": PipelineJobSettings}
