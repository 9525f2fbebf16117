# The commands of this checkout. `make help` lists them. What they do is in scripts/ and in the tools they call.

PYTHON ?= python3
BIN := .venv/bin
NPM := PATH="$(CURDIR)/.tools/bin:$$PATH" npm --prefix frontend run --silent
N ?= 200
SEED ?= 1
SECONDS ?= 600
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help up setup test unit check bench kills nightly fuzz fmt types docs lock picture clean test-ready

help:  ## lists these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

up: setup  ## installs what is missing, then starts Penstock and prints its address (ARGS="--port 9000")
	@exec $(BIN)/penstock up $(ARGS)

setup:  ## installs what is missing into this checkout and builds the pages
	@$(PYTHON) scripts/setup.py app

test-ready:
	@$(PYTHON) scripts/setup.py test

test: test-ready  ## runs every test: front end, Python, browser
	$(NPM) test
	$(BIN)/pytest tests $(ARGS)

unit: test-ready  ## runs the tests that take seconds
	$(BIN)/pytest tests/unit $(ARGS)

check: test-ready  ## everything a change has to pass: style, types, walls between the parts, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/drift.py
	$(BIN)/python scripts/reference.py --check
	$(NPM) tsc
	$(NPM) lint
	$(NPM) format:check
	$(NPM) test
	$(BIN)/pytest tests

fmt: test-ready  ## lays out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(NPM) format

types: test-ready  ## writes the API description and the TypeScript types made from it
	$(BIN)/python scripts/drift.py --write

docs: test-ready  ## builds the documentation into site/, strictly; renews the pages made from the code
	$(BIN)/python scripts/write_docs.py --write
	$(BIN)/python scripts/faults.py --write
	$(BIN)/python scripts/reference.py --write
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet

bench: test-ready  ## measures against bare subprocesses and writes benchmarks/results.json
	$(BIN)/python benchmarks/bench.py $(ARGS)

nightly: test-ready  ## puts 100,000 spoiled documents through every reader (N=… SEED=…)
	PENSTOCK_MUTATIONS=$(if $(filter command line,$(origin N)),$(N),100000) PENSTOCK_SEED=$(SEED) \
	    nice $(BIN)/pytest -W ignore tests/unit/spec/mutations $(ARGS)

fuzz: test-ready  ## searches documents that break a reader, led by coverage, for SECONDS=600
	nice $(BIN)/python benchmarks/fuzz/target.py --seconds $(SECONDS) $(ARGS)

kills: test-ready  ## kills the product at N random moments and counts what was lost
	@$(BIN)/python benchmarks/kills.py --n $(N) --seed $(SEED) $(ARGS)

picture: test-ready  ## takes the picture of the canvas that the README shows
	PENSTOCK_PICTURE=docs/images/canvas.png $(BIN)/pytest tests/e2e -k readme

lock: setup  ## writes the lists of exact packages anew
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    pyproject.toml -o scripts/locks/app.lock
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    -c scripts/locks/app.lock --group dev pyproject.toml -o scripts/locks/dev.lock
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    penstock/environments/current.in -o penstock/environments/current.lock
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    penstock/environments/classic.in -o penstock/environments/classic.lock

clean:  ## removes what was installed and built here; the workspace in .penstock stays
	rm -rf .venv .venv-azure .tools .setup frontend/node_modules static/app test-results
