# Two commands do everything: `make build` sets up and makes the PDFs, `make test` sets up and tests.
PYTHON ?= python3
SECONDS ?= 60
KILLS ?= 100
SEED ?= 1
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: build test unit fuzz kills bench bench-blocks lock clean setup

build: setup
	$(BIN)/guide build content/secret-speech

test: setup
	$(BIN)/ruff check guide tests
	$(BIN)/ruff format --check guide tests
	$(BIN)/mypy
	$(BIN)/pytest

unit: setup  ## the quick tests only
	$(BIN)/pytest --ignore tests/render

fuzz: setup  ## broken content files, made up by atheris, for SECONDS (60)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable ".[fuzz]"
	$(BIN)/python tests/fuzz/fuzz_read.py -max_total_time=$(SECONDS) -timeout=30 -rss_limit_mb=1024 -max_len=4096

kills: setup  ## KILLS (100) builds that are killed at moments drawn by SEED (1)
	KILLS=$(KILLS) SEED=$(SEED) $(BIN)/pytest tests/render/test_kills.py

bench: setup  ## this program beside plain WeasyPrint, Typst and Chromium
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable ".[bench]"
	cd tests && ../$(BIN)/python -m bench --output ../build/bench.json $(COMPARE)

bench-blocks: setup  ## what each block costs a page
	cd tests && ../$(BIN)/python -m bench.blocks ../content/secret-speech

setup: system $(READY)

.PHONY: system
system:
	@$(PYTHON) -P guide/system.py

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q guide  # which pip leaves to the first run where a package is editable
	$(BIN)/python -m guide.ready
	@touch $@

lock:  ## refresh requirements.lock from pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --extra dev --no-header --no-annotate --quiet \
		--output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
