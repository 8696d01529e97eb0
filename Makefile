# Two commands matter: `make run` and `make test`. Each does all of its own set-up.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench eval screenshots setup train format clean

run: ## set everything up and open the desk on http://127.0.0.1:8000
	@$(PYTHON) tools/setup.py app engine
	@exec $(BIN)/mingbai up

test: ## set everything up and run every test
	@$(PYTHON) tools/setup.py app engine dev
	@$(BIN)/pytest $(ARGS)

check: ## lint, types, floors, the engine's data, the knowledge, the profiles
	@$(PYTHON) tools/setup.py app engine dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest -q tests/unit/test_floors.py
	@$(BIN)/python -m mingbai.validate
	@$(BIN)/mingbai knowledge check
	@$(BIN)/mingbai profile check

bench: ## measurements, each as a ratio against a baseline in the same run
	@$(PYTHON) tools/setup.py app engine dev
	@$(BIN)/python -m bench $(ARGS)

eval: ## answers, filings and routing judged on sets of questions, people and matters
	@$(PYTHON) tools/setup.py app engine dev
	@$(BIN)/python -m bench.eval $(ARGS)

screenshots: ## the pictures of docs/screenshots, taken anew of a made-up desk
	@$(PYTHON) tools/setup.py app engine dev
	@$(BIN)/python -m tools.screenshots $(ARGS)

setup: ## only the set-up
	@$(PYTHON) tools/setup.py app engine dev

clean: ## remove the environments (not var/, where the desk's data lies)
	rm -rf .venv engine/.venv
