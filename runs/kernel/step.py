"""`step(run, message) -> outputs`: what follows from one message. `resume(run)`: what to do after a replay."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from runs.kernel import messages as m
from runs.kernel.kinds import KINDS
from runs.kernel.retries import next_try
from runs.kernel.state import GROUP, JOINED, Node, Run, apply
from runs.kernel.status import ACTIVE, TERMINAL, Status

MAX_LOST = 3  # after so many lost attempts the fault is not the daemon's
LAUNCHED = ACTIVE - {Status.PAUSED}  # a backend may know of a step in one of these

UPSTREAM = {"reason": "upstream"}  # something it needs did not complete
STOPPED = {"reason": "canceled"}  # a person canceled it
ABANDONED = {"reason": "abandoned"}  # its run ended by a bug of ours
FAIL_FAST = {"reason": "pipeline_failed"}  # another step failed and the pipeline does not go on


def step(run: Run, message: m.Message) -> list[m.Output]:
    """Facts to journal and commands to carry out, in this order. Late or repeated reports give nothing."""
    turn = _Turn(run, message.at)
    _HANDLERS[type(message)](turn, message)
    turn.settle()
    return turn.outputs


def resume(run: Run, at: float) -> list[m.Output]:
    """After a replay: say again everything that was said and may not have been heard."""
    turn = _Turn(run, at)
    if run.root.status is Status.NOT_STARTED:
        _submitted(turn, m.RunSubmitted(at))
    for path, node in list(run.nodes.items()):
        if node.is_leaf and node.status is Status.CANCEL_REQUESTED:
            turn.outputs += [m.StartJob(path, node.attempt), m.StopJob(path, node.attempt)]
        elif node.is_leaf and node.status in LAUNCHED and node.queued:
            turn.outputs.append(m.StartJob(path, node.attempt, node.not_before))
        elif node.is_leaf and (node.status is Status.PREPARING or node.joined):
            node.asked = True
            turn.outputs.append(m.LookUpCache(path, node.attempt))
        else:
            turn.agenda.append(path)
    turn.settle()
    return turn.outputs


def abandon(run: Run, at: float, error: str) -> list[m.Output]:
    """End a run that cannot go on because of a bug: what has not ended is Canceled, the run Failed and says why."""
    outputs: list[m.Output] = []
    for path, node in reversed(run.nodes.items()):
        if node.status in TERMINAL:
            continue
        if node.is_leaf and node.status in LAUNCHED:
            outputs.append(m.StopJob(path, node.attempt))
        status, detail = (Status.CANCELED, ABANDONED) if path else (Status.FAILED, {"error": error})
        fact = m.StatusChanged(path, node.attempt, status, at, detail)
        apply(run, fact)
        outputs.append(fact)
    return outputs


class _Turn:
    """One call of `step`: collects outputs, and visits the nodes that a change may have set free."""

    def __init__(self, run: Run, at: float) -> None:
        self.run = run
        self.at = at
        self.outputs: list[m.Output] = []
        self.agenda: deque[str] = deque()

    def change(self, path: str, status: Status, detail: m.Detail | None = None, attempt: int | None = None) -> None:
        """Record a new status and note whom it concerns."""
        node = self.run.nodes[path]
        fact = m.StatusChanged(path, attempt or node.attempt, status, self.at, detail or {})
        apply(self.run, fact)
        self.outputs.append(fact)
        if status is Status.COMPLETED:
            # Only those whose last need this was: a join of 5,000 is visited once, not 5,000 times.
            self.agenda.extend(path for path in node.dependents if not self.run.nodes[path].unmet)
        elif status in TERMINAL:
            self.agenda.extend(node.dependents)
        if node.parent is not None:
            self.parent_of(node, status)

    def parent_of(self, node: Node, status: Status) -> None:
        """A pipeline runs from its first child's first move, and ends after its last child."""
        assert node.parent is not None
        parent = self.run.nodes[node.parent]
        if parent.status is Status.NOT_STARTED and status is not Status.CANCELED:
            self.change(node.parent, Status.RUNNING)
        if status is Status.FAILED and not parent.step.continue_on_step_failure:
            self.cancel(node.parent, FAIL_FAST)
        if status in TERMINAL and parent.open == 0:
            self.agenda.append(node.parent)

    def settle(self) -> None:
        """Visit until nothing more follows; a queue, so that a chain of 5,000 cannot overflow the stack."""
        while self.agenda:
            path = self.agenda.popleft()
            node = self.run.nodes[path]
            if node.status in TERMINAL:
                continue
            if node.step.kind == GROUP:
                self.settle_group(path, node)
            elif node.status is Status.NOT_STARTED:
                self.settle_waiting(path, node)
            elif node.step.kind in KINDS and node.open == 0:
                self.more_children(path, node)

    def settle_waiting(self, path: str, node: Node) -> None:
        if node.broken:
            self.change(path, Status.CANCELED, UPSTREAM)
        elif node.unmet or node.asked:
            return
        elif node.is_leaf:
            node.asked = True
            self.outputs.append(m.LookUpCache(path, node.attempt))
        elif node.step.kind in KINDS:
            self.change(path, Status.RUNNING)
            self.more_children(path, node)
        else:
            self.change(path, Status.FAILED, {"error": f"this version cannot run {node.step.kind} steps"})

    def settle_group(self, path: str, node: Node) -> None:
        """A pipeline is over when all its children are: failed if one failed, canceled if one was canceled."""
        if node.open:
            return
        ends = {self.run.nodes[child].status for child in node.children}
        if Status.FAILED in ends:
            failed = [c for c in node.children if self.run.nodes[c].status is Status.FAILED]
            self.change(path, Status.FAILED, {"reason": "children", "failed": failed[:10]})
        elif Status.CANCELED in ends or node.status is Status.CANCEL_REQUESTED:
            self.change(path, Status.CANCELED, node.detail if node.status is Status.CANCEL_REQUESTED else STOPPED)
        else:
            self.change(path, Status.COMPLETED)

    def more_children(self, path: str, node: Node) -> None:
        kind = KINDS[node.step.kind]
        ended = [self.run.nodes[child] for child in node.children]
        canceled = node.status is Status.CANCEL_REQUESTED or any(c.status is Status.FAILED for c in ended)
        steps = () if canceled else tuple(kind.more(node, ended) if ended else kind.first(node))
        if not steps:
            return self.settle_group(path, node)
        born = m.ChildrenBorn(path, node.attempt, steps, self.at)
        apply(self.run, born)
        self.outputs.append(born)
        for child in steps:
            self.agenda.extend(below.path for below in child.walk())
        return None

    def cancel(self, path: str, detail: m.Detail) -> None:
        """Stop a job and everything in it that has not ended."""
        todo = [path]
        while todo:
            path = todo.pop()
            node = self.run.nodes[path]
            if node.status in TERMINAL or node.status is Status.CANCEL_REQUESTED:
                continue
            todo.extend(reversed(node.children))
            if not node.is_leaf:
                if node.status is not Status.NOT_STARTED and detail is STOPPED:
                    self.change(path, Status.CANCEL_REQUESTED, detail)
                if node.open == 0:
                    self.agenda.append(path)
            elif node.status in LAUNCHED and node.queued:
                self.change(path, Status.CANCEL_REQUESTED, detail)
                self.outputs.append(m.StopJob(path, node.attempt))
            else:
                self.change(path, Status.CANCELED, detail)


def _submitted(turn: _Turn, message: m.RunSubmitted) -> None:
    root = turn.run.root
    if root.status is not Status.NOT_STARTED:
        return
    if root.step.kind == GROUP:
        turn.change("", Status.RUNNING)
    turn.agenda.extend(turn.run.nodes)


def _expected(turn: _Turn, message: Any) -> Node | None:
    """The node a report is about, or None when the report is late: another attempt, or over already."""
    node = turn.run.nodes.get(message.path)
    if node is None or node.attempt != message.attempt or node.status in TERMINAL:
        return None
    return node


def _cache_hit(turn: _Turn, message: m.CacheHit) -> None:
    node = _expected(turn, message)
    if node is not None and _is_looked_up(node):
        turn.change(message.path, Status.COMPLETED, message.detail)


def _is_looked_up(node: Node) -> bool:
    """Whether an answer from the cache still decides; Preparing is what the lookup itself has to wait for."""
    return node.status is Status.NOT_STARTED or node.joined or (node.status is Status.PREPARING and not node.queued)


def _cache_missed(turn: _Turn, message: m.CacheMissed) -> None:
    node = _expected(turn, message)
    if node is not None and _is_looked_up(node):
        turn.change(message.path, Status.QUEUED, message.detail)
        turn.outputs.append(m.StartJob(message.path, message.attempt))


def _joined(turn: _Turn, message: m.Joined) -> None:
    node = _expected(turn, message)
    if node is not None and _is_looked_up(node):
        turn.change(message.path, Status.QUEUED, {JOINED: True, **message.detail})


def _yielded(turn: _Turn, message: m.Yielded) -> None:
    node = _expected(turn, message)
    if node is not None and node.status is Status.QUEUED:
        turn.change(message.path, Status.QUEUED, {JOINED: True, **message.detail})


def _progressed(turn: _Turn, message: m.JobProgressed) -> None:
    node = _expected(turn, message)
    if node is None or not (node.status in LAUNCHED - {Status.CANCEL_REQUESTED} or node.asked):
        return
    if node.status is not message.status or message.status is Status.PREPARING:
        turn.change(message.path, message.status, message.detail)


def _started(turn: _Turn, message: m.JobStarted) -> None:
    node = _expected(turn, message)
    if node is not None and node.status not in (Status.RUNNING, Status.CANCEL_REQUESTED, Status.NOT_STARTED):
        turn.change(message.path, Status.RUNNING, message.detail)


def _exited(turn: _Turn, message: m.JobExited) -> None:
    node = _expected(turn, message)
    if node is None or node.status is Status.NOT_STARTED:
        return
    if message.ok:
        turn.change(message.path, Status.COMPLETED, message.detail)
    elif node.status is Status.CANCEL_REQUESTED:
        turn.change(message.path, Status.CANCELED, {**message.detail, **node.detail})
    elif message.again and (waits := next_try(node, message.at, message.detail)) is not None:
        turn.change(message.path, Status.QUEUED, waits, node.attempt + 1)
        turn.outputs.append(m.StartJob(message.path, node.attempt, node.not_before))
    else:
        turn.change(message.path, Status.FAILED, message.detail)


def _lost(turn: _Turn, message: m.JobLost) -> None:
    node = _expected(turn, message)
    if node is None or node.status is Status.NOT_STARTED:
        return
    if node.status is Status.CANCEL_REQUESTED:
        turn.change(message.path, Status.CANCELED, node.detail)
    elif node.lost + 1 >= MAX_LOST:
        error = f"the step was lost {MAX_LOST} times: the step daemon on its machine was killed each time"
        turn.change(message.path, Status.FAILED, {**message.detail, "error": error})
    else:
        attempt = node.attempt + 1
        turn.change(message.path, Status.QUEUED, {"reason": "lost"}, attempt)
        turn.outputs.append(m.StartJob(message.path, attempt))


def _cancel(turn: _Turn, message: m.CancelRequested) -> None:
    if message.path in turn.run.nodes:
        turn.cancel(message.path, STOPPED)


def _retry(turn: _Turn, message: m.RetryRequested) -> None:
    """Set back what failed or was canceled; its ancestors run again."""
    run = turn.run
    again = _to_retry(run, message.path)
    for path in again:
        node = run.nodes[path]
        fact = m.StatusChanged(path, node.attempt + 1, Status.NOT_STARTED, turn.at, {"reason": "retry"})
        apply(run, fact)
        turn.outputs.append(fact)
        parent = node.parent
        while parent is not None and run.nodes[parent].status in (Status.FAILED, Status.CANCELED):
            turn.change(parent, Status.RUNNING, {"reason": "retry"}, run.nodes[parent].attempt + 1)
            parent = run.nodes[parent].parent
    turn.agenda.extend(again)


def _to_retry(run: Run, below: str) -> list[str]:
    """The failed and canceled steps at or below a path, and the canceled ones that wait for these."""
    unfinished = {
        path: node
        for path, node in run.nodes.items()
        if node.step.kind != GROUP and not node.children and node.status in (Status.FAILED, Status.CANCELED)
    }
    todo = [path for path in unfinished if not below or path == below or path.startswith(below + "/")]
    chosen = set(todo)
    while todo:
        for path in unfinished[todo.pop()].dependents:
            if path in unfinished and path not in chosen and run.nodes[path].status is Status.CANCELED:
                chosen.add(path)
                todo.append(path)
    return [path for path in unfinished if path in chosen]


_HANDLERS: dict[type, Callable[[_Turn, Any], None]] = {
    m.RunSubmitted: _submitted,
    m.CacheHit: _cache_hit,
    m.CacheMissed: _cache_missed,
    m.Joined: _joined,
    m.Yielded: _yielded,
    m.JobProgressed: _progressed,
    m.JobStarted: _started,
    m.JobExited: _exited,
    m.JobLost: _lost,
    m.CancelRequested: _cancel,
    m.RetryRequested: _retry,
}
