# What you can do here. `make demo` and `make test` need nothing but Debian, Python 3.11 and this checkout.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: help setup demo test check bench lock rulebook clean

help: ## list what you can do
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## build .venv from the locked, hashed dependencies; install Debian packages where root

$(STAMP): requirements/dev.lock pyproject.toml scripts/setup
	@scripts/setup "$(PYTHON)"
	@touch $(STAMP)

demo: setup ## one access request, from a fictional school's records to a sealed pack
	@scripts/demo

test: setup ## every test, slow suites included
	@scripts/debian-packages postgresql mariadb-server dovecot-imapd
	@$(BIN)/pytest -n auto --dist loadgroup

check: setup ## lint, types, layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## measure against the planted truth, peers and limits (ONLY=name for one)
	@$(BIN)/python -m bench $(ONLY)

rulebook: setup ## regenerate the printable rule book from law/
	@$(BIN)/honour rulebook --write docs/rule-book.md

lock: ## lock the dependencies again (needs uv)
	@scripts/lock

clean: ## remove the environment and the demo
	@rm -rf .venv demo-school
