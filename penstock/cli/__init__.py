"""The command `penstock`. Imports no Django; every command imports only what it needs, as start-up is a feature."""
