"""Machines that run steps, one file each; the table maps a compute's kind to its dotted path."""

BACKENDS = {"local": "runs.backends.local.LocalBackend"}
