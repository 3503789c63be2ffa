# The course in two commands: `make lab` opens lesson 00, `make test` proves that everything works.
# Both create the environment in .venv on first use and refresh it when its definition changes.

SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
# Pinned versions; `make lab CONSTRAINTS=` takes the newest allowed ones instead.
CONSTRAINTS ?= -c constraints.txt
VENV ?= .venv
BIN := $(VENV)/bin
DEFINITION := pyproject.toml constraints.txt $(wildcard config/*.json config/*/*.json)

.PHONY: help lab test check refresh bench update repair clean

help:
	@echo "make lab      open the course in JupyterLab, lesson 00 in front"
	@echo "make test     run every check of the course (needs Chromium for the browser test)"
	@echo "make update   take a newer version of the course, keeping your own changes"
	@echo "make repair   get damaged data files back as they were"
	@echo "make refresh  authors: run all notebooks and store their outputs"
	@echo "make bench    authors: measure times, memory and sizes"
	@echo "make clean    remove the environment and caches, never your work"

lab: $(VENV)/.lab
	$(BIN)/jupyter lab $(LAB_OPTIONS)

test: $(VENV)/.test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadfile

refresh: $(VENV)/.test
	$(BIN)/python tools/refresh.py

bench: $(VENV)/.test
	$(BIN)/python tools/bench.py

update: $(VENV)/.lab
	$(BIN)/python -m helpers.update

repair: $(VENV)/.lab
	$(BIN)/python -m helpers.update --repair

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "The course needs Python 3.11 or newer: install it from python.org or your system's packages, then run make again."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module. On Debian or Ubuntu: sudo apt install python3-venv, then run make again."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.lab: $(BIN)/python $(DEFINITION)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAINTS) -e .
	@touch $@

$(VENV)/.test: $(BIN)/python $(DEFINITION)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(CONSTRAINTS) -e ".[test]"
	@touch $@ $(VENV)/.lab
