"""What a binding leads to inside one pipeline: the type at its source and the neighbours of a node. Checks nothing."""

from __future__ import annotations

from collections import deque
from graphlib import CycleError, TopologicalSorter
from typing import Any

from designer.spec import types
from designer.spec.load import Loader
from designer.spec.model import Given, PipelineJob, Port
from designer.spec.read import port_of


def pipeline_port(job: PipelineJob, name: str) -> Port | None:
    """A pipeline's own input as a port: a component declares it, a job gives a literal or data."""
    given = job.inputs.get(name)
    if given is None:
        return None
    written = job.body.get("inputs", {}).get(name)
    if job.kind == "pipeline_component":
        return port_of(name, written)
    if given.kind == "literal":
        return Port(name, given.type or types.infer(given.value), has_default=True, default=given.value)
    return port_of(name, given.value if given.kind == "data" else written)


def source_type(given: Given, job: PipelineJob, loader: Loader, depth: int = 0) -> str:
    """The type of what a node input is given; "" when it cannot be known."""
    if given.kind == "literal":
        return given.type or types.infer(given.value)
    if given.kind == "data":
        return given.type or ("uri_folder" if given.path is not None else "")
    binding = given.binding
    if binding is None:
        return ""
    if binding.kind == "parent_input":
        port = pipeline_port(job, binding.port)
        return port.type if port else ""
    if binding.kind != "node_output" or binding.node is None:
        return ""
    node = job.nodes.get(binding.node)
    if node is None:
        return ""
    written = node.outputs.get(binding.port)
    if written is not None and written.attribute("type"):
        return written.attribute("type") or ""
    component, _ = loader.of_node(node, job)
    port = component.outputs.get(binding.port) if component else None
    if port is not None and port.type:
        return port.type
    if written is not None and written.binding is not None and written.binding.kind == "parent_output":
        outer = job.outputs.get(written.binding.port)
        return (outer.attribute("type") if outer else None) or "uri_folder"
    return "uri_folder" if written is not None else ""


def edges_of(job: PipelineJob) -> dict[str, list[tuple[str, str, str]]]:
    """node -> [(own input, source node, source port)] for the bindings between nodes."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for node in job.nodes.values():
        found[node.name] = [
            (name, given.binding.node, given.binding.port)
            for name, given in node.inputs.items()
            if given.binding is not None and given.binding.node is not None
        ]
    return found


def find_cycles(job: PipelineJob) -> list[list[str]]:
    """Every strongly connected group as one cycle of node names, without recursion, in linear time."""
    needs = {name: {s for _, s, _ in edges if s in job.nodes} for name, edges in edges_of(job).items()}
    try:
        TopologicalSorter(needs).prepare()
        return []
    except CycleError:
        import networkx  # a quarter of a second and 15 MB: only pipelines that cannot run pay for it

    graph: Any = networkx.DiGraph()
    graph.add_nodes_from(job.nodes)
    graph.add_edges_from((source, name) for name, sources in needs.items() for source in sources)
    cycles = []
    places = {name: place for place, name in enumerate(job.nodes)}
    for group in networkx.strongly_connected_components(graph):
        start = min(group, key=places.__getitem__)
        if len(group) > 1 or graph.has_edge(start, start):
            cycles.append(_way_round(start, group, graph))
    return cycles


def _way_round(start: str, group: set[str], graph: Any) -> list[str]:
    """The shortest way from a node back to itself."""
    came: dict[str, str] = {}
    todo = deque([start])
    while todo:
        here = todo.popleft()
        for reader in graph.successors(here):
            if reader == start:
                found = [here]
                while found[-1] != start:
                    found.append(came[found[-1]])
                return found[::-1]
            if reader in group and reader not in came:
                came[reader] = here
                todo.append(reader)
    return [start]
