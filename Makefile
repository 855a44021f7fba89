# The two commands a newcomer needs are `make demo` and `make test`; each does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
CATALOGUES := $(shell find src/aiqyn -name '*.po' 2>/dev/null)

.PHONY: setup demo test check format bench docs lock catalogues clean

setup: $(VENV)/.installed catalogues ## make .venv with everything

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

catalogues: $(VENV)/.installed $(CATALOGUES)
	@$(BIN)/python hatch_build.py

demo: setup ## the January 2022 inquiry, from its dossier to a verified report; then serves it
	$(BIN)/aiqyn demo $(OPTIONS)

test: setup ## every test; those that need Chromium or PostgreSQL are skipped where these are missing, but not in CI
	$(BIN)/python -m pytest -n auto
	$(BIN)/python -m pytest -n auto tests/store --store=postgresql

check: setup ## format, lint, types, import contracts, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## the benchmarks; DATA=DIR names the folder of data with known answers
	for script in benchmarks/*.py; do $(BIN)/python $$script --data $(DATA) || exit 1; done

docs: setup ## the documentation as a site in site/
	$(BIN)/mkdocs build --strict

lock: ## pin every dependency by hash (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --all-extras --group dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) demo site screenshots
