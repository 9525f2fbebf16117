"""Data of elsewhere: addresses, what is there, bringing it here and taking outputs there.

What talks to other machines (`wire`, `web`, `doors`) is imported in a short-lived child process only: `python -m
runs.storage.sources`, asked through `child`. The web process and the runner never load fsspec.
"""
