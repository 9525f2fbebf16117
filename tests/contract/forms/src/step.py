"""Stands for the user's code."""
