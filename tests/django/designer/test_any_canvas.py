"""Whatever a page sends as a canvas is saved or refused in words; nothing breaks."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from designer.models import empty_canvas

pytestmark = pytest.mark.django_db
WORDS = st.sampled_from(
    ["a", "b", "name", "type", "component", "inputs", "pipeline", "command", "azureml:x:1", "./x", ""]
)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | FLOATS | WORDS | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
PORT = st.fixed_dictionaries({"node": st.sampled_from(["a", "b", None]) | JUNK, "port": WORDS | JUNK})
NODE = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["a", "b", "A-b"]) | JUNK,
        "type": WORDS | JUNK,
        "component": WORDS | JUNK,
        "inputs": JUNK,
    },
    optional={"outputs": JUNK, "settings": JUNK, "inline": JUNK, "$order": JUNK},
)
CANVAS = st.fixed_dictionaries(
    {
        "nodes": st.lists(NODE | JUNK, max_size=3),
        "edges": st.lists(st.fixed_dictionaries({"from": PORT | JUNK, "to": PORT | JUNK}) | JUNK, max_size=3),
        "inputs": st.lists(JUNK | st.fixed_dictionaries({"name": WORDS, "type": WORDS, "value": JUNK}), max_size=2),
        "outputs": st.lists(JUNK | st.fixed_dictionaries({"name": WORDS, "type": WORDS}), max_size=2),
        "job": st.dictionaries(WORDS, JUNK, max_size=3),
    },
    optional={"kind": JUNK | WORDS, "layout": JUNK},
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(canvas=CANVAS)
def test_any_canvas_is_saved_with_its_problems_or_refused_in_words(api: Client, canvas: dict[str, Any]) -> None:
    draft = api.post("/api/v1/drafts", {}, content_type="application/json").json()
    body = {"canvas": empty_canvas() | canvas, "revision": 1}
    path = f"/api/v1/drafts/{draft['id']}"
    saved = api.put(path, body, content_type="application/json")
    assert saved.status_code in (200, 400, 422), saved.content
    assert api.get(path).status_code == 200
    assert api.get(f"{path}/export", {"as": "zip"}).status_code == 200
    assert api.get(f"{path}/canvas").status_code in (200, 404)


def test_half_a_character_is_refused_in_words(api: Client) -> None:
    for body in ({"name": "\ud800"}, {"canvas": empty_canvas() | {"job": {"display_name": "\ud83d"}}}):
        refused = api.post("/api/v1/drafts", body, content_type="application/json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("jobs", [1.5, "x", [1], True, None])
def test_a_pipeline_inside_whose_jobs_are_no_table_can_be_opened(api: Client, jobs: object) -> None:
    node = {"name": "n", "type": "pipeline", "inline": {"type": "pipeline", "jobs": jobs}, "inputs": {}, "outputs": {}}
    canvas = {"format": "penstock.canvas/1", "nodes": [{**node, "settings": {}}]}
    draft = api.post("/api/v1/drafts", {"canvas": canvas}, content_type="application/json").json()
    assert api.get(f"/api/v1/drafts/{draft['id']}/canvas?path=n").status_code in (200, 404)
