# Each target has one line of help; `make` alone prints them.
.DEFAULT_GOAL := help
.PHONY: help run test lint types bench faults sure lock environment checks instruments
BIN := .venv/bin
CORES ?= auto

help:  ## Print this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: environment  ## Install what is missing and run everything (PORT=8000 INSTANCE=instance DEMO=1); Ctrl-C stops it
	@exec $(BIN)/secretariat up --follow

test: checks instruments  ## Run all tests on the embedded engines, a file on each core at a time (CORES=1: one by one)
	$(BIN)/pytest -n $(CORES) --maxprocesses 4

lint: checks  ## Check style, layers between rooms, templates, and that only transaction() commits
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	@sh tools/house-rules

types: checks  ## Check types
	$(BIN)/mypy

bench: checks  ## Measure start, pages and packet; prints the figures
	@set -e; for each in benchmarks/[a-z]*.py; do $(BIN)/python -m "benchmarks.$$(basename "$$each" .py)"; done

faults: checks instruments  ## Run the fault trials many times (hours)
	TRIALS=many $(BIN)/pytest --timeout 0 tests/faults

sure: lint types test  ## Run every check

lock: checks  ## Write the locked requirements anew from pyproject.toml
	@sh tools/lock

environment:
	@sh tools/environment run

checks:
	@sh tools/environment dev

instruments: checks
	@sh tools/for-tests
