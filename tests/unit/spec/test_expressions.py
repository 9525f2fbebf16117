"""Expressions and optional groups in texts."""

import pytest

from designer.spec.expressions import find, render_command, whole


@pytest.mark.parametrize(
    ("text", "kind", "node", "port"),
    [
        ("${{inputs.x}}", "input", None, "x"),
        ("${{ inputs . x }}", "input", None, "x"),
        ("${{outputs.model}}", "output", None, "model"),
        ("${{parent.inputs.rate}}", "parent_input", None, "rate"),
        ("${{ parent.jobs.train.outputs.model }}", "node_output", "train", "model"),
        ("${{parent.outputs.m}}", "parent_output", None, "m"),
        ("${{parent.jobs.train}}", "node", "train", ""),
        ("${{search_space.c}}", "search_space", None, "c"),
        ("${{name}}", "other", None, ""),
        ("${{inputs.a.b}}", "other", None, ""),
        ("${{}}", "other", None, ""),
        ("${{jobs.a.outputs.b}}", "other", None, ""),
    ],
)
def test_each_form_is_known(text: str, kind: str, node: str | None, port: str) -> None:
    found = whole(text)
    assert found is not None
    assert (found.kind, found.node, found.port) == (kind, node, port)


def test_a_whole_expression_stands_alone() -> None:
    assert whole("  ${{inputs.x}} ") is not None
    assert whole("a ${{inputs.x}}") is None
    assert whole("${{inputs.x}}${{inputs.y}}") is None
    assert whole(5) is None
    assert [e.port for e in find("a ${{inputs.x}} b ${{outputs.y}} ${{")] == ["x", "y"]


def test_an_expression_knows_its_place_each_time_and_in_long_texts_too() -> None:
    for before in ("", "a ", "a" * 1000):
        for _ in range(2):
            found = find(f"{before}${{{{ inputs . x }}}} ${{{{parent.jobs.n}}}}")
            assert [(e.kind, e.inner) for e in found] == [("input", "inputs.x"), ("node", "parent.jobs.n")]
            assert found[0].start == len(before)
            assert found[1].start == found[0].end + 1


def test_what_only_looks_like_a_binding_is_something_else() -> None:
    for inner in (
        "inputs.",
        "inputs.a.b",
        "inputs.a b",
        "parent.jobs.",
        "parent.jobs.n.outputs",
        "Inputs.x",
        "i" * 600,
    ):
        alone = whole("${{" + inner + "}}")
        assert alone is not None
        assert alone.kind == "other"


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("run ${{inputs.n}} ${{ inputs.b }} ${{inputs.s}}", "run 3 True hello world"),
        ("run $[[--x ${{inputs.none}}]] end", "run  end"),
        ("run $[[--x ${{inputs.n}}]] end", "run --x 3 end"),
        ("run $[[k=${{inputs.n}} ${{inputs.none}}]]end", "run end"),
        ("run --name $[[inputs.n]]", "run --name inputs.n"),
        ("[[ -f x ]] && echo ${{outputs.o}}/f", "[[ -f x ]] && echo /out/f"),
        ("echo ${HOME} $((1+2)) ${{search_space.c}}", "echo ${HOME} $((1+2)) ${{search_space.c}}"),
        ("$[[\n--x ${{inputs.n}}\n]]", "\n--x 3\n"),
        ("echo ${{inputs.injected}}", "echo ${{inputs.n}}"),
        ("echo ${{inputs.unknown}}", "echo ${{inputs.unknown}}"),
    ],
)
def test_a_command_is_filled_in_as_text(command: str, text: str) -> None:
    inputs = {"n": 3, "b": True, "s": "hello world", "none": None, "injected": "${{inputs.n}}"}
    assert render_command(command, inputs, {"o": "/out"}) == text
