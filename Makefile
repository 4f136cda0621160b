# Égard. `make` alone lists what there is.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
CHECKED := schemas streams services
# where every word is English; elsewhere French ones stand beside them
ENGLISH := README.md docs deploy schemas services/cli.py services/embedded services/intake services/ops

.DEFAULT_GOAL := help
.PHONY: help setup run dev test properties lint fix check bench lock clean distclean kafka-start kafka-stop

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv and install everything into it (the others do it by themselves)
	@PYTHON="$(PYTHON)" deploy/setup.sh

run: setup ## start everything with invented people, and print the address of the page; Ctrl-C stops it
	@$(BIN)/egard up --demo

dev: setup ## start everything without invented people
	@$(BIN)/egard up

test: setup ## all tests, with real engines and a real browser
	@CHROMIUM=$$(deploy/chromium.sh) && echo "test: the browser is $$CHROMIUM" && $(BIN)/python -m pytest $(ARGS)

properties: setup ## the same tests, with examples that were not tried yet (ARGS="tests/streams/rules" for some of them)
	@CHROMIUM=$$(deploy/chromium.sh) && $(BIN)/python -m pytest --hypothesis-profile=search $(ARGS)

lint: setup ## style, types, import rules, spelling, generated schemas
	$(BIN)/ruff check .
	$(BIN)/mypy $(CHECKED)
	$(BIN)/lint-imports
	$(BIN)/codespell $(ENGLISH)
	$(BIN)/egard schema --check

fix: setup ## put right what can be put right by itself
	$(BIN)/ruff check --fix .
	$(BIN)/egard schema --write

check: lint test ## lint and test

bench: setup ## measure, as ratios in one run
	@$(BIN)/egard bench $(ARGS)

lock: setup ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --extra embedded --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements.lock

kafka-start: ## an Apache Kafka on this machine, for tests (Java and Maven needed)
	@deploy/kafka/kafka.sh start

kafka-stop: ## stop it and remove its data
	@deploy/kafka/kafka.sh stop

clean: ## remove what was built; data and .venv stay
	rm -rf build dist .make .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache deploy/kafka/lib deploy/kafka/run deploy/dovecot/run
	find . -name __pycache__ -type d -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean ## and .venv as well
	rm -rf $(VENV)
