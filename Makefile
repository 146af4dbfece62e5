# `make site` builds the archive, `make test` runs the tests. Both need only Python 3.11 or newer with venv.

PYTHON ?= python3
VENV := .venv
INSTALL := $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: site test test-data lint messages reference clean
# Two pips cannot install into one environment at the same time.
.NOTPARALLEL:

site: $(VENV)/.site
	$(VENV)/bin/kursk-archive build

test: $(VENV)/.test
	$(VENV)/bin/python -m pytest $(PYTEST_ARGS)

# Runs the examples of docs/data.md in the tools that they are for.
test-data: $(VENV)/.data
	$(VENV)/bin/python -m pytest tests/renderer/data/test_articles.py $(PYTEST_ARGS)

lint: $(VENV)/.lint
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# Collects the interface texts into the message catalogues in src/kursk_archive/locale/. Translators fill in the empty entries.
messages: $(VENV)/.site
	$(VENV)/bin/pybabel --quiet extract --mapping-file babel.cfg --omit-header --sort-by-file --add-location never --output .messages.pot .
	for po in src/kursk_archive/locale/*/LC_MESSAGES/messages.po; do \
	  language=$$(basename "$$(dirname "$$(dirname "$$po")")"); \
	  $(VENV)/bin/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 \
	    --locale "$$language" --input-file .messages.pot --output-file "$$po"; \
	done
	rm .messages.pot

# Regenerates the tables of docs/reference.md and docs/themes.md from the code.
reference: $(VENV)/.site
	$(VENV)/bin/python tools/reference.py

clean:
	rm -rf $(VENV) dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find build -mindepth 1 ! -name .gitkeep -delete

# The stamp files make a second run fast. --clear: an environment without pip is left over from a failed start or a removed Python.
$(VENV)/.site: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@$(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.site
	$(INSTALL) --editable '.[test]'
	@touch $@

$(VENV)/.data: $(VENV)/.test
	$(INSTALL) --editable '.[test,data-test]'
	@touch $@

$(VENV)/.lint: $(VENV)/.test
	$(INSTALL) --editable '.[test,lint]'
	@touch $@
