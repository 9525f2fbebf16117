"""What the kernel knows of a run: one node per job, counters instead of scans, and how facts change them."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.spec.plan import Step
from runs.kernel.messages import ChildrenBorn, Detail, Event, StatusChanged
from runs.kernel.status import ALLOWED, TERMINAL, Status

GROUP = "pipeline"
JOINED = "joined"  # a word of a detail that the kernel puts there and reads
RETRY = "retry"  # another: it failed and waits for its next attempt


class ImpossibleTransition(RuntimeError):
    """A status followed another that it may not follow. This is a bug in the kernel, never the user's fault."""


@dataclass(slots=True)
class Node:
    """One job of the run. Counters are kept so that a message costs the same in a graph of any size."""

    step: Step
    parent: str | None
    status: Status = Status.NOT_STARTED
    attempt: int = 1
    detail: Detail = field(default_factory=dict)  # what came with the last status
    children: list[str] = field(default_factory=list)
    dependents: list[str] = field(default_factory=list)
    unmet: int = 0  # needs that have not completed
    broken: int = 0  # needs that ended without completing
    open: int = 0  # children that have not ended
    lost: int = 0  # how often the machine forgot it
    tries: int = 0  # how often it failed and was to be tried again
    not_before: float = 0.0  # when the attempt it waits for may start
    asked: bool = field(default=False, compare=False)  # a cache lookup is under way; a restart asks again
    queued: bool = False  # the lookup of this attempt found nothing: it is to run, and a backend may know of it
    joined: bool = False  # it waits for the same step elsewhere, in the status Queued
    story: list[tuple[float, Status]] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        """Whether a backend runs it, in contrast to a pipeline or a kind that bears children."""
        return self.step.kind == "command"


@dataclass(slots=True)
class Run:
    """The state of one run. Equal runs have heard equal facts."""

    nodes: dict[str, Node] = field(default_factory=dict)

    def node(self, path: str) -> Node:
        return self.nodes[path]

    @property
    def root(self) -> Node:
        return self.nodes[""]


def begin(plan: Step) -> Run:
    """The state before anything happened."""
    run = Run()
    _add(run, plan, None)
    _link(run, plan.walk())
    return run


def apply(run: Run, event: Event) -> None:
    """Change the state by one fact. The only function that does; deciding and replaying both go through it."""
    node = run.nodes[event.path]
    if isinstance(event, ChildrenBorn):
        for step in event.steps:
            _add(run, step, event.path)
            node.children.append(step.path)
            node.open += 1
        _link(run, [below for step in event.steps for below in step.walk()])
        return
    _apply_status(run, node, event)


def _apply_status(run: Run, node: Node, event: StatusChanged) -> None:
    before, after = node.status, event.status
    if after not in ALLOWED[before]:
        raise ImpossibleTransition(f"{event.path or 'the run'}: {before} -> {after}; its story: {node.story}")
    if after is Status.QUEUED and event.attempt > node.attempt and before is not Status.NOT_STARTED:
        again = RETRY in event.detail
        node.tries, node.lost = node.tries + again, node.lost + (not again)
        node.not_before = event.detail[RETRY]["at"] if again else 0.0
    node.status, node.attempt, node.detail = after, event.attempt, event.detail
    node.asked = node.asked and after is Status.PREPARING
    node.joined = after is Status.QUEUED and JOINED in event.detail
    waits = node.joined or after is Status.NOT_STARTED
    node.queued = not waits and (after is Status.QUEUED or node.queued)
    if after is Status.NOT_STARTED:
        node.lost, node.tries, node.not_before = 0, 0, 0.0
    node.story.append((event.at, after))
    ended = (after in TERMINAL) - (before in TERMINAL)
    if node.parent is not None and ended:
        run.nodes[node.parent].open -= ended
    if after is Status.COMPLETED:
        for path in node.dependents:
            run.nodes[path].unmet -= 1
    elif ended:
        for path in node.dependents:
            run.nodes[path].broken += ended


def _add(run: Run, step: Step, parent: str | None) -> None:
    """Add a step and everything below it."""
    todo: list[tuple[Step, str | None]] = [(step, parent)]
    while todo:
        step, parent = todo.pop()
        node = Node(step=step, parent=parent)
        run.nodes[step.path] = node
        node.children = [child.path for child in step.children]
        node.open = len(step.children)
        todo.extend((child, step.path) for child in reversed(step.children))


def _link(run: Run, steps: list[Step]) -> None:
    """Connect new steps to what they need; a pipeline's own needs are its steps' needs already."""
    for step in steps:
        if step.kind == GROUP:
            continue
        node = run.nodes[step.path]
        for need in step.needs:
            needed = run.nodes[need]
            needed.dependents.append(step.path)
            node.unmet += needed.status is not Status.COMPLETED
            node.broken += needed.status in (Status.FAILED, Status.CANCELED)
