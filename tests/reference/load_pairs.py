"""Runs inside `.venv-azure`: loads pairs of files with the reference parser and tells what differs.

stdin: [[original, exported, kind], …], `kind` names one of the `load_…`; stdout: [{error} | {differences: […]}, …].
Both files of a pair lie in the same folder, so that their paths mean the same and nothing has to be forgiven.
"""

import contextlib
import io
import json
import logging
import os
import sys
import warnings

os.environ.setdefault("AZURE_ML_CLI_PRIVATE_FEATURES_ENABLED", "true")
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)

from azure.ai.ml.entities import _load_functions as loaders  # noqa: E402

UNIMPORTANT = {"$schema", "creation_context", "id", "base_path"}


def plain(value):
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items() if key not in UNIMPORTANT}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def load(path, kind):
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        loaded = getattr(loaders, f"load_{kind}")(path)
        try:
            return plain(loaded._to_dict())
        except Exception:  # noqa: BLE001 - some kinds cannot tell what they understood
            return plain({key: told(value) for key, value in vars(loaded).items() if not key.startswith("_")})


def told(value):
    """What an object of the parser holds, as far down as it goes."""
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [told(item) for item in value]
    if hasattr(value, "__dict__") and type(value).__module__.startswith("azure"):
        return {key: told(item) for key, item in vars(value).items()}
    return value


def differences(left, right, path=""):
    if isinstance(left, dict) and isinstance(right, dict):
        found = []
        for key in sorted({*left, *right}):
            missing = object()
            one, two = left.get(key, missing), right.get(key, missing)
            if one is missing or two is missing:
                found.append(f"{path}.{key}: only in the {'exported' if one is missing else 'original'}")
            else:
                found += differences(one, two, f"{path}.{key}")
        return found
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [
            line for i, pair in enumerate(zip(left, right, strict=True)) for line in differences(*pair, f"{path}[{i}]")
        ]
    return [] if left == right and type(left) is type(right) else [f"{path}: {left!r} became {right!r}"]


def judge(original, exported, kind):
    loaded = []
    for path in (original, exported):
        try:
            loaded.append(load(path, kind))
        except Exception as error:  # noqa: BLE001 - whatever it refuses with is the answer
            return {"error": f"{os.path.basename(path)} is refused: {str(error)[:2000]}"}
    return {"differences": differences(*loaded)}


print(json.dumps([judge(*pair) for pair in json.load(sys.stdin)]))
