"""Fuzzing led by coverage: `make fuzz`, or `python benchmarks/fuzz/target.py --seconds 600 [--corpus FOLDER]`.

atheris watches which branches of `designer.spec` a document reaches and keeps those that reach new ones. It lives in an
environment of its own (`.tools/fuzz`), made on first use. What breaks a reader lies in the corpus folder as `crash-…`.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".tools" / "fuzz"
ATHERIS = "atheris==3.0.0"


def ready() -> Path:
    """The interpreter that has atheris and everything of the product's own environment."""
    python = PLACE / "bin" / "python"
    if not (PLACE / ".ok").exists():
        uv = Path(sys.executable).parent / "uv"
        PLACE.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, PLACE], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--only-binary", ":all:", "--python", python, ATHERIS], check=True
        )
        (PLACE / ".ok").write_text(ATHERIS)
    return python


def start(seconds: int, corpus: Path) -> int:
    """Hands over to the interpreter that can watch branches; its exit status is 0 when nothing broke."""
    corpus.mkdir(parents=True, exist_ok=True)
    packages = Path(sys.executable).parents[1] / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    surroundings = {**os.environ, "PYTHONPATH": f"{ROOT}:{packages}", "PENSTOCK_FUZZ": "1"}
    options = [
        str(corpus),
        f"-max_total_time={seconds}",
        f"-artifact_prefix={corpus}/",
        "-max_len=20000",
        "-timeout=20",
    ]
    for crash in corpus.glob("crash-*"):
        crash.unlink()
    command = [str(ready()), str(Path(__file__)), *options, "-rss_limit_mb=2000", "-print_final_stats=1"]
    status = subprocess.run(command, env=surroundings, check=False).returncode
    broken = sorted(corpus.glob("crash-*"))
    print("\n".join(map(str, broken)) or "nothing broke")
    return 1 if broken else status


def fuzz() -> None:
    """Runs inside the environment of atheris."""
    atheris: Any = importlib.import_module("atheris")

    with atheris.instrument_imports(include=["designer.spec"]):
        from benchmarks.fuzz import mutate, road
    texts = mutate.seeds()
    corpus = Path(sys.argv[1])
    for number, text in enumerate(texts):
        (corpus / f"seed-{number:03}").write_bytes(text)

    def spoil(data: bytes, most: int, seed: int) -> bytes:
        """Half of the steps know how the dialect looks, half are those of the fuzzer."""
        chance = random.Random(seed)
        if chance.random() < 0.5:
            return bytes(atheris.Mutate(data, most))[:most]
        return chance.choice(mutate.WAYS)(data, chance, texts)[:most]

    seen: set[str] = set()

    def probe(data: bytes) -> None:
        """One way to break is kept once, and the search goes on."""
        try:
            road.travel(data)
        except Exception as failure:  # noqa: BLE001 - whatever it is, it should not be
            place = traceback.extract_tb(failure.__traceback__)[-1]
            key = f"{type(failure).__name__} {place.filename}:{place.lineno}"
            if key not in seen:
                seen.add(key)
                (corpus / f"crash-{len(seen)}").write_bytes(data)
                print(f"BROKEN {key} {str(failure)[:300]}", flush=True)

    atheris.Setup(sys.argv, probe, custom_mutator=spoil)
    atheris.Fuzz()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=600)
    options.add_argument("--corpus", type=Path, default=ROOT / ".tools" / "fuzz-corpus")
    chosen = options.parse_args()
    return start(chosen.seconds, chosen.corpus.resolve())


if __name__ == "__main__":
    if os.environ.get("PENSTOCK_FUZZ"):
        fuzz()
    else:
        sys.exit(main())
