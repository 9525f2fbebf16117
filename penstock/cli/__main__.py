"""`python -m penstock.cli` is the command too."""

from penstock.cli.main import entry

entry()
