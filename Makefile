# Onward. `make run` and `make test` are all most people need.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
export ONWARD_VAR ?= ./var

.PHONY: help run setup test check corpus data bench fleet crawl attack load sbom audit clean

help:  ## list what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(READY)  ## serve Onward on this machine: environment, database, law, catalogue and sample included
	@$(BIN)/onward load
	@$(BIN)/onward serve

setup: $(READY_DEV) browser  ## install everything that development and tests need

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Onward needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing Onward into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e .
	@touch $@

$(READY_DEV): $(READY)
	@echo "Installing what tests and checks need …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev]'
	@touch $@

# Browser tests drive the system's Chromium; where it is missing and we may, install Debian's package.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests …"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; \
	  else echo "Chromium is missing: install it, or the browser tests are skipped." >&2; fi; }

check: $(READY_DEV)  ## format, lint and types, without changing anything
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

test: $(READY_DEV) browser check  ## everything that checks Onward, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest -n auto --dist loadfile -m "not browser"
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m browser  # apart: a driven browser keeps an event loop running in its process

corpus: $(READY_DEV)  ## score reader and watcher on the reference texts (ONWARD_SHARED)
	@$(BIN)/python -m benchmarks.corpus
	@$(BIN)/python -m benchmarks.seeds
	@$(BIN)/python -m benchmarks.agreements
	@$(BIN)/python -m benchmarks.left_out
	@$(BIN)/python -m benchmarks.blind

data: $(READY_DEV)  ## check the curated data alone: law, catalogue, glossary, samples
	@$(BIN)/python -m pytest tests/test_data.py tests/registry/test_lawfiles.py tests/registry/test_cataloguefiles.py

bench: $(READY_DEV)  ## measure what must be fast, beside a baseline
	@$(BIN)/python -m benchmarks.speed

fleet: $(READY_DEV)  ## four workers and a web on PostgreSQL, 100,000 sources on 2,000 hosts, workers killed at random
	@$(BIN)/python -m benchmarks.fleet

crawl: $(READY_DEV)  ## kill a crawl of 100,000 sources again and again, and look whether anything is amiss
	@$(BIN)/python -m benchmarks.killed_crawl

crash: $(READY_DEV)  ## kill every deed with -9 at a thousand points, on SQLite and PostgreSQL (KILLS=…, SEED=…)
	@$(BIN)/python -m tests.crash --kills $(or $(KILLS),1000) $(if $(SEED),--seed $(SEED))

attack: $(READY_DEV)  ## attack the described API and every reader of outside bytes, for longer than every run does
	@ONWARD_ATTACKS=$${ONWARD_ATTACKS:-100} $(BIN)/python -m pytest -n auto --dist load tests/web/test_described_api_attacked.py \
	  tests/web/test_mutated_messages.py tests/test_outside_bytes.py

load: $(READY_DEV)  ## fifty writers and two hundred readers for MINUTES (10) on both databases
	@$(BIN)/python -m benchmarks.load --minutes $${MINUTES:-10}

sbom: $(READY_DEV)  ## write a bill of materials of what is installed (CycloneDX)
	@mkdir -p "$(ONWARD_VAR)"
	@$(BIN)/cyclonedx-py environment $(BIN)/python --output-reproducible --no-validate --of JSON -o "$(ONWARD_VAR)/sbom.json"
	@echo "$(ONWARD_VAR)/sbom.json"

audit: sbom  ## hold what is installed against the lock, for licences, and against known vulnerabilities (OSV) where reachable
	@$(BIN)/python -m tests.advisories "$(ONWARD_VAR)/sbom.json" $(if $(REQUIRED),--required)

clean:  ## remove the environment (never the database)
	@rm -rf $(VENV)
