"""Stands for a tool of a flow."""
