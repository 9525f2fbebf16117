"""Measurements and endurance tests of the whole product, each a command of the Makefile."""
