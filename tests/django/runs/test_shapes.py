"""What the pages are told of the API's answers is what the answers are: every member named, none missing."""

from __future__ import annotations

from typing import Any, NotRequired, get_origin, get_type_hints

from django.test import Client

from runs.api import node_shapes as n
from runs.api import shapes as s
from runs.models import Run
from tests.desk import Desk
from tests.django.runs.test_api import PIPELINE, api, get, post

__all__ = ["api"]


def strangers(answer: dict[str, Any], shape: Any) -> list[str]:
    """Members that are in one and not in the other."""
    hints = get_type_hints(shape, include_extras=True)
    needed = {key for key, hint in hints.items() if get_origin(hint) is not NotRequired}
    return sorted({*answer} - {*hints}) + sorted(needed - {*answer})


def test_a_job_its_nodes_and_its_files_are_what_their_shapes_say(api: Client, desk: Desk) -> None:
    name = post(api, "jobs", {"yaml": PIPELINE}).json()["name"]
    desk.finish(Run.objects.get(name=name))
    job = get(api, f"jobs/{name}")
    assert strangers(job, s.Job) == strangers(job["jobs"]["train"], s.Job) == []
    assert strangers(job["outputs"]["result"], s.JobData) == []
    for path in ("", "prepare", "train"):
        node = get(api, f"jobs/{name}/nodes?path={path}")
        assert strangers(node, n.NodeDetail) == []
        for member, shape in (("inputs", n.NodeInput), ("outputs", n.NodeOutput), ("attempts", n.Attempt)):
            assert [strangers(one, shape) for one in node[member]] == [[]] * len(node[member])
        if node["reuse"]:
            assert strangers(node["reuse"], n.Reuse) == []
            assert not any(strangers(part, n.Part) for part in node["reuse"]["parts"])
    state = get(api, f"jobs/{name}/state")
    assert strangers(state["job"], s.JobState) == strangers(state["nodes"]["train"], s.NodeState) == []
    kinds = {"people.csv": n.TablePreview, "meta.json": n.TextPreview}
    for file, shape in kinds.items():
        preview = get(api, f"jobs/{name}/preview?path=prepare&port=table&file={file}")
        assert strangers(preview, shape) == []
    assert not any(strangers(event, s.Event) for event in get(api, f"jobs/{name}/events")["items"])
