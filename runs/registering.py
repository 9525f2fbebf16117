"""Registers outputs of steps as data or models, with where they came from. Called in threads of the runner."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from designer import snapshots
from designer.failures import Taken
from designer.kinds import DATA, MODELS
from designer.services.families import NewVersion, place
from designer.spec.assets import NAME, RESERVED, VERSION
from runs.engine.delivering import Naming, NotDelivered
from runs.models import Run

JOB, NODE, OUTPUT = "penstock.job", "penstock.node", "penstock.output"  # properties that say who wrote it
MODEL_TYPES = frozenset({"mlflow_model", "custom_model", "triton_model"})


def register(naming: Naming) -> str:
    """How it is called from now on. Registering the same output again answers the same. Raises NotDelivered."""
    try:
        return _register(naming)
    except Taken as taken:
        message = f"output {naming.port} cannot be registered as {naming.name}: {taken} ({taken.hint})"
        raise NotDelivered(message) from None
    except snapshots.SnapshotError as error:
        raise NotDelivered(f"output {naming.port} cannot be registered as {naming.name}: {error.message}") from None
    except (DatabaseError, OSError) as error:
        raise NotDelivered(f"output {naming.port} cannot be registered as {naming.name}: {error}") from None
    finally:
        connection.close()  # that of this thread, which ends


def _register(naming: Naming) -> str:
    if not NAME.match(naming.name):
        raise NotDelivered(f"output {naming.port}: `{naming.name[:80]}` cannot be a name; use letters and digits")
    if naming.version is not None and (not VERSION.match(naming.version) or naming.version in RESERVED):
        raise NotDelivered(f"output {naming.port}: `{naming.version[:80]}` cannot be a version; numbers are best")
    kind = MODELS if naming.type in MODEL_TYPES else DATA
    snapshot, subpath, uri = _content(naming)
    made_by = [] if naming.version is not None else [naming.job, naming.node, naming.port]
    decisive = [naming.type, snapshot, subpath, uri, made_by]
    new = NewVersion(
        kind=kind,
        name=naming.name,
        version=naming.version,
        digest=hashlib.sha256(json.dumps(decisive).encode()).hexdigest(),
        make=lambda version: _fields(naming, version, snapshot, subpath, uri),
    )
    version = place(new).version.version
    return f"azureml:{naming.name}:{version}"


def _content(naming: Naming) -> tuple[str, str, str]:
    """(snapshot, path in it, address): what is large is not copied, it stays where the job left it."""
    if naming.uri:
        return "", "", naming.uri
    if naming.size > settings.DATA_COPY_BYTES:
        return "", "", Path(os.path.abspath(naming.place)).as_uri()
    return (*snapshots.snapshot_data(settings.WORKSPACE.store, Path(naming.place)), "")


def _fields(naming: Naming, version: str, snapshot: str, subpath: str, uri: str) -> dict[str, Any]:
    run = Run.objects.filter(name=naming.job).only("creator").first()
    where = f"azureml://jobs/{_child(naming)}/outputs/{naming.port}"
    return {
        "type": naming.type,
        "content": snapshot,
        "subpath": subpath,
        "uri": uri,
        "creator": run.creator if run is not None else "",
        "properties": {JOB: naming.job, NODE: naming.node, OUTPUT: naming.port},
        "spec": {"name": naming.name, "version": version, "type": naming.type, "path": uri or where},
    }


def _child(naming: Naming) -> str:
    return f"{naming.job}.{naming.node.replace('/', '.')}" if naming.node else naming.job
