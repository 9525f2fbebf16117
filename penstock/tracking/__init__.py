"""Tracking by MLflow itself: its server as a child that starts at the first request, behind our login at `/mlflow`.

Nothing here imports mlflow but `child.py`, which runs in the environment that holds it.
"""
