"""Runs inside `.venv-azure`: prints every schema of the reference parser as {name: {key: {words, required}}}."""

import importlib
import inspect
import json
import logging
import os
import pkgutil
import sys
import warnings

os.environ.setdefault("AZURE_ML_CLI_PRIVATE_FEATURES_ENABLED", "true")
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
said, sys.stdout = sys.stdout, sys.stderr

import azure.ai.ml._schema as root  # noqa: E402
from azure.ai.ml._schema.core import fields as own  # noqa: E402
from marshmallow import Schema, fields  # noqa: E402


def words(field):
    if isinstance(field, own.ExperimentalField):
        return words(field.experimental_field)
    if isinstance(field, own.StringTransformedEnum):
        return [str(word) for word in field.allowed_values]
    if isinstance(field, own.UnionField):
        return [word for member in field.union_fields for word in words(member)]
    return words(field.inner) if isinstance(field, fields.List) else []


found = {}
for module in pkgutil.walk_packages(root.__path__, root.__name__ + "."):
    for name, value in vars(importlib.import_module(module.name)).items():
        if inspect.isclass(value) and issubclass(value, Schema) and value.__module__ == module.name:
            try:
                schema = value(context={"base_path": "."})
            except Exception:  # noqa: BLE001 - a mixin that cannot stand alone
                continue
            found[name.removesuffix("Schema")] = {
                field.data_key or key: {"words": words(field), "required": bool(field.required)}
                for key, field in schema.fields.items()
            }
print(json.dumps(found), file=said)
