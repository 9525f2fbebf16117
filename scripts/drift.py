"""Compares the API description and the TypeScript types in frontend/ with what the server says now; `--write` renews
them. Ends with 1 when they differ."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
SCHEMA = FRONTEND / "openapi.json"
TYPES = FRONTEND / "src" / "api" / "types.ts"


def describe(target: Path) -> None:
    """Writes the OpenAPI description of this checkout's server."""
    manage = [sys.executable, "manage.py", "spectacular", "--format", "openapi-json", "--file", str(target)]
    subprocess.run(manage, cwd=ROOT, check=True)


def type_out(schema: Path, target: Path) -> None:
    """Writes the TypeScript types of a description."""
    path = f"{ROOT / '.tools' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    program = FRONTEND / "node_modules" / ".bin" / "openapi-typescript"
    argv = [str(program), str(schema), "-o", str(target)]
    subprocess.run(argv, cwd=FRONTEND, check=True, env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew the two files")
    write = parser.parse_args().write
    with tempfile.TemporaryDirectory() as folder:
        schema, types = Path(folder) / "openapi.json", Path(folder) / "types.ts"
        describe(schema)
        type_out(schema, types)
        drifted = [old for old, new in ((SCHEMA, schema), (TYPES, types)) if not same(old, new)]
        if write:
            SCHEMA.write_bytes(schema.read_bytes())
            TYPES.write_bytes(types.read_bytes())
            return 0
    for path in drifted:
        print(f"{path.relative_to(ROOT)} is not what the server says: run `make types`", file=sys.stderr)
    return 1 if drifted else 0


def same(old: Path, new: Path) -> bool:
    return old.exists() and old.read_bytes() == new.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
