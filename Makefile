# Everything a newcomer needs: make run, make test. Both set the machine up first.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup run test check lint types imports translations unit benchmark campaigns diagrams fixture windows try-windows clean

setup: $(STAMP)

$(STAMP): requirements/linux.txt pyproject.toml requirements/system-libraries
	requirements/system-libraries
	test -x $(BIN)/python || $$(command -v $(PYTHON) || command -v python3) -m venv $(VENV)
	$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/linux.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# With a display: the window on a demo township. Without one: the whole year is played and its papers are written.
run: setup
	$(BIN)/python -m app demo run/demo $(if $(DISPLAY)$(WAYLAND_DISPLAY),--no-pictures --window)

test: setup lint types imports translations unit

check: test

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/basedpyright --level error

imports:
	$(BIN)/lint-imports

translations:
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -p no:cacheprovider tests/ui/test_rules.py

unit:
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadgroup -q -m "not benchmark"

# The Windows program and its installer, and its trial there: on Windows, or with WINDOWS_PYTHON="COMMAND" elsewhere.
WINDOWS_PYTHON ?=
TRIED ?= 800

windows:
	$(PYTHON) packaging/build.py $(if $(WINDOWS_PYTHON),--python "$(WINDOWS_PYTHON)")

try-windows:
	$(or $(WINDOWS_PYTHON),$(PYTHON)) packaging/try_installer.py $(wildcard dist/shouwang-*-setup.exe) --demo $(TRIED)

benchmark: setup
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -q -s -p no:randomly -m benchmark tests/benchmarks

# Long ones, for a release: 400 failing system calls, and a program that is killed 20 times and searched for names.
campaigns: setup
	$(BIN)/python -m tests.faults.campaign 20
	$(BIN)/python -m tests.faults.leaks 20

# Draw the workflow tables again into docs/workflow.md after a change of a table.
diagrams: setup
	$(BIN)/python -m app.services.workflow.diagram

# Once for each tagged version: keep the office of the year's story, so that later versions are tried on it.
fixture: setup
	SHOUWANG_FIXTURE=$(CURDIR)/tests/fixtures/$$($(BIN)/python -c 'import app; print(app.__version__)') \
	  $(BIN)/python -m pytest -q tests/stories/test_year_by_command_line.py

clean:
	rm -rf $(VENV) run build dist
