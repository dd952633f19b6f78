# Everything needed to build, try and test Rejoinder; `make help` lists the targets.

PYTHON ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types check clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## make .venv and install everything into it; again: nothing to do

demo: setup ## read the shipped samples and show a thread and a search
	$(BIN)/rejoinder demo

test: setup ## run the whole suite; more arguments: make test PYTEST_ARGS="-k search"
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: setup ## style (ruff) and the layers (import-linter)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: setup ## mypy, strict
	$(BIN)/mypy

check: lint types test ## lint, types and test

clean: ## remove .venv and every cache
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# Dependency groups need pip 25.1; the pip that comes with Python 3.11 is older.
$(STAMP): pyproject.toml constraints.txt
	@if [ ! -x $(BIN)/python ]; then \
	  for each in "$(PYTHON)" python3 python3.13 python3.12 python3.11; do \
	    if "$$each" -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$each"; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "No Python 3.11 or newer with its venv module was found: install one (Debian: apt install python3-venv)," >&2; \
	    echo "or name one: make setup PYTHON=/path/to/python3" >&2; exit 1; \
	  fi; \
	  echo "making $(VENV) with $$found"; "$$found" -m venv $(VENV); \
	fi
	$(BIN)/python -m pip install --quiet --upgrade --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --editable .
	@touch $(STAMP)
