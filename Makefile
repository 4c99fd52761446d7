# Every command here sets up .venv first, from the pinned and hashed requirements.txt.
PYTHON ?= python3
ASSIGNMENT ?=
READY = .venv/.ready

# One BLAS thread a process: these spread their work over processes, and more threads than cores only wait.
SPREAD = test test-browser attack fuzz prove charged bench bench-sizes bench-train
$(SPREAD): export OMP_NUM_THREADS = 1
$(SPREAD): export OPENBLAS_NUM_THREADS = 1

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help .venv demo lab build in-sync wheel site test test-browser attack fuzz prove charged lint bench bench-sizes \
  bench-train lock

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z.-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

demo: $(READY)  ## Grade an example class in demo/, from release to report [ASSIGNMENT=name]
	.venv/bin/autograder demo $(ASSIGNMENT)

lab: $(READY)  ## Open JupyterLab on a student's working copy [OPTIONS=--no-browser]
	.venv/bin/autograder lab -- $(OPTIONS)

build: $(READY)  ## Derive source/ and release/ from notebooks/
	.venv/bin/autograder build

in-sync: $(READY)  ## Build, and fail where source/, release/ or teach/ are not as they were committed or staged
	.venv/bin/autograder build
	@git --no-pager diff --exit-code source release teach || { echo 'Built now, and to be committed: see above.' >&2; exit 1; }
	@others=$$(git ls-files --others --exclude-standard source release teach); test -z "$$others" || { \
	  printf 'Neither built by a committed text nor added:\n%s\n' "$$others" >&2; exit 1; }

wheel: $(READY)  ## Build dist/autograder-VERSION-py3-none-any.whl, which a course gives out to its students
	.venv/bin/python -m build --wheel --no-isolation

site: $(READY)  ## Run the notebooks and write them, solved, and docs/ as pages: site/index.html [STEMS=w3_lesson]
	.venv/bin/autograder site $(STEMS)

test: $(READY)  ## Run the tests; those that need Chromium are skipped, and named, where there is none
	.venv/bin/pytest -n auto --dist loadfile -rs

test-browser: $(READY)  ## Run only the tests that look at pages in Chromium, which must be installed
	REQUIRE_ALL=1 .venv/bin/pytest -m browser

attack: $(READY)  ## Attack the grader on each tier of isolation, and nbgrader as it comes beside it [STOCK=16]
	.venv/bin/python -m tests.attacks.batch --stock $(or $(STOCK),1000)

fuzz: $(READY)  ## Fuzz what the grader reads from students' processes [SECONDS=120]
	.venv/bin/python tests/fuzz_wire.py --seconds $(or $(SECONDS),120)

prove: $(READY)  ## Test the tests: known mistakes, right variants and mutants nobody chose [ASSIGNMENT=name]
	.venv/bin/autograder prove $(ASSIGNMENT)

charged: $(READY)  ## Print what each mistake of the example classes costs, there and elsewhere
	.venv/bin/python benchmarks/charged.py

lint: $(READY)  ## Check style and formatting with ruff
	.venv/bin/ruff check
	.venv/bin/ruff format --check

bench: $(READY)  ## Compare speed and scores with stock nbgrader; what isolation, and clicking, cost [OTTER=1]
	.venv/bin/python benchmarks/confinement.py
	.venv/bin/python benchmarks/grading.py
	.venv/bin/python benchmarks/formgrader.py

bench-sizes: $(READY)  ## Grade classes of 10 to 10,000: is time linear, is memory flat [SIZES=10,100]
	.venv/bin/python benchmarks/grading.py --sizes $(or $(SIZES),10,100,1000,10000)

bench-train: $(READY)  ## Run every solved notebook: seconds, warnings, accuracies; training beside PyTorch [TORCH=1]
	.venv/bin/python benchmarks/solved.py
	.venv/bin/python benchmarks/training.py

.venv: $(READY)  ## Set up the environment that all the others use [PYTHON=python3.12]

# --no-compile, then all cores at once: pip compiles one file after the other, and a sandboxed process can't later.
# --no-index: a dependency that pyproject.toml names and the lock lacks is an error, not a download.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up .venv: about a minute ..."
	@test -x .venv/bin/pip || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install -qq --no-compile --no-deps --require-hashes -r requirements.txt
	@.venv/bin/python -m compileall -q -j 0 .venv/lib > /dev/null || true  # a file for another Python stops nobody
	@.venv/bin/python -m pip install -qq --no-index --no-build-isolation --editable '.[grader,site,dask,postgresql,dev]'
	@touch $@

# --no-strip-extras: without them older pips look for the newest release of a package asked for with an extra.
# No file depends on this: after a clone the times of the files say nothing, and a lock must not change by itself.
lock:  ## Pin requirements.txt again when pyproject.toml has changed [UPGRADE=1 for the newest versions]
	$(PYTHON) -m venv build/lock
	build/lock/bin/pip install -qq uv
	build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-strip-extras --no-emit-index-url --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) \
	  --extra grader --extra site --extra dask --extra postgresql --extra dev --output-file requirements.txt pyproject.toml
