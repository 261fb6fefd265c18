# The one door: what a person runs here is what CI runs.
#
#   make demo     see the product at work on an example company
#   make test     run every test
#   make help     the rest

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
MEETWORTHY := $(BIN)/meetworthy
SOURCES := $(shell find src/meetworthy -type f -not -name '*.pyc' -not -name 'kernel.so' -not -name 'kernel.dylib' 2>/dev/null)
KERNEL := $(wildcard src/meetworthy/judge/engine/kernel/*.[ch])
WORKERS ?= 2
LEADS ?= 2000
PORT ?= 8000
SEED ?= 7

# The first Python that is new enough and can make a virtual environment; 3.11 is what CI runs.
CANDIDATES := python3.11 python3.12 python3.13 python3.14 python3
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in $(CANDIDATES); do \
	$$p -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { echo $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup demo report open test check format types imports docs bench bench-clocks bench-desk bench-routing bench-service lock clean
.DELETE_ON_ERROR:

help: ## say what can be made
	@echo "Meetworthy. What can be made:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

# ---------------------------------------------------------------- setting up

setup: $(VENV)/.warm ## install what the product needs, into .venv, and compile its kernel
	@echo "Ready: $(MEETWORTHY) --help"

$(VENV)/.made:
	@test -n "$(PYTHON)" || { \
		echo "Meetworthy needs Python 3.11 or later with its venv module; none was found." >&2; \
		echo "Install one (Debian: apt install python3 python3-venv; macOS: brew install python)," >&2; \
		echo "or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		echo "$(PYTHON) is older than 3.11 or has no venv module; Meetworthy needs 3.11 or later." >&2; exit 1; }
	@test -x $(BIN)/python || { echo "Making $(VENV) with $(PYTHON) ..."; $(PYTHON) -m venv $(VENV); }
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml $(VENV)/.made
	@echo "Installing what the product needs (some 150 MB the first time) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	@echo "Installing what tests and checks need ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.warm: $(KERNEL) $(VENV)/.installed
	@echo "Compiling the judging kernel (once) ..."
	@$(MEETWORTHY) warm
	@touch $@

# ---------------------------------------------------------------- the product at work

demo: $(VENV)/.warm ## open the product on an example company, facts still arriving (Ctrl-C ends it)
	@$(MEETWORTHY) demo --data demo/service --port $(PORT) $(if $(FOR),--for $(FOR))

report: demo/report/report.html open ## simulate an example company, judge its exports, write the report

demo/data/sources.yaml: $(filter src/meetworthy/simulate/%,$(SOURCES)) | $(VENV)/.warm
	@echo "Simulating an example company: $(LEADS) leads over two years ..."
	@rm -rf demo/data && $(MEETWORTHY) simulate --leads $(LEADS) --seed $(SEED) --out demo/data

demo/judged/verdicts.csv: demo/data/sources.yaml $(SOURCES) | $(VENV)/.warm
	@echo "Judging every lead by the company's written definition ..."
	@$(MEETWORTHY) judge demo/data --definition demo/data/definition --format csv --out demo/judged

demo/report/report.html: demo/judged/verdicts.csv
	@echo "Writing the report on its funnel ..."
	@$(MEETWORTHY) report demo/data --definition demo/data/definition --by industry --out demo/report

open:
	@echo
	@echo "The report:    $(CURDIR)/demo/report/report.html"
	@echo "The verdicts:  $(CURDIR)/demo/judged/verdicts.csv"
	@echo "Ask on:        $(MEETWORTHY) --help"
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		$(BIN)/python -m webbrowser -t "file://$(CURDIR)/demo/report/report.html" >/dev/null 2>&1 || true; fi

# ---------------------------------------------------------------- for whoever changes it

test: $(VENV)/.installed-dev $(VENV)/.warm ## run every test
	@echo "Running what a database does on PostgreSQL ($(or $(POSTGRESQL),from a pip package)), $(WORKERS) at a time ..."
	@MEETWORTHY_TEST_DATABASE=$(or $(POSTGRESQL),bundled) $(BIN)/python -m pytest -q -n $(WORKERS) \
		-m "database and not every_url"
	@echo "Running the tests, $(WORKERS) at a time ..."
	@$(BIN)/python -m pytest -n $(WORKERS) --durations=15 $(TESTS)

check: format types imports ## format, lint, types, the order of the rooms, the documentation
	@echo "Checking that the documentation tells the truth ..."
	@$(BIN)/python -m pytest -q tests/docs

format: $(VENV)/.installed-dev
	@echo "Checking format and lint ..."
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .

types: $(VENV)/.installed-dev
	@echo "Checking types ..."
	@$(BIN)/mypy

imports: $(VENV)/.installed-dev
	@echo "Checking the order of the rooms ..."
	@$(BIN)/lint-imports --no-cache > $(VENV)/.imports.txt || { cat $(VENV)/.imports.txt; exit 1; }

docs: $(VENV)/.installed-dev $(VENV)/.warm ## write the references of commands and of the API, and the pictures anew
	@echo "Writing the reference of commands from their help texts ..."
	@$(BIN)/python docs/make_commands.py
	@echo "Writing the API's description from its endpoints ..."
	@$(BIN)/python docs/make_api.py
	@if [ -f docs/make_images.py ]; then $(BIN)/python docs/make_images.py; fi

bench: $(VENV)/.installed-dev $(VENV)/.warm ## measure the speed: 1,000,000 leads and 20,000,000 facts
	@$(BIN)/python -m benchmarks

bench-clocks: $(VENV)/.installed-dev $(VENV)/.warm ## measure what running clocks cost to keep
	@$(BIN)/python -m benchmarks.clocks

bench-desk: $(VENV)/.installed-dev $(VENV)/.warm ## measure the desk's pages at a million leads, on both databases
	@$(BIN)/python -m benchmarks.service.desk
	@MEETWORTHY_DATABASE=bundled $(BIN)/python -m benchmarks.service.desk

bench-routing: $(VENV)/.installed-dev $(VENV)/.warm ## measure routing: 10,000 leads, 500 people, 50 rules
	@$(BIN)/python -m benchmarks.routing --service

bench-service: $(VENV)/.installed-dev $(VENV)/.warm ## measure the service: taking, judging, on both databases
	@$(BIN)/python -m benchmarks.service $(if $(SECONDS),--seconds $(SECONDS))

lock: $(VENV)/.installed-dev ## choose the newest versions that pyproject.toml allows
	@echo "Choosing versions for every platform and Python from 3.11 on ..."
	@$(BIN)/uv pip compile pyproject.toml --extra build --upgrade $(LOCKING) --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --upgrade --constraints requirements.lock $(LOCKING) \
		--output-file requirements-dev.lock

# --no-emit-*: a lock names packages and their contents, not where they came from.
LOCKING := --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

clean: ## remove what was made: demo, caches and .venv
	rm -rf demo out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(VENV)
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
