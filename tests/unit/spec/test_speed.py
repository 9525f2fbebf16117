"""The dialect stays fast and linear: ten times the nodes, ten times the time. Deadlines allow for busy machines."""

import time
from collections.abc import Callable

from designer.spec.canvas import from_canvas, to_canvas
from designer.spec.compile import compile_job
from designer.spec.documents import read_document
from designer.spec.emit import to_yaml
from designer.spec.expressions import find, render_command
from designer.spec.problems import Problem, errors
from designer.spec.read import read_job
from designer.spec.validate import validate
from tests.unit.spec.samples import files


def chain(length: int) -> str:
    lines = ["type: pipeline", "inputs:", "  raw: {type: uri_folder, path: ./data}", "jobs:"]
    for i in range(length):
        source = "parent.inputs.raw" if i == 0 else f"parent.jobs.n{i - 1}.outputs.model"
        lines += [f"  n{i}:", "    type: command", "    component: ./train.yml", "    inputs:", "      rate: 0.5"]
        lines += [f"      table: ${{{{{source}}}}}", "    outputs:", "      model: {mode: upload}"]
    return "\n".join(lines) + "\n"


def fan(width: int) -> str:
    """One inline job, `width` that read it, one that reads them all."""
    lines = ["type: pipeline", "jobs:", "  root: {command: 'echo > ${{outputs.out}}/x', outputs: {out: }}"]
    for i in range(width):
        lines += [f"  w{i}:", "    type: command", "    command: cat ${{inputs.a}}/x > ${{outputs.out}}/x"]
        lines += ["    inputs:", "      a: ${{parent.jobs.root.outputs.out}}", "    outputs: {out: {type: uri_folder}}"]
    lines += ["  join:", "    command: cat " + " ".join(f"${{{{inputs.i{i}}}}}" for i in range(width)), "    inputs:"]
    lines += [f"      i{i}: ${{{{parent.jobs.w{i}.outputs.out}}}}" for i in range(width)]
    return "\n".join(lines) + "\n"


def road(text: str) -> None:
    job = read_job(text).job
    assert job is not None
    step, _ = compile_job(job, files())
    assert step is not None
    assert from_canvas(to_canvas(job))[0] is not None
    assert to_yaml(job)


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_the_whole_road_of_2500_nodes_is_quick_and_linear() -> None:
    small, large = chain(250), chain(2500)
    quick = min(seconds(lambda: road(small)) for _ in range(3))
    slow = min(seconds(lambda: road(large)) for _ in range(2))
    assert slow < 4
    assert slow < 50 * max(quick, 0.03)  # quadratic work would be a hundred times


def test_a_fan_of_5000_inline_jobs_is_quick_and_linear() -> None:
    small, large = fan(500), fan(5000)
    quick = min(seconds(lambda: road(small)) for _ in range(3))
    slow = min(seconds(lambda: road(large)) for _ in range(2))
    assert slow < 4
    assert slow < 40 * max(quick, 0.03)


def test_thousands_of_mistakes_are_told_quickly_and_counted() -> None:
    broken = chain(2500).replace("outputs.model}}", "outputs.modle}}").replace("rate: 0.5", "rat: 0.5")
    job = read_job(broken).job
    assert job is not None
    found: list[Problem] = []
    assert seconds(lambda: found.extend(validate(job, files()))) < 4
    assert len(errors(found)) == 500
    assert errors(found)[-1].code == "too_many_problems"


def test_commands_made_to_slow_down_a_reader_do_not() -> None:
    for part in ("${{ ", "$[[", "${{" + " " * 50, "$[[ ${{inputs.x}} ", "}} ]] "):
        text = part * (1_000_000 // len(part))
        assert seconds(lambda text=text: (find(text), render_command(text, {"x": None}, {}))) < 2  # type: ignore[misc]


def test_200_nodes_validate_in_a_tenth_of_a_second_and_5000_in_two() -> None:
    """Measured on two cores of 2026: 12 ms and 0.35 s, reading included."""
    for make in (chain, fan):
        small, large = make(200), make(5000)
        assert min(seconds(lambda text=small: read_document(text, "p.yml", files())) for _ in range(3)) < 0.1  # type: ignore[misc]
        assert min(seconds(lambda text=large: read_document(text, "p.yml", files())) for _ in range(2)) < 2  # type: ignore[misc]
