"""Stands for the user's script with `init` and `run`."""
