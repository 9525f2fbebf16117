"""Stands for the code of a step; the golden files only refer to it."""
