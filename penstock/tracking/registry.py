"""Keeps MLflow's registry and ours in step. Ours is the truth for what a version is; see decision 012.

What clients write through the proxy is taken in before they hear that it went well. What was registered with us goes
to MLflow when somebody first asks its registry. Loads Django when it is first needed: the gate of a foreground run
has none.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from penstock.tracking import ids
from penstock.tracking.client import STARTING, Client, client_of
from penstock.tracking.logged import place_of_source
from penstock.tracking.places import Tracking
from penstock.tracking.proxy import Registry
from penstock.tracking.rules import JOB_TAG, OF_REGISTERED, REGISTERED, ROOT_TAG
from penstock.tracking.runs_of_jobs import EXISTS
from penstock.tracking.upstream import NotDone, Unreachable

NUMBER = "mlflow.version"  # a property of our version: the number it has in MLflow, "" when it cannot have one
EXPERIMENT = ids.experiment_id(REGISTERED)
WIDEST = 100  # numbers that may be passed over to give a version its own
log = logging.getLogger("penstock.tracking")
_one_at_a_time = threading.Lock()


class Both(Registry):
    """The registries of one workspace."""

    def __init__(self, tracking: Tracking) -> None:
        self.tracking = tracking

    async def before(self, endpoint: str, said: dict[str, Any]) -> None:
        """MLflow gets to know what it has not heard of, before anybody asks or numbers a new version."""
        await asyncio.to_thread(self._guarded, self._push)

    async def after(self, endpoint: str, method: str, said: dict[str, Any], answer: dict[str, Any]) -> None:
        """What a client changed is changed with us."""
        await asyncio.to_thread(self._guarded, lambda: self._take_in(endpoint, method, said, answer))

    def _guarded(self, work: Callable[[], None]) -> None:
        """A registry that cannot be kept in step now must not fail what a client asked of MLflow."""
        import django
        from django.apps import apps

        if not apps.ready:
            django.setup()
        from django.db import DatabaseError, connections

        from designer.failures import BadRequest, InUse, Taken
        from designer.uploads import Refused

        try:
            with _one_at_a_time:
                work()
        except (BadRequest, InUse, Taken, Refused, DatabaseError, OSError, NotDone, Unreachable, LookupError) as error:
            log.warning("the registries are not in step: %r", error)
        finally:
            connections.close_all()  # of this thread, which may not come back

    # -- MLflow to us ------------------------------------------------------------------------------------------

    def _take_in(self, endpoint: str, method: str, said: dict[str, Any], answer: dict[str, Any]) -> None:
        from penstock.tracking import taking

        client = client_of(self.tracking.workspace.root)
        if endpoint == "model-versions/create":
            version = answer["model_version"]
            place = place_of_source(self.tracking, _bytes_of(client, version))
            taking.version(version, place, _job_of(client, version))
        elif endpoint == "registered-models/alias":
            taking.alias(str(said.get("name")), str(said.get("alias")), said.get("version"), method == "DELETE")
        elif endpoint in ("model-versions/update", "model-versions/transition-stage", "model-versions/set-tag"):
            taking.words(said)
        elif endpoint == "model-versions/delete":
            taking.archive(str(said.get("name")), str(said.get("version")))

    # -- us to MLflow ------------------------------------------------------------------------------------------

    def _push(self) -> None:
        from designer.kinds import MODELS
        from designer.models import AssetVersion

        new = AssetVersion.objects.filter(asset__kind=MODELS.one).exclude(properties__has_key=NUMBER)
        rows = [row for row in new.select_related("asset").order_by("id") if row.content]
        client = client_of(self.tracking.workspace.root)
        if rows:  # it may have to start first
            client.call("GET", "registered-models/search", {"max_results": 1}, timeout=STARTING)
        for name in dict.fromkeys(row.asset.name for row in rows):
            self._push_name(client, name, [row for row in rows if row.asset.name == name])
        self._push_aliases(client)

    def _push_name(self, client: Client, name: str, rows: list[Any]) -> None:
        self._known(client, "registered-models/create", {"name": name})
        said = {"filter": f"name = '{name}'", "max_results": 1000}
        found = client.call("GET", "model-versions/search", said).get("model_versions", ())
        sources = {int(one["version"]): str(one.get("source")) for one in found}
        highest = max(sources, default=0)
        numbered = [row for row in rows if row.version.isdecimal() and 0 < int(row.version) < 1 << 31]
        for row in sorted(numbered, key=lambda row: int(row.version)):
            number, run = int(row.version), ids.run_id(f":{REGISTERED}", f"{name}/{row.version}", 1)
            source = f"mlflow-artifacts:/{EXPERIMENT}/{run}/artifacts/model"
            if sources.get(number) != source:
                if number in sources or number <= highest or number > highest + WIDEST:
                    _remember(row, "")
                    continue
                self._lay_out(run, row)
                self._create(client, row, {"name": name, "source": source, "run_id": run}, number - highest - 1)
                highest = number
            _remember(row, str(number))
        for row in rows:
            if row not in numbered:
                _remember(row, "")

    def _create(self, client: Client, row: Any, said: dict[str, Any], passed_over: int) -> None:
        """A run that holds the files, then the version. MLflow numbers by itself: numbers before ours are used up."""
        from designer.model_card import job_of

        job = job_of(row)
        lineage = {JOB_TAG: ".".join([job["name"], *(job["node"] or "").split("/")]).rstrip(".")} if job else {}
        tags = {ROOT_TAG: OF_REGISTERED, "penstock.run_id": said["run_id"], **lineage}
        run = {"experiment_id": EXPERIMENT, "run_name": f"{said['name']} {row.version}", "tags": _tags(tags)}
        self._known(client, "experiments/create", {"name": REGISTERED})
        self._known(client, "runs/create", {**run, "start_time": int(row.created.timestamp() * 1000)})
        client.call("POST", "runs/update", {"run_id": said["run_id"], "status": "FINISHED"})
        fillers = [client.call("POST", "model-versions/create", said) for _ in range(passed_over)]
        more = {"description": row.description, "tags": _tags({**row.tags, **lineage})}
        client.call("POST", "model-versions/create", {**said, **more}, timeout=20)
        for filler in fillers:
            number = filler["model_version"]["version"]
            client.call("DELETE", "model-versions/delete", {"name": said["name"], "version": number})

    @staticmethod
    def _known(client: Client, endpoint: str, said: dict[str, Any]) -> None:
        """Make what may be there already."""
        try:
            client.call("POST", endpoint, said)
        except NotDone as known:
            if known.code not in EXISTS:
                raise

    def _lay_out(self, run: str, row: Any) -> None:
        """Let its bytes be found among the artifacts, where they are read and never written."""
        from designer import snapshots

        tree = snapshots.tree_of(self.tracking.workspace.store, row.content)
        place = self.tracking.artifacts / EXPERIMENT / run / "artifacts" / "model"
        target = tree / row.subpath if row.subpath else tree
        if place.exists():
            return
        draft = place.with_name(f".model.{os.getpid()}")
        shutil.rmtree(draft, ignore_errors=True)
        if target.is_file():
            draft.mkdir(parents=True)
            _link(str(target), str(draft / target.name))
        else:
            shutil.copytree(target, draft, copy_function=_link)
        draft.rename(place)

    def _push_aliases(self, client: Client) -> None:
        """Of names with labels, or that had some: MLflow's aliases become ours."""
        from designer.models import Asset

        for asset in Asset.objects.filter(kind="model").only("id", "name", "labels"):
            wanted = {
                label: number for label, version in asset.labels.items() if (number := _number_of(asset, str(version)))
            }
            if _pushed.get((self.tracking.folder, asset.name)) == wanted:
                continue
            try:
                model = client.call("GET", "registered-models/get", {"name": asset.name})["registered_model"]
            except NotDone:
                continue
            known = {one["alias"]: str(one["version"]) for one in model.get("aliases", ())}
            for alias in known.keys() - wanted.keys():
                client.call("DELETE", "registered-models/alias", {"name": asset.name, "alias": alias})
            for alias, number in wanted.items():
                if known.get(alias) != number:
                    said = {"name": asset.name, "alias": alias, "version": number}
                    client.call("POST", "registered-models/alias", said)
            _pushed[(self.tracking.folder, asset.name)] = wanted


_pushed: dict[tuple[Path, str], dict[str, str]] = {}


def _link(source: str, target: str) -> None:
    """The same bytes under another name: models can be large. MLflow takes no link that leads out of its folder."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _remember(row: Any, number: str) -> None:
    row.properties = {**row.properties, NUMBER: number}
    row.save(update_fields=["properties"])


def _number_of(asset: Any, version: str) -> str:
    row = asset.versions.filter(version=version).first()
    return str(row.properties.get(NUMBER) or "") if row else ""


def _tags(tags: dict[str, Any]) -> list[dict[str, str]]:
    return [{"key": key, "value": str(value)} for key, value in tags.items()]


def _bytes_of(client: Client, version: dict[str, Any]) -> str:
    """Where the bytes of a version are: a logged model is registered by its id."""
    said = {"name": version["name"], "version": version["version"]}
    try:
        return str(client.call("GET", "model-versions/get-download-uri", said)["artifact_uri"])
    except (NotDone, KeyError):
        return str(version.get("source") or "")


def _job_of(client: Client, version: dict[str, Any]) -> str:
    """The job whose step logged it; "" for a notebook's."""
    if not version.get("run_id"):
        return ""
    try:
        data = client.call("GET", "runs/get", {"run_id": version["run_id"]})["run"].get("data", {})
    except NotDone:
        return ""
    return next((str(tag["value"]) for tag in data.get("tags", ()) if tag["key"] == JOB_TAG), "")
