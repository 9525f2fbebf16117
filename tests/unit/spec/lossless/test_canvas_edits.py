"""Random work on the canvas of a random, commented pipeline: the text says it, other nodes stay as written."""

import json
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec.canvas import to_canvas
from designer.spec.canvas_read import body_of
from designer.spec.canvas_text import write_canvas
from designer.spec.document import read_text
from designer.spec.patch import means, settled
from designer.spec.read import job_of
from tests.unit.spec.lossless.test_canvas_text import through_browser
from tests.unit.spec.lossless.writing import Line, Writer, bare
from tests.unit.spec.test_canvas import pipelines


def commented(body: dict[str, Any], rng: random.Random) -> tuple[str, list[Line]]:
    lines = Writer(rng).document(body)
    line_break = rng.choice(["\n", "\r\n"])
    return line_break.join(line for line, _ in lines) + line_break, lines


def work(canvas: dict[str, Any], rng: random.Random) -> set[str]:
    """One change as the page makes it; answers the nodes that it is about."""
    nodes = canvas["nodes"]
    node = rng.choice(nodes) if nodes else None
    kind = rng.choice(["add", "delete", "rename", "literal", "setting", "connect", "disconnect", "input", "name"])
    if kind == "add":
        nodes.append({"name": "added", "type": "command", "component": "azureml:x:1", "inputs": {"a": {"literal": 1}}})
    elif kind == "input":
        canvas["inputs"].append({"name": "fresh", "type": "number", "value": 0.25})
    elif kind == "name":
        canvas["job"]["display_name"] = "other: name"
    elif node is None:
        return set()
    elif kind == "delete":
        nodes.remove(node)
        gone = [edge for edge in canvas["edges"] if node["name"] in (edge["from"]["node"], edge["to"]["node"])]
        canvas["edges"] = [edge for edge in canvas["edges"] if edge not in gone]
        return {node["name"], *(edge["to"]["node"] for edge in gone)}
    elif kind == "rename":
        return renamed(canvas, node)
    elif kind == "literal":
        node["inputs"]["typed"] = {"literal": rng.choice([5, "5", True, "a: b", 0.5])}
    elif kind == "setting":
        node.setdefault("settings", {})["compute"] = "azureml:other"
    elif kind == "connect":
        canvas["inputs"].append({"name": "rows", "type": "uri_folder", "path": "./rows"})
        edge = {"from": {"node": None, "port": "rows"}, "to": {"node": node["name"], "port": "wired"}}
        canvas["edges"].append(edge)
    elif canvas["edges"]:
        edge = rng.choice(canvas["edges"])
        canvas["edges"].remove(edge)
        return {edge["to"]["node"] or edge["from"]["node"]}
    return {node["name"]} if node is not None else set()


def renamed(canvas: dict[str, Any], node: dict[str, Any]) -> set[str]:
    old, node["name"] = node["name"], "renamed"
    touched = {old}
    for edge in canvas["edges"]:
        for end in (edge["from"], edge["to"]):
            if end["node"] == old:
                end["node"] = "renamed"
                touched.add(edge["to"]["node"])
    return touched


@settings(max_examples=300, deadline=None)
@given(pipelines(), st.randoms(use_true_random=False))
def test_the_text_says_what_was_drawn(body: dict[str, Any], rng: random.Random) -> None:
    text, lines = commented(body, rng)
    root = read_text(text).root
    job, _ = job_of(root, base="", file="p.yml")
    assert job is not None
    canvas = through_browser(json.loads(json.dumps(to_canvas(job))))
    touched = work(canvas, rng)
    result = write_canvas(canvas, text).text
    drawn, problems = body_of(canvas)
    assert problems == []
    assert means(result, settled(bare(root), drawn), ordered=False)
    rest = iter(result.split("\r\n" if "\r\n" in text else "\n"))
    untouched = [line for line, path in lines if len(path) > 1 and path[0] == "jobs" and path[1] not in touched]
    whole = text.replace("\r\n", "\n").split("\n")
    if not any(line.startswith(("jobs: {", '"jobs": {')) for line in whole):
        assert all(line in rest for line in untouched), f"{touched}\n{text}\n=>\n{result}"


@settings(max_examples=60, deadline=None)
@given(pipelines(), st.randoms(use_true_random=False))
def test_much_work_in_a_row_keeps_its_meaning(body: dict[str, Any], rng: random.Random) -> None:
    text, _ = commented(body, rng)
    root = read_text(text).root
    job, _ = job_of(root, base="", file="p.yml")
    assert job is not None
    canvas = through_browser(json.loads(json.dumps(to_canvas(job))))
    for number in range(rng.randint(1, 6)):
        work(canvas, rng)
        for node in canvas["nodes"]:
            node["name"] = f"{node['name']}_{number}" if node["name"] in ("added", "renamed") else node["name"]
        for edge in canvas["edges"]:
            for end in (edge["from"], edge["to"]):
                end["node"] = f"renamed_{number}" if end["node"] == "renamed" else end["node"]
    drawn, problems = body_of(canvas)
    assert problems == []
    assert means(write_canvas(canvas, text).text, settled(bare(root), drawn), ordered=False)
