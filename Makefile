# One command each; every target first does the set-up it needs (tools/setup.sh) and is cheap when
# repeated. LIBTORCH=FOLDER uses a libtorch that is there, DRAGOMAN_ORACLES=PYTHON likewise.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

BUILD := build
# The system's Python runs the tools; a virtual environment of the caller stays out of it.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
PREFIX ?= /usr/local
LIBTORCH ?=
DRAGOMAN_ORACLES ?=
# One for each core, but no more than memory holds: a file on libtorch's headers takes 1.5 GB.
JOBS ?= $(shell awk -v cores=$$(nproc) '/^MemTotal/ {fit = int($$2 / 1.5e6) + 1; \
  print (fit < cores) ? fit : cores}' /proc/meminfo)
PRESET ?= $(if $(filter true 1,$(CI)),ci,release)
TORCH_FOLDER := $(or $(abspath $(LIBTORCH)),$(CURDIR)/.venv/libtorch)
ORACLES := $(or $(DRAGOMAN_ORACLES),$(CURDIR)/.venv/bin/python)
CHECKS := $(sort $(wildcard tools/check_*.py))
RUN_TESTS = DRAGOMAN_ORACLES="$(ORACLES)" $(PYTHON) tools/run_tests.py "$(BUILD)"

export LIBTORCH DRAGOMAN_ORACLES
# So that ccache may reuse files on a precompiled header.
export CCACHE_SLOPPINESS ?= pch_defines,time_macros

.PHONY: help setup build build-tests test test-long check demo install format reference clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|'
	@echo "  LIBTORCH=FOLDER uses a libtorch (with include/ and lib/) instead of installing one"

setup:
	@tools/setup.sh build

build: setup  ## the program, as build/dragoman
	@tools/configure.sh "$(BUILD)" "$(PRESET)" "$(TORCH_FOLDER)"
	@cmake --build "$(BUILD)" --parallel "$(JOBS)" --target dragoman

# The program with its test programs.
build-tests: build
	@tools/setup.sh test
	@cmake --build "$(BUILD)" --parallel "$(JOBS)"

test: build-tests  ## all checks and tests; ends with "N passed, N failed"
	@$(RUN_TESTS) -LE slow -j "$(JOBS)"

test-long: build-tests  ## the soaks and long forms, which `make test` leaves out
	@$(RUN_TESTS) -L slow

check:  ## layers, sizes, documents, recipes, format
	@tools/setup.sh packages
	@failed=0; for check in $(CHECKS); do $(PYTHON) $$check || failed=1; done; exit $$failed

demo: build  ## the main job on an embedded world: no download, no GPU
	build/dragoman study recipes/demo/study.toml --output runs/demo

install: build  ## into PREFIX=/usr/local, with the libraries it needs
	@tools/install.sh "$(BUILD)" "$(PREFIX)" "$(TORCH_FOLDER)"

format:  ## lays out every C++ file with clang-format 14
	@$(PYTHON) tools/check_format.py --fix

reference: build  ## rewrites docs/reference from what the program says of itself
	@mkdir -p docs/reference
	build/dragoman explain --markdown > docs/reference/catalogue.md

clean:  ## removes the build, keeps .venv and runs
	@rm -rf "$(BUILD)"
