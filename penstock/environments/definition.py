"""What an environment is made of, as data: read from a conda file or from lines of requirements. Touches no file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

# Under the same name, or another, at PyPI. Others are taken to be called there as they are in conda.
AT_PYPI = {
    "pytorch": "torch",
    "pytorch-cpu": "torch",
    "py-xgboost": "xgboost",
    "py-xgboost-cpu": "xgboost",
    "matplotlib-base": "matplotlib",
    "dask-core": "dask",
    "seaborn-base": "seaborn",
    "msgpack-python": "msgpack",
    "pytables": "tables",
    "py-opencv": "opencv-python-headless",
    "opencv": "opencv-python-headless",
    "typing_extensions": "typing-extensions",
    "ruamel_yaml": "ruamel.yaml",
    "python-graphviz": "graphviz",
    "importlib_metadata": "importlib-metadata",
}
# What a Python environment brings by itself, with or without conda.
SEEDS = ("pip", "setuptools", "wheel")
# No Python packages: nothing at PyPI stands in for them.
NOT_PYTHON = re.compile(
    r"(cuda|cudnn|nccl|lib(?!rosa|sass|tmux|cst)|_lib|_openmp|openmpi|mpich|gcc|gxx|gfortran|clang|cmake|make\Z|blas"
    r"|openblas|nomkl|nodejs|git\Z|r-|openjdk|ffmpeg|java|perl|ca-certificates|openssl|zlib|xz\Z|curl\Z|wget\Z)"
)
_SPEC = re.compile(r"(?:(?P<channel>[^\s\[\]]+)::)?(?P<name>[A-Za-z0-9_.\-]+)\s*(?P<rest>.*)\Z", re.S)
_VERSION = re.compile(r"version\s*=\s*['\"]?([^'\"\]]+)")
_PART = re.compile(r"(==|!=|~=|>=|<=|>|<|=)?\s*([0-9A-Za-z.*+!_\-]+)\Z")


class BadDefinition(ValueError):
    """The definition cannot be read; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Definition:
    """`python` as uv reads it ("3.10", ">=3.8,<3.11", "" for any), `pip` lines of requirements, `conda` specs that only
    conda can install, `image` a container image that stands instead of all others."""

    name: str
    python: str = ""
    pip: tuple[str, ...] = ()
    conda: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    image: str = ""
    otherwise: str = ""  # what runs the steps of an image where no container engine is
    context: str = ""  # folder that the image is built from
    dockerfile: str = ""

    @property
    def kind(self) -> str:
        if self.image or self.context or self.otherwise:
            return "container"
        return "conda" if self.conda else "uv"

    @property
    def named(self) -> bool:
        """Whether there is anything to build it from."""
        return bool(self.pip or self.conda or self.image or self.context or self.python)

    @property
    def digest(self) -> str:
        """Equal for equal content, however it is called."""
        facts = {key: value for key, value in asdict(self).items() if key != "name" and value}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]

    def to_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Definition:
        known = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        read: dict[str, Any] = {key: tuple(item) if isinstance(item, list) else item for key, item in known.items()}
        return cls(**read)


@dataclass(frozen=True, slots=True)
class CondaSpec:
    """One line of a conda file."""

    name: str
    version: str  # as pip writes it: "==1.2.*", ">=1,<2", ""
    written: str

    @property
    def at_pypi(self) -> str | None:
        """The requirement that stands in for it; None when PyPI has nothing of the kind."""
        name = AT_PYPI.get(self.name, self.name)
        return None if name == self.name and NOT_PYTHON.match(self.name) else f"{name}{self.version}"


def read_conda_file(body: Any, name: str, *, from_pypi: bool = False, has_conda: bool = False) -> Definition:
    """A conda file's content. Packages of conda's stay conda's when `has_conda`, become those of the same name at PyPI
    when `from_pypi`, and are refused with their list when neither. Raises BadDefinition."""
    if not isinstance(body, Mapping):
        raise BadDefinition("a conda file is a mapping with `dependencies`")
    dependencies = body.get("dependencies") or []
    if not isinstance(dependencies, Sequence) or isinstance(dependencies, str):
        raise BadDefinition("`dependencies` of a conda file is a list")
    python, seeds, wanted, pip = "", list[str](), list[CondaSpec](), list[str]()
    for item in dependencies:
        if isinstance(item, Mapping):
            pip += _pip_of(item)
            continue
        spec = read_conda_spec(item)
        if spec.name == "python":
            python = _python_of(spec.version)
        elif spec.name in SEEDS:
            seeds += [spec.name + spec.version] if spec.name != "pip" else []
        else:
            wanted.append(spec)
    channels = tuple(str(one) for one in body.get("channels") or ())
    if wanted and has_conda and not from_pypi:
        conda = (f"python{_conda_version(python)}", *(spec.written for spec in wanted), *seeds, "pip")
        return Definition(name, python, tuple(read_lines(pip)), conda, channels)
    absent = wanted if not from_pypi else [spec for spec in wanted if spec.at_pypi is None]
    if absent:
        raise BadDefinition(refusal_of(absent, from_pypi=from_pypi))
    stood_in = [text for spec in wanted if (text := spec.at_pypi)]
    return Definition(name, python, tuple(read_lines([*seeds, *stood_in, *pip])))


def refusal_of(absent: Sequence[CondaSpec], *, from_pypi: bool) -> str:
    """Which packages cannot be had, and what to do about it."""
    names = ", ".join(spec.written for spec in absent)
    if from_pypi:
        return f"PyPI has no packages like these of conda: {names}. Install micromamba, or take them out."
    return (
        f"these packages of its conda file cannot be had without conda: {names}. Install micromamba, name them in the "
        "`pip:` section, or allow the packages of the same name at PyPI (`--conda-from-pypi`, or in the rules)."
    )


def read_requirements(text: str, name: str) -> Definition:
    """A file of requirements as pip reads it."""
    return Definition(name, pip=tuple(read_lines(text.replace("\\\n", " ").splitlines())))


def read_lines(lines: Sequence[Any]) -> list[str]:
    """Requirements without comments and repetitions, in their order."""
    found = []
    for line in lines:
        text = re.sub(r"(^|\s)#.*", "", str(line)).strip()
        if text:
            found.append(text)
    return list(dict.fromkeys(found))


def read_conda_spec(item: Any) -> CondaSpec:
    """`numpy=1.21`, `conda-forge::numpy >=1.2,<2`, `numpy=1.21.0=py38_0`, `numpy[version='>=1.2']`."""
    text = str(item).strip() if isinstance(item, str | int | float) else ""
    match = _SPEC.match(text)
    if match is None:
        raise BadDefinition(f"`{str(item)[:100]}` is no package as conda writes it")
    rest = match["rest"].strip()
    if rest.startswith("["):
        inner = _VERSION.search(rest)
        rest = inner[1].strip() if inner else ""
    return CondaSpec(match["name"].lower(), _version_of(rest, text), text)


def _version_of(rest: str, written: str) -> str:
    """Conda's way to say a version, in pip's words. Builds are left out: PyPI knows none."""
    if not rest or rest == "*":
        return ""
    if "|" in rest:
        raise BadDefinition(f"`{written}`: alternatives (`|`) can only be had with conda")
    found = []
    for part in rest.split(","):
        words = part.split()
        text = part.strip()
        if len(words) == 2 and not re.match(r"[=!~<>]+\Z", words[0]):
            text = words[0]  # `numpy 1.21 py38_0`
        if re.match(r"=?[^=!~<>]+=[^=]+\Z", text) and not text.startswith(("==", "!=", "~=", ">=", "<=")):
            text = text[: text.rindex("=")]  # `numpy=1.21=py38_0`
        elif re.match(r"==[^=]+=[^=]+\Z", text):
            text = text[: text.rindex("=")]
        match = _PART.match(text)
        if match is None:
            raise BadDefinition(f"`{written}` is no package as conda writes it")
        found.append(_clause(match[1] or "", match[2]))
    return ",".join(found)


def _clause(operator: str, version: str) -> str:
    if operator in ("", "="):  # a whole version in words, or a beginning of one: both match `1.21.0` with `1.21`
        bare = version.removesuffix("*").removesuffix(".")
        return f"=={bare}.*" if operator == "=" or version.endswith("*") else f"=={bare}"
    return f"{operator}{version}"


def _python_of(version: str) -> str:
    """`==3.10.*` is what uv calls 3.10."""
    exact = re.fullmatch(r"==([0-9.]+?)(\.\*)?", version)
    return exact[1] if exact else version


def _conda_version(python: str) -> str:
    return f"={python}" if python and python[0].isdigit() else python


def _pip_of(item: Mapping[Any, Any]) -> list[str]:
    lines = item.get("pip")
    if lines is None and set(item) <= {"pip"}:
        return []
    if isinstance(lines, str):
        return [lines]
    if not isinstance(lines, Sequence) or set(item) - {"pip"}:
        raise BadDefinition("a mapping in `dependencies` has one key, `pip`, with a list")
    if not all(isinstance(line, str | int | float) for line in lines):
        raise BadDefinition("`pip` in `dependencies` is a list of texts")
    return [str(line) for line in lines]
