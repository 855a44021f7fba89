# The two commands a newcomer needs are `make demo` and `make test`; each does its own set-up.

# The first Python that is new enough; `make PYTHON=…` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(shell find src/aiqyn -name '*.po')
COMMANDS := docs/reference/commands.md
SCHEMAS := docs/schemas/dossier-1

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format generate schemas commands bench coverage calibration fuzz docs picture \
	lock catalogues clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.catalogues ## .venv with all that the others need; they make it themselves where it is missing or old
	@:

# pip's own lines would tell where packages come from; its faults are shown, without the addresses.
$(VENV)/.locked: requirements.lock
	@test -n "$(PYTHON)" || { echo "Aiqyn needs Python 3.11 or later. If it has another name here: make PYTHON=…"; exit 1; }
	@echo "Setting up $(VENV): $$(grep -c == requirements.lock) locked packages, each checked by its hash"
	@$(PYTHON) -m venv $(VENV)
	@rm -f $@
	@{ $(BIN)/python -m pip install --no-input --disable-pip-version-check --progress-bar off \
		--require-hashes -r requirements.lock 2>&1 && touch $@; } | awk ' \
		/^ERROR/ { failed = 1 } \
		failed { gsub(/[a-z]+:\/\/[^ ,;)]+/, "…"); gsub(/host=[^,)]+/, "host=…"); print } \
		/^Collecting / && ++count % 10 == 0 { print "  " count " found"; fflush() } \
		/^Installing collected/ { print "  installing"; fflush() }'
	@test -f $@

$(VENV)/.installed: $(VENV)/.locked pyproject.toml hatch_build.py
	@$(BIN)/python -m pip install --no-input --disable-pip-version-check --quiet --quiet --no-index --no-deps \
		--no-build-isolation --editable .
	@touch $@

$(VENV)/.catalogues: $(VENV)/.installed $(CATALOGUES)
	@$(BIN)/python hatch_build.py
	@touch $@

catalogues: $(VENV)/.catalogues ## the message catalogues, compiled where their sources are newer

demo: setup ## the January 2022 inquiry, from its dossier to a verified report; then serves it (OPTIONS=…)
	@$(BIN)/aiqyn demo $(OPTIONS)

# Slow tests run last, on all processors; tests of one group share a worker, and what it has made.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder
test: setup ## every test; where Chromium or PostgreSQL is missing, what needs it is skipped (in CI it fails)
	@status=0; \
	$(PYTEST) tests/store --store=postgresql || status=1; \
	$(PYTEST) $(OPTIONS) || status=1; \
	exit $$status

check: setup ## format, lint, types, import contracts, generated files, what no file may hold
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m aiqyn.exchange.dossier.schemas --check $(SCHEMAS)
	@$(BIN)/python -m aiqyn.cli.reference --check $(COMMANDS)
	@$(BIN)/python -m pytest --quiet -p no:cacheprovider tests/docs/test_tree.py tests/docs/test_catalogues.py

format: setup ## format, and mend what the linter can mend
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

generate: schemas commands ## the files that are made from the code

schemas: setup ## the JSON Schemas of a dossier's files
	@$(BIN)/python -m aiqyn.exchange.dossier.schemas $(SCHEMAS)

commands: setup ## the reference of the commands
	@$(BIN)/python -m aiqyn.cli.reference $(COMMANDS)

bench: setup ## the benchmarks beside their peers; DATA=DIR names the folder of data with known answers
	@for script in benchmarks/*.py; do \
		echo "== $$script"; $(BIN)/python $$script $(if $(DATA),--data $(DATA)) $(OPTIONS) || exit 1; done

# What takes hours is kept in measured/ as it goes: a run that was stopped goes on where it was.
coverage: setup ## how often intervals hold the truth, 500 populations of each design: into the documentation
	@$(BIN)/python benchmarks/estimation_coverage.py --folder measured/coverage --replicates 500 \
		--replicates-of-samplers 100 --publish $(OPTIONS)

calibration: setup ## whether the samplers of the estimates are right, by truths drawn from their priors
	@$(BIN)/python benchmarks/estimation_calibration.py --folder measured/calibration --truths 200 $(OPTIONS)

fuzz: setup ## 5,000 wild capture tables and files through every method
	@$(BIN)/python benchmarks/estimation_fuzz.py --folder measured/fuzz --tables 5000 $(OPTIONS)

docs: setup ## the documentation as a site in site/
	@$(BIN)/mkdocs build --strict
	@echo "site/index.html"

picture: setup ## the picture in the README, of demo/report as Chromium shows it
	@$(BIN)/python tests/take_picture.py demo/report docs/pictures/report.png

lock: ## every dependency pinned by its hash (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --all-extras --group dev pyproject.toml --output-file requirements.lock $(OPTIONS) > /dev/null

clean: ## remove all that was made
	rm -rf $(VENV) demo site screenshots dist
	find src -name '*.mo' -delete
