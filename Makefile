# Every target sets up what it needs on a fresh Debian machine with Python 3.11.
PORT ?= 8000
SEEDS ?= 2 3 4
# One more process of tests than processors: many tests wait for servers, clocks and disks.
JOBS ?= $(shell expr $$(nproc) + 1)
ARGS ?=
RUN := .venv/bin/python -m
# Tests that find more when repeated: random histories and presses, machines killed and racing at other moments;
# and with SOAK what `make test` takes a sample of: everybody's looks, refused acts and forged presses in every scenario.
LONG := tests/bot/chaos tests/quality/test_independent_count.py tests/blackbox/test_kill.py \
	tests/blackbox/test_two_machines.py tests/blackbox/test_stopping.py tests/scheduler/test_kill.py \
	tests/scheduler/test_two_machines.py tests/store/test_races.py tests/bot/test_concurrent_dispatchers.py

.PHONY: help sandbox quarter soak test lint types format bench install wheelhouse lock ci

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

sandbox: install ## the bot with a stand-in WeCom and seven phones on http://127.0.0.1:8000 (PORT= changes it)
	$(RUN) objection sandbox --port $(PORT)

quarter: develop ## a simulated quarter: 2000 tickets in 60 working days, all counted twice (ARGS="--tickets 200 --days 20")
	$(RUN) tests.quarter $(ARGS)

soak: develop system ## what takes long, before a release: other seeds, every press, kills, a whole quarter (SEEDS="5 6")
	for seed in $(SEEDS); do \
	  TEST_SEED=$$seed CHAOS_TIMES=1 $(RUN) pytest -n $(JOBS) $(LONG) || exit 1; \
	done
	SOAK=1 $(RUN) pytest -n $(JOBS) tests/permissions
	SOAK=1 $(RUN) pytest -n 0 -s tests/blackbox/test_soak.py
	$(RUN) tests.quarter $(ARGS)

# Each process takes a stretch of its own: what a module sets up, only one sets up.
test: develop system ## every test (ARGS="-k name" for some, JOBS=0 for one process)
	$(RUN) pytest -n $(JOBS) --dist worksteal $(ARGS)

lint: develop ## style and security checks
	$(RUN) ruff check .
	$(RUN) ruff format --check .

types: develop ## mypy --strict
	$(RUN) mypy

format: develop ## rewrite to the project's style
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

bench: develop ## the benchmarks and their ratios
	$(RUN) benchmarks $(ARGS)

install: ## what a server needs, into .venv: hashed requirements and the command `objection` (WITH=s3: bucket storage)
	@tools/venv.sh requirements$(if $(WITH),-$(WITH)).txt

wheelhouse: ## what `make install` needs, into wheels/ for a machine without internet (WITH=s3, FOR=aarch64, PY=3.11)
	@tools/wheelhouse.sh requirements$(if $(WITH),-$(WITH)).txt "$(FOR)" "$(PY)"

.PHONY: develop system
develop:
	@tools/venv.sh requirements-dev.txt

# Without root the tests that need these packages skip and say so; in CI a missing one fails.
system:
	@tools/system.sh tests || [ -z "$$CI" ]

lock: ## resolve pyproject.toml anew into the hashed requirement files (needs uv)
	tools/lock.sh $(ARGS)

ci: ## all that .ci/run checks
	.ci/run
