# `make site` builds the archive, `make test` runs the tests. Both need only Python 3.11 or newer with venv.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check

# $(call install,SET): the files name every package with its version and digests, so pip has nothing to resolve.
define install
@echo "==> Installing $$(grep -c == requirements/$(1).txt) packages: requirements/$(1).txt"
@$(PIP) install --no-deps --require-hashes --requirement requirements/$(1).txt
@touch $@
endef

.PHONY: site test test-data lint docs screenshots messages reference requirements clean
# Two pips cannot install into one environment at the same time.
.NOTPARALLEL:

site: $(VENV)/.site
	@echo "==> Building content/ into build/"
	@$(VENV)/bin/kursk-archive build

test: $(VENV)/.test
	@echo "==> Running the tests"
	@$(VENV)/bin/python -m pytest $(PYTEST_ARGS)

# Runs the examples of docs/data.md in the tools that they are for.
test-data: $(VENV)/.data
	$(VENV)/bin/python -m pytest tests/renderer/data/test_articles.py $(PYTEST_ARGS)

lint: $(VENV)/.lint
	$(VENV)/bin/python tools/requirements.py --check
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# Builds the documentation site in dist/docs; a broken link stops it.
docs: $(VENV)/.docs
	$(VENV)/bin/mkdocs build --quiet --strict

# Takes the pictures in docs/images/ of a made-up archive, in Chromium.
screenshots: $(VENV)/.test
	$(VENV)/bin/python tools/screenshots.py

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

# Pins the packages again, for every Python and platform, after an edit of pyproject.toml. ARGS=--upgrade takes the newest.
requirements: $(VENV)/.lint
	$(VENV)/bin/python tools/requirements.py $(ARGS)

clean:
	rm -rf $(VENV) dist .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find build -mindepth 1 ! -name .gitkeep -delete

# The stamp files make a second run fast. --clear: an environment without pip is left over from a failed start or a removed Python.
$(VENV)/.site: pyproject.toml requirements/site.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12")'
	@echo "==> Using $$($(PYTHON) --version) in $(VENV)"
	@$(VENV)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(call install,site)
	@echo "==> Installing kursk-archive itself"
	@$(PIP) install --quiet --no-deps --no-index --no-build-isolation --editable .

$(VENV)/.test: $(VENV)/.site requirements/test.txt
	$(call install,test)

$(VENV)/.data: $(VENV)/.test requirements/data.txt
	$(call install,data)

$(VENV)/.lint: $(VENV)/.test requirements/lint.txt
	$(call install,lint)

$(VENV)/.docs: $(VENV)/.lint requirements/docs.txt
	$(call install,docs)
