"""Penstock: draw, run and watch machine-learning pipelines in the Azure ML YAML dialect."""

__version__ = "0.1.0"
