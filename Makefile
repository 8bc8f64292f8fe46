# Two commands to know: `make run` and `make test`. Everything else is listed by `make help`.
# Only Python >= 3.11 and make are needed; Node, PostgreSQL, Valkey and the MQTT broker come from the package registries.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
CENTRE = $(PYTHON) -m command.supervisor
VENV_PYTHON = .venv/bin/python
OPENAPI = manage.py export_openapi_schema --api command.api.api --sorted --indent 1

.DEFAULT_GOAL := help
.PHONY: help run peer certs test e2e peers audit lint lint-ruff lint-format lint-types lint-imports lint-migrations lint-screens lint-api bench proof fuzz bundle faults faults-nightly soak wrong lock types format clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F '\t' '{printf "  make %-15s %s\n", $$1, $$2}'

# `exec`: nothing stands between make and the supervisor, so whoever kills one reaches the other
run: ## install what is missing, start everything, print the addresses; Ctrl-C stops it (PORT, MQTT_PORT, HOST, TLS=1, WEB=2, DATA_DIR, DATABASE_URL, REDIS_URL, MQTT_URL)
	@exec $(CENTRE) run

peer: ## another installation beside the one that runs, joined to it: 河源 as neighbour, or LEVEL=above a province, LEVEL=below a district (PEER_PORT, PEER_MQTT_PORT, PEER_DATA_DIR)
	@exec $(PYTHON) -m command.supervisor.second

certs: ## make or renew the certificates that TLS=1 make run uses (CERT_HOSTS=name,address for what phones call this machine)
	@$(CENTRE) prepare run
	@$(VENV_PYTHON) -m command.certs

test: ## pytest (unit, system) and vitest, with real services
	@exec $(CENTRE) test

e2e: ## the screens in a real Chromium on a whole centre
	@exec $(CENTRE) e2e

faults: ## what is killed, frozen and cut off: what make test has no time for (push tier)
	@exec $(CENTRE) faults

peers: ## our adapters against other people's libraries (Meshtastic, Sparkplug, ThingsBoard, pytak), in an environment of their own
	@exec $(CENTRE) peers

audit: ## known vulnerabilities of what we are made of, and the list of it (SBOM, CycloneDX) in .data/sbom; says so where no advisory service answers
	@$(CENTRE) audit

wrong: ## seven ways to build it wrong, each put on a copy: the tests must notice every one (5 minutes)
	@exec $(CENTRE) wrong

faults-nightly: ## the long ones; never part of a push
	@exec $(CENTRE) faults -m nightly

soak: ## an hour of a city's load with a fault every 30 to 120 s, and every promise judged at the end (SOAK_MIN=60, SOAK_SCALE=0.25, SOAK_SEED=7)
	@$(CENTRE) prepare dev
	@exec $(CENTRE) test-services python -m tests.soak

lint: ## ruff, mypy --strict, import-linter, missing migrations, vue-tsc, generated API types
	@$(CENTRE) prepare dev
	@$(MAKE) --no-print-directory -k lint-ruff lint-format lint-types lint-imports lint-migrations lint-screens lint-api

lint-ruff:
	$(VENV_PYTHON) -m ruff check .
lint-format:
	$(VENV_PYTHON) -m ruff format --check --output-format concise .
lint-types:
	$(VENV_PYTHON) -m mypy
lint-imports:
	$(VENV_PYTHON) -c 'from importlinter.cli import lint_imports_command; lint_imports_command(["--no-logo"])'
lint-migrations:
	$(CENTRE) test-services python manage.py makemigrations --check --dry-run
lint-screens:
	$(CENTRE) npm run typecheck
lint-api: # the API's description and the types made from it must be the present ones
	@$(VENV_PYTHON) $(OPENAPI) > .data/openapi.json
	@cmp .data/openapi.json frontend/openapi.json || { echo "frontend/openapi.json 已过期：make types。 Stale API description: run make types."; exit 1; }
	@$(CENTRE) npm exec -- openapi-typescript frontend/openapi.json -o .data/schema.d.ts >/dev/null
	@cmp .data/schema.d.ts frontend/src/api/schema.d.ts || { echo "schema.d.ts 已过期：make types。 Stale API types: run make types."; exit 1; }

types: ## generate frontend/openapi.json and the TypeScript types from the API
	@$(CENTRE) prepare dev
	$(VENV_PYTHON) $(OPENAPI) > frontend/openapi.json
	$(CENTRE) npm exec -- openapi-typescript frontend/openapi.json -o frontend/src/api/schema.d.ts

format: ## let ruff write the formatting
	$(VENV_PYTHON) -m ruff format .
	$(VENV_PYTHON) -m ruff check --fix .

bench: ## measure side by side with others, write docs/benchmarks/<date>.json
	@$(CENTRE) prepare dev
	@exec $(CENTRE) test-services python -m tests.bench

proof: ## docs/proof.md: what the last test, e2e, faults and bench said of each promise
	@$(VENV_PYTHON) -m tests.proof

fuzz: ## 200,000 injured frames to every decoder, counted (FUZZ="--only mavlink,odid --frames 5000 --seed 7"; --guided with atheris installed)
	@$(CENTRE) prepare dev
	@exec $(VENV_PYTHON) -m tests.fuzz $(FUZZ)

bundle: ## one file that installs and upgrades a host without network (ARCH=aarch64, PYTHON_VERSIONS="3.11 3.12", PYTHON_TREE=…; docs/upgrade.md)
	@$(CENTRE) prepare run
	@$(VENV_PYTHON) deploy/bundle/build.py

COMPILE = -q --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: export CUSTOM_COMPILE_COMMAND = make lock
lock: ## write requirements/*.lock anew from pyproject.toml
	@$(VENV_PYTHON) -m pip install -q pip-tools
	$(VENV_PYTHON) -m piptools compile $(COMPILE) -o requirements/run.lock pyproject.toml
	$(VENV_PYTHON) -m piptools compile $(COMPILE) --extra build -c requirements/run.lock -o requirements/build.lock pyproject.toml
	$(VENV_PYTHON) -m piptools compile $(COMPILE) --extra build --extra dev -c requirements/build.lock -o requirements/dev.lock pyproject.toml

clean: ## remove what was installed and built; data in DATA_DIR stay
	rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache test-results
