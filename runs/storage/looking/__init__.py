"""Looks into tables with pandas: run as `python -m runs.storage.looking` by the Python of an environment, never
imported by the server, which has no pandas. Asked by `runs.tables`."""
