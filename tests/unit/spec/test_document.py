"""Reading YAML text: values as YAML 1.1 has them, positions, and every kind of broken or hostile text told calmly."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.spec import unreadable
from designer.spec.document import read_text, where
from designer.spec.emit import dump
from designer.spec.scalars import text_of


def codes(text: str | bytes) -> list[str]:
    return [problem.code for problem in read_text(text).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", "1e-3"),
        ("01", 1),
        ("010", 8),
        ("08", "08"),
        ("1_000", 1000),
        ("0x1F", 31),
        ("0b11", 3),
        ("1:30", 90),
        ("1.10", 1.1),
        ("1.0e+3", 1000.0),
        (".inf", float("inf")),
        ("yes", True),
        ("Off", False),
        ("y", "y"),
        ("~", None),
        ("", None),
        ("'1'", "1"),
        ("22.02-py3", "22.02-py3"),
        ("0.0.1", "0.0.1"),
        ("2026-01-05", "2026-01-05"),
        ("!!str 5", "5"),
        ("!!int '5'", 5),
        ("a: b", None),
    ],
)
def test_plain_scalars_are_read_as_the_reference_reads_them(text: str, value: object) -> None:
    if text != "a: b":
        found = read_text(f"k: {text}\n").root["k"]
        assert found == value
        assert type(found) is type(value) or isinstance(found, type(value))


def test_numbers_remember_how_they_were_written() -> None:
    root = read_text("a: 1.10\nb: 007\nc: 1.5\nd: true\n").root
    assert [text_of(root[key]) for key in "abcd"] == ["1.10", "007", "1.5", "True"]
    assert dump(root) == "a: 1.10\nb: 007\nc: 1.5\nd: true\n"


def test_keys_are_the_texts_that_stand_there() -> None:
    assert list(read_text("on: 1\n1: 2\nnull: 3\n").root) == ["on", "1", "null"]


def test_positions_point_at_keys_and_items() -> None:
    root = read_text("a:\n  b: [x,\n    {c: 1}]\n").root
    assert where(root, ("a",)) == (1, 1)
    assert where(root, ("a", "b")) == (2, 3)
    assert where(root, ("a", "b", 1)) == (3, 5)
    assert where(root, ("a", "b", 1, "c")) == (3, 6)
    assert where(root, ("a", "nothing")) == (1, 1)
    assert where({"a": 1}, ("a",)) == (0, 0)


def test_anchors_and_merges_are_followed() -> None:
    root = read_text("x: &e {a: 1, b: 2}\ny: *e\nz: {<<: *e, b: 3}\nw: {<<: [*e, {c: 4}]}\n").root
    assert root["y"] == {"a": 1, "b": 2}
    assert root["z"] == {"a": 1, "b": 3}
    assert root["w"] == {"a": 1, "b": 2, "c": 4}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [" + ",".join([f"*{before}"] * 9) + "]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "code", "line", "word"),
    [
        ("", "empty_document", 1, "empty"),
        ("# only\n# words\n", "empty_document", 1, "comments"),
        ("---\n", "empty_document", 1, "comments"),
        ("a: 1\n\tb: 2\n", "tab_indent", 2, "tab"),
        ("a:\n  b: 1\n \tc: 2\n", "tab_indent", 3, "tab"),
        ("a: 1\na: 2\n", "duplicate_key", 2, "twice"),
        ("a: {b: 1, b: 2}\n", "duplicate_key", 1, "twice"),
        ("a: [1\nb: 2\n", "not_yaml", 2, "YAML"),
        ("a: 'x\n", "not_yaml", 2, "YAML"),
        ("a: b: c\n", "not_yaml", 1, "YAML"),
        ("a: @x\n", "not_yaml", 1, "YAML"),
        ("a: {{NAME}}\n", "template_placeholder", 1, "placeholder"),
        ("a: 1\nb: {{ name }}-x\n", "template_placeholder", 2, "placeholder"),
        ("{{#if x}}\na: 1\n", "template_placeholder", 1, "placeholder"),
        ("a: 1\n{% if x %}\nb: 2\n", "template_placeholder", 2, "placeholder"),
        ("? {a: 1}\n: 2\n", "complex_key", 1, "key"),
        ("a: 1\n---\nb: 2\n", "several_documents", 2, "several"),
        ("a: &x [*x]\n", "recursive_alias", 1, "itself"),
        ("a: *x\n", "not_yaml", 1, ""),
        ("a: !!python/object:os.system x\n", "unknown_tag", 1, "tag"),
        ("a: !!python/object/apply:os.system [x]\n", "unknown_tag", 1, "tag"),
        ("a: !custom {x: 1}\n", "unknown_tag", 1, "tag"),
        ("a: \x00\n", "control_character", 1, "character"),
        (BOMB, "alias_bomb", 6, "aliases"),
        ("a: " + "[" * 100 + "]" * 100, "too_deep", 1, "64"),
        ("".join("  " * i + f"k{i}:\n" for i in range(100)), "too_deep", 65, "64"),
        ("[" * 100_000, "too_deep", 1, "64"),
    ],
)
def test_a_bad_text_is_one_clear_problem(text: str, code: str, line: int, word: str) -> None:
    read = read_text(text, "bad.yml")
    assert read.problems, text
    problem = read.problems[0]
    if code == "not_yaml" and "*x" in text:
        assert problem.code in ("not_yaml", "unknown_alias")
        return
    assert (problem.code, problem.line, problem.file) == (code, line, "bad.yml")
    assert word in problem.message


def test_a_placeholder_that_happens_to_be_yaml_is_a_warning() -> None:
    read = read_text("compute: azureml:{{CLUSTER}}\ncommand: echo ${{inputs.x}}\n")
    assert [(p.severity, p.code, p.line) for p in read.problems] == [("warning", "template_placeholder", 1)]
    assert read.root["compute"] == "azureml:{{CLUSTER}}"


def test_a_placeholder_is_found_among_bindings() -> None:
    for text in ("a: ${{inputs.x}}\nb: x{{NAME}}\n", "a: ${{inputs.x}}\nb: x{%if%}\n"):
        assert [(p.code, p.line) for p in read_text(text).problems] == [("template_placeholder", 2)]
    assert read_text("a: ${{inputs.x}}\nb: ${{{NAME}}}\n").problems == ()


def test_marks_and_encodings_of_windows_do_no_harm() -> None:
    assert read_text(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n").root == {"a": 1, "b": 2}
    assert read_text("a: é\n".encode("utf-16")).root == {"a": "é"}
    assert codes(b"a: 1\nb: \xff\xfe\n") == ["not_text"]
    assert read_text(b"a: 1\nb: \xff\n").problems[0].line == 2


def test_a_file_too_large_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unreadable, "MAX_BYTES", 100)
    assert codes("a: " + "x" * 100) == ["document_too_large"]


def test_many_problems_are_capped() -> None:
    assert len(codes("a: 1\n" * 10_000)) == unreadable.MAX_PROBLEMS


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.sampled_from(
        ["1e-3", "1:30", "yes", "0x1", "~", "=", "<<", "2026-01-05", "1_0", "a\n b\n", "\n", " a\nb", "a\n\n"]
    ),
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)


def readable(value: object) -> bool:
    """Lone surrogates are no text in any encoding."""
    return "\\ud" not in ascii(value).lower()


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=8), values, min_size=1, max_size=5).filter(readable))
def test_what_is_written_is_read_back_by_us_and_by_others(value: dict[str, object]) -> None:
    text = dump(value)
    assert read_text(text).root == value
    theirs = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    assert theirs == value


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_reading_never_raises(text: str) -> None:
    read = read_text(text)
    assert read.root is not None or read.problems


def test_long_and_odd_keys_are_written_so_that_they_can_be_read() -> None:
    value = {"a": {"k" * 1500: {"x": 1}, "n\nl": 2, "": 3, "k" * 900: None}}
    assert read_text(dump(value)).root == value
