"""Data, models and environments as objects."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.body import Body, Place, reader_of
from penstock.sdk.values import Input


class Asset(Body):
    """Something registered under a name and a version."""

    _hidden: ClassVar[frozenset[str]] = frozenset(
        {"id", "creation_context", "labels", "latest_version", "archived", "created", "updated"}
    )
    _noun: ClassVar[str] = "asset"

    def _told(self) -> str:
        return f"the {self._noun} {self.get('name') or '(without a name)'}"

    def _ref(self) -> str | None:
        """`azureml:name:version` when the asset is registered."""
        found = self.get("id")
        return str(found) if found else None

    @property
    def base_path(self) -> str:
        return str(self._base)


class BuildContext(Body):
    """A folder that an image is built from."""

    _keys: ClassVar[tuple[str, ...]] = ("path", "dockerfile_path")
    _paths: ClassVar[frozenset[str]] = frozenset({"path"})

    def __init__(
        self, *, path: str | os.PathLike[str] | None = None, dockerfile_path: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(path=path, dockerfile_path=dockerfile_path, **kwargs)


class Environment(Asset):
    """What a step runs in: an image, a conda file (a path, or its content as a mapping), or a build context."""

    _noun: ClassVar[str] = "environment"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "version", "description", "image", "build", "conda_file", "inference_config", "os_type", "tags",
        "properties", "id", "creation_context", "datastore", "latest_version",
    )  # fmt: skip
    _readers = {"build": reader_of(BuildContext)}
    _paths: ClassVar[frozenset[str]] = frozenset({"conda_file"})

    def __init__(
        self,
        *,
        name: str | None = None,
        version: str | None = None,
        description: str | None = None,
        image: str | None = None,
        build: BuildContext | None = None,
        conda_file: str | os.PathLike[str] | dict[str, Any] | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name,
            version=str(version) if version is not None else None,
            description=description,
            image=image,
            build=build,
            conda_file=conda_file,
            tags=tags,
            properties=properties,
            **kwargs,
        )

    def _written(self, place: Place) -> Any:
        """Inside a job a registered environment is named; any other is written out."""
        return self._ref() or super()._written(place)

    def _document(self, path: Path) -> dict[str, Any]:
        return dict(super()._written(Place(path.parent)))

    def _to_dict(self) -> dict[str, Any]:
        return dict(super()._written(Place(Path.cwd())))


class _Data(Asset):
    """What has a `path` and a `type` of data."""

    _paths: ClassVar[frozenset[str]] = frozenset({"path"})

    def _as_input(self) -> Input:
        """What an input that is given the asset gets."""
        if self._ref() or not self.path:
            version = f":{self.version}" if self.version else "@latest"
            return Input(type=self.type, path=self._ref() or f"azureml:{self.name}{version}")
        return Input(type=self.type, path=self.path, base_path=self._base)


class Data(_Data):
    """A data asset: a file, a folder or a table (MLTable)."""

    _noun: ClassVar[str] = "data asset"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "version", "type", "path", "description", "tags", "properties", "id", "creation_context", "labels",
        "latest_version",
    )  # fmt: skip

    def __init__(
        self,
        *,
        name: str | None = None,
        version: str | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        path: str | os.PathLike[str] | None = None,
        type: str = "uri_folder",
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name,
            version=str(version) if version is not None else None,
            type=type,
            path=path,
            description=description,
            tags=tags,
            properties=properties,
            **kwargs,
        )


class Model(_Data):
    """A model: a file or folder (`custom_model`), or one that MLflow or Triton understands."""

    _noun: ClassVar[str] = "model"
    _keys: ClassVar[tuple[str, ...]] = (
        "name", "version", "type", "path", "description", "tags", "properties", "flavors", "stage", "id",
        "creation_context", "labels", "latest_version", "job_name",
    )  # fmt: skip

    def __init__(
        self,
        *,
        name: str | None = None,
        version: str | None = None,
        type: str | None = "custom_model",
        path: str | os.PathLike[str] | None = None,
        flavors: dict[str, dict[str, Any]] | None = None,
        description: str | None = None,
        tags: dict[str, str] | None = None,
        properties: dict[str, str] | None = None,
        stage: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            name=name,
            version=str(version) if version is not None else None,
            type=type,
            path=path,
            flavors=flavors,
            description=description,
            tags=tags,
            properties=properties,
            stage=stage,
            **kwargs,
        )


def read_environment(value: Any, base: Path) -> Any:
    """An environment as written in a job: a reference stays text, a mapping becomes an object."""
    from collections.abc import Mapping

    return Environment._load(value, base) if isinstance(value, Mapping) else value
