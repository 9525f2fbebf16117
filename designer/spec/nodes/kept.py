"""Node types of the dialect that this version reads, keeps, draws and writes, but cannot run yet."""

from __future__ import annotations

from designer.spec.nodes.kind import Kind


def _kept(name: str, *binds: str) -> Kind:
    return Kind(name, keys=None, runnable=False, binds=binds)


KINDS = (
    _kept("sweep"),
    _kept("parallel"),
    _kept("spark"),
    _kept("automl", "training_data", "validation_data", "test_data"),
    _kept("if_else", "condition", "true_block", "false_block"),
    _kept("do_while", "condition", "body"),
    _kept("parallel_for", "body", "items"),
    _kept("data_transfer"),
    _kept("import"),
    _kept("finetuning"),
)
