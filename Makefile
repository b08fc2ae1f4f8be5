# Every target sets itself up: the first one that runs makes .venv from the locked packages.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install -qq
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test serve stop bench lint format models lock clean

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(READY) ## reconcile the sample books: summary, report, and its page in the UI
	@$(BIN)/coxswain run reconciliation --input deployments/samples/reconciliation/books.yaml $(ARGS)

# Tests wait more than they compute: three processes, each file in one of them, the slow ones first.
test: $(READY) ## all tests; one file or word with ARGS="tests/policies" or ARGS="-k word"
	@$(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n 3 --dist loadfile --no-loadscope-reorder)

serve: $(READY) ## the server, the limits, every deployment, and a worker for the Run button
	@$(BIN)/python -m deployments.serve $(ARGS)

stop: $(READY) ## end the lasting Prefect server that run and serve start
	@$(BIN)/python -m deployments.serve --stop

bench: $(READY) ## the measurements of BENCHMARKS.md
	@$(BIN)/python -m tests.bench $(ARGS)

lint: $(READY) ## ruff, its formatter, and mypy --strict
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict

format: $(READY) ## mend what ruff can mend
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

models: $(READY) ## also what models that run here need: torch, transformers, llguidance
	@$(PIP) -r requirements.lock -c requirements-models.lock --no-build-isolation --editable ".[models]"

lock: ## pin again after a change of the dependencies in pyproject.toml (needs uv; ARGS=--upgrade)
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --no-annotate \
	  --quiet --custom-compile-command "make lock" --output-file requirements.lock $(ARGS)
	@uv pip compile pyproject.toml --extra models --universal --python-version 3.11 --no-annotate \
	  --no-header --quiet --constraint requirements.lock | grep -vxFf requirements.lock \
	  > requirements-models.lock

clean: ## remove the virtual environment and what tools have cached
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Again whenever the lock or pyproject.toml is newer. The stamp is written last: an install that
# was cut off starts over.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Coxswain needs \
	Python 3.11 or newer, this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …")'
	@echo "Installing the locked packages into $(VENV) (once, about a minute) …" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
