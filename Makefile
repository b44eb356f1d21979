# What a developer and an operator run. `make help` lists it; nothing but Python 3.11-3.13, make and a package index is needed.
SHELL := /bin/sh
.DEFAULT_GOAL := help

unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH
unexport VIRTUAL_ENV
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# Everything is named relative to this folder, so that it may have blanks in its path.
BIN := .venv/bin
PY := $(BIN)/python
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
# A stamp carries the hash of the lock it was made from: another lock, another stamp.
hash = $(firstword $(shell cksum $(1)))
STAMP := .venv/rasid-$(call hash,requirements.txt)
STAMP_DEV := .venv/rasid-dev-$(call hash,requirements-dev.txt)
PYTEST = $(PY) -m pytest
PEERS := .local/peers/bin/python

.PHONY: help setup setup-dev run up down test test-full check golden golden-pages train bench bench-language bench-collect bench-resolution bench-alerts bench-warehouse bench-validation bench-desk screenshots sbom licences audit-code audit-lock secrets lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' Makefile

setup: $(STAMP) ## make .venv with the locked dependencies
setup-dev: $(STAMP_DEV) ## the same, with what the tests and checks need

run: setup ## from feed to e-mail over the bundled newsroom, through Airflow (ARTICLES=FILE for other articles)
	@exec $(PY) -m include.rasid.local.run $(if $(ARTICLES),--articles "$(ARTICLES)")

up: setup ## start Airflow with its UI on 127.0.0.1:8080, on the real feeds
	@exec $(PY) -m include.rasid.local.up up

down: setup ## stop it
	@exec $(PY) -m include.rasid.local.up down

test: setup-dev ## the suite that needs nothing beyond this folder
	$(PYTEST) -m "not full"

test-full: setup-dev ## what needs Chromium and Redis or takes minutes (.ci/run installs them)
	$(PYTEST) -m full

check: setup-dev ## format, lint, types, import rules, fast tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports
	$(PYTEST) -q -m "not full and not slow and not airflow and not postgres" tests/unit

golden: setup ## quality of detection, names and dates on labelled texts
	@PYTHONPATH=. $(PY) -m tests.golden.score

golden-pages: setup ## quality of extraction on Arabic pages, where ../shared/corpus is there
	@PYTHONPATH=. $(PY) -m tests.golden.pages

train: setup-dev ## learn the weights of confidence from the labelled articles for development
	@PYTHONPATH=. $(PY) -m tests.golden.train

bench-language: setup ## speed of the Arabic core beside a peer
	@PYTHONPATH=. $(PY) -m tests.bench.language

bench-collect: setup-dev $(PEERS) ## figures of collecting, beside aiohttp, newspaper4k, news-please and COPY
	@PYTHONPATH=. $(PY) -m tests.bench.collect --peers $(PEERS)

$(PEERS): tests/bench/peers.txt
	@echo "installing the rivals into .local/peers"
	@"$(PY)" -m venv --clear .local/peers && $(PEERS) -m pip install --quiet -r tests/bench/peers.txt && touch $@

bench-resolution: setup ## what a new mention costs with a thousand and with a hundred thousand stored contacts
	@PYTHONPATH=. $(PY) -m tests.bench.resolution

bench-alerts: setup ## speed of delivery beside a bare loop, and from an article to its mail accepted
	@PYTHONPATH=. $(PY) -m tests.bench.alerts

bench-warehouse: setup-dev ## searches, analysts' questions and the stages as the warehouse grows (SIZES="10000 100000 1000000")
	@PYTHONPATH=. $(PY) -m tests.bench.warehouse $(SIZES)

bench-validation: setup ## validation of a large batch (ROWS=100000)
	@PYTHONPATH=. $(PY) -m tests.bench.validation $(ROWS)

bench-desk: setup-dev ## the desk with twenty readers at once (SIZE=1000000 articles)
	@PYTHONPATH=. $(PY) -m tests.bench.desk $(SIZE)

bench-whole: setup-dev $(PEERS) ## from 10,000 pages to warehouse and outbox, beside a peer and through Airflow (PAGES=1000)
	@PYTHONPATH=. $(PY) -m tests.bench.whole --peers $(PEERS) $(if $(PAGES),--pages $(PAGES))

bench: bench-language bench-collect bench-resolution bench-alerts bench-warehouse bench-validation bench-desk bench-whole ## all performance figures that there are

screenshots: setup-dev ## the pictures of mail and desk in docs/images (needs Chromium)
	@PYTHONPATH=. $(PY) -m tests.browser.pictures
	@PYTHONPATH=. $(PY) -m tests.browser.screens

sbom: setup-dev ## a CycloneDX bill of materials of the lock, in .local/sbom.json
	@mkdir -p .local
	@$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --of JSON --output-reproducible -o .local/sbom.json
	@echo .local/sbom.json

licences: setup-dev ## docs/licences.md anew from what the lock installs
	@PYTHONPATH=. $(PY) -m tests.licences

audit-code: setup-dev ## bandit over what is shipped
	@$(BIN)/bandit --quiet --recursive --configfile pyproject.toml include dags plugins

audit-lock: setup-dev ## known vulnerabilities of the lock, where the package index tells them
	@$(BIN)/pip-audit --requirement requirements.txt --require-hashes --disable-pip

secrets: setup ## passwords and keys for docker compose, in .env
	@PYTHONPATH=. $(PY) -m include.rasid.io.secret_file .env

lock: ## make the hashed locks anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header -o requirements.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header -c requirements.txt -o requirements-dev.txt

clean: ## remove .venv and caches; what Rasid collected, in .local, stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.local/*' -prune -exec rm -rf {} +

$(PY):
	@"$(PYTHON)" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || { \
		echo "rasid: no Python 3.11, 3.12 or 3.13 $(if $(PYTHON),at $(PYTHON),found): make setup PYTHON=/path/to/python" >&2; exit 2; }
	@echo "making .venv"
	@if command -v uv >/dev/null; then uv venv --quiet --python "$(PYTHON)" .venv; else "$(PYTHON)" -m venv .venv; fi

# --no-deps: the lock is complete, and old pips stumble over its extras. A .venv that uv made has no pip.
define install
	if command -v uv >/dev/null; then uv pip sync --quiet --python $(PY) --compile-bytecode --require-hashes $(1); \
	else $(PY) -m pip --version >/dev/null 2>&1 || $(PY) -m ensurepip >/dev/null; $(PY) -m pip install --quiet --no-deps --require-hashes -r $(1); fi
endef

$(STAMP): $(PY)
	@test -e $(STAMP_DEV) || { echo "installing requirements.txt, a minute or two"; $(call install,requirements.txt); }
	@touch $@

$(STAMP_DEV): $(PY)
	@echo "installing requirements-dev.txt, a minute or two"
	@$(call install,requirements-dev.txt)
	@touch $@ $(STAMP)
