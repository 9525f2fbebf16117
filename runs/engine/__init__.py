"""Drives runs: hears machines and people, asks the kernel, writes to the ledger, then acts. No Django."""
