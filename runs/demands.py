"""What steps ask of the machine, made whole when a job is submitted: tags of computes put into the plan, and sentences
about what this machine does not have. Reads rows; decides nothing about running."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from designer.models import Compute
from designer.spec.plan import Step
from designer.spec.resources import WANTS, Wants, limit_of_compute, wants_of, wants_of_compute
from runs.stepd.machine import gpus_here, memory_here

NAMED = 3  # steps in a sentence


def demand(root: Step) -> Step:
    """The plan with what computes say for steps that do not say it themselves."""
    labels = {step.compute for step in root.walk() if step.compute and step.kind != "pipeline"}
    if not labels:
        return root
    rows = Compute.objects.filter(name__in=labels, archived=False).values_list("name", "tags")
    said = {name: wants for name, tags in rows if (wants := wants_of_compute(tags))}
    return _filled(root, said) if said else root


def _filled(step: Step, said: dict[str, dict[str, int]]) -> Step:
    more = said.get(step.compute or "") if step.kind != "pipeline" else None
    children = tuple(_filled(child, said) for child in step.children)
    if more is None:
        return replace(step, children=children) if children else step
    return replace(step, children=children, spec={**step.spec, WANTS: {**more, **step.spec.get(WANTS, {})}})


def notes(root: Step) -> list[str]:
    """A sentence for everything that will run otherwise than it asks; none for jobs that ask for nothing."""
    asking = [(step, wants_of(step)) for step in root.walk() if step.kind != "pipeline" and _asks(step)]
    if not asking:
        return []
    return [*_too_large(asking), *_for_containers([step for step, _wants in asking])]


def _asks(step: Step) -> bool:
    return bool(step.resources or WANTS in step.spec)


def _too_large(asking: list[tuple[Step, Wants]]) -> Iterator[str]:
    if gpus := [(step, wants) for step, wants in asking if wants.gpus]:
        there = len(gpus_here())
        if short := [step for step, wants in gpus if wants.gpus > there]:
            sentence = _("%(steps)s: more GPUs are asked for than this machine has (%(there)s); the step will fail.")
            yield sentence % {"steps": _names(short), "there": there}
    slots = int(os.environ.get("PENSTOCK_SLOTS") or len(os.sched_getaffinity(0)))
    if large := [step for step, wants in asking if wants.cpus > slots]:
        sentence = _("%(steps)s: more CPUs are asked for than this machine has (%(there)s); the step will run alone.")
        yield sentence % {"steps": _names(large), "there": slots}
    memory = memory_here()
    if large := [step for step, wants in asking if (wants.memory or 0) > memory]:
        sentence = _("%(steps)s: more memory is asked for than this machine has (%(there)s GiB).")
        yield sentence % {"steps": _names(large), "there": round(memory / (1 << 30), 1)}
    yield from _wider_than_their_compute(asking)


def _wider_than_their_compute(asking: list[tuple[Step, Wants]]) -> Iterator[str]:
    several = {step.compute for step, wants in asking if wants.instances > 1 and step.compute}
    if not several:
        return
    for compute in Compute.objects.filter(name__in=several, archived=False):
        name, limit = compute.name, limit_of_compute(compute.spec, compute.tags)
        wide = [step for step, wants in asking if step.compute == name and limit and wants.instances > limit]
        if wide:
            sentence = _(
                "%(steps)s: more instances are asked for than %(name)s has (%(there)s); the step will run alone."
            )
            yield sentence % {"steps": _names(wide), "name": name, "there": limit}


def _for_containers(steps: list[Step]) -> Iterator[str]:
    if asking := [step for step in steps if step.resources.get("shm_size")]:
        yield _("%(steps)s: shm_size is ignored; the step has the shared memory of this machine.") % {
            "steps": _names(asking)
        }
    if asking := [step for step in steps if step.resources.get("docker_args")]:
        yield _("%(steps)s: docker_args is ignored.") % {"steps": _names(asking)}


def _names(steps: list[Step]) -> str:
    names = [step.path or step.name for step in steps[:NAMED]]
    return ", ".join(names) + (", …" if len(steps) > NAMED else "")
