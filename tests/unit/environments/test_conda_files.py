"""Conda files and requirements as definitions: what is read, what is refused, and that nothing else ever happens."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.environments.definition import (
    BadDefinition,
    Definition,
    read_conda_file,
    read_conda_spec,
    read_requirements,
)

NAMES = st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,5})?", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]{1,2}(\.[0-9]{1,2}){0,2}", fullmatch=True)
REQUIREMENTS = st.builds("{}=={}".format, NAMES, VERSIONS)
ANYTHING: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("written", "name", "version"),
    [
        ("numpy", "numpy", ""),
        ("numpy=1.21", "numpy", "==1.21.*"),
        ("numpy==1.21.0", "numpy", "==1.21.0"),
        ("numpy=1.21.0=py38h1234_0", "numpy", "==1.21.0.*"),
        ("numpy==1.21.0=py38h1234_0", "numpy", "==1.21.0"),
        ("numpy 1.21.*", "numpy", "==1.21.*"),
        ("numpy 1.21.0 py38_0", "numpy", "==1.21.0"),
        ("numpy>=1.2,<2", "numpy", ">=1.2,<2"),
        ("numpy >=1.2, <2", "numpy", ">=1.2,<2"),
        ("numpy[version='>=1.2,<2']", "numpy", ">=1.2,<2"),
        ("conda-forge::NumPy=1.21", "numpy", "==1.21.*"),
        ("numpy=*", "numpy", ""),
        ("numpy!=1.20", "numpy", "!=1.20"),
    ],
)
def test_the_ways_of_conda_to_name_a_package(written: str, name: str, version: str) -> None:
    found = read_conda_spec(written)
    if written.endswith("=*"):
        assert found.name == name
        return
    assert (found.name, found.version, found.written) == (name, version, written)


@pytest.mark.parametrize("written", ["", "=1.2", "a b c d", "numpy=1.2|1.3", None, {}, "numpy==", "numpy>=1,"])
def test_what_is_no_package_is_refused_with_what_was_written(written: Any) -> None:
    with pytest.raises(BadDefinition, match="conda"):
        read_conda_spec(written)


def test_python_and_pip_are_had_without_conda() -> None:
    body = {
        "dependencies": ["python=3.10", "pip=22.3", "setuptools=59", {"pip": ["six==1.16.0  # old", "six==1.16.0"]}]
    }
    assert read_conda_file(body, "x") == Definition("x", "3.10", ("setuptools==59.*", "six==1.16.0"))


def test_packages_of_conda_are_refused_all_at_once() -> None:
    body = {"dependencies": ["python=3.10", "numpy=1.21", "cudatoolkit=11", {"pip": ["six"]}]}
    with pytest.raises(BadDefinition, match=r"numpy=1\.21, cudatoolkit=11.*--conda-from-pypi"):
        read_conda_file(body, "x")


def test_the_same_names_at_pypi_stand_in_when_they_may() -> None:
    body = {"dependencies": ["python=3.10", "numpy=1.21", "pytorch=2.1.0", "py-xgboost", {"pip": ["six"]}]}
    found = read_conda_file(body, "x", from_pypi=True)
    assert found.pip == ("numpy==1.21.*", "torch==2.1.0.*", "xgboost", "six")
    assert found.conda == ()


def test_what_pypi_has_not_stays_refused() -> None:
    with pytest.raises(BadDefinition, match="PyPI has no packages like these of conda: cudatoolkit, libgcc"):
        read_conda_file({"dependencies": ["numpy", "cudatoolkit", "libgcc"]}, "x", from_pypi=True)


def test_conda_keeps_what_is_its_own_where_it_is_on_the_machine() -> None:
    body = {"channels": ["conda-forge"], "dependencies": ["python=3.10", "numpy=1.21", {"pip": ["six"]}]}
    found = read_conda_file(body, "x", has_conda=True)
    assert (found.kind, found.conda, found.pip) == ("conda", ("python=3.10", "numpy=1.21", "pip"), ("six",))
    assert found.channels == ("conda-forge",)


def test_requirements_are_read_as_pip_reads_them() -> None:
    text = "# mine\nsix==1.16.0 \\\n  --hash=sha256:00\n\n-e .  # here\nidna\nidna\n"
    assert read_requirements(text, "x").pip == ("six==1.16.0    --hash=sha256:00", "-e .", "idna")


@given(st.lists(REQUIREMENTS, max_size=6), VERSIONS)
def test_every_line_of_the_pip_section_is_there_once_and_in_its_order(lines: list[str], version: str) -> None:
    found = read_conda_file({"dependencies": [f"python={version}", "pip", {"pip": lines}]}, "x")
    assert list(found.pip) == list(dict.fromkeys(lines))
    assert found.python == version


@given(st.lists(REQUIREMENTS, max_size=6), NAMES)
def test_the_digest_is_of_the_content_and_survives_the_shelf(lines: list[str], name: str) -> None:
    one, other = Definition("x", pip=tuple(lines)), Definition(name, pip=tuple(lines))
    assert one.digest == other.digest == Definition.from_json(one.to_json()).digest
    assert Definition.from_json(one.to_json()) == one
    assert Definition("x", pip=(*lines, "one-more")).digest != one.digest


@given(NAMES, VERSIONS)
def test_a_package_of_conda_is_the_same_with_and_without_its_channel_and_build(name: str, version: str) -> None:
    plain = read_conda_spec(f"{name}={version}")
    assert read_conda_spec(f"conda-forge::{name}={version}=py_0").version == plain.version
    assert read_conda_spec(f"{name} ={version}").version == plain.version == f"=={version}.*"


@given(ANYTHING | st.fixed_dictionaries({"dependencies": ANYTHING}) | st.fixed_dictionaries(
    {"dependencies": st.lists(ANYTHING | st.fixed_dictionaries({"pip": ANYTHING}), max_size=4)}
), st.booleans(), st.booleans())  # fmt: skip
def test_whatever_is_written_is_read_or_refused_with_a_sentence(body: Any, from_pypi: bool, has_conda: bool) -> None:
    try:
        found = read_conda_file(body, "x", from_pypi=from_pypi, has_conda=has_conda)
    except BadDefinition as bad:
        why = str(bad)
    else:
        why = found.digest
    assert why
