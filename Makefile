# The two commands of a newcomer are `make run` and `make test`; each does all its own set-up.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
EXAMPLE := build/example

.PHONY: run test check format bench soak clean

run: .venv/ready
	@rm -rf $(EXAMPLE) && mkdir -p $(EXAMPLE)
	@echo "Crawling the bundled example boards as they were on 2 March 2026 ..."
	@$(BIN)/rolewatch crawl --config examples/earlier/sources.toml --db $(EXAMPLE)/jobs.db --now 2026-03-02T00:30Z --quiet
	@echo "... and as they are on 4 March. One of them has lost a page, so its crawl is partial:"
	@$(BIN)/rolewatch crawl --config examples/later/sources.toml --db $(EXAMPLE)/jobs.db --now 2026-03-04T00:30Z --quiet \
		|| test $$? -eq 1
	@echo
	@$(BIN)/rolewatch digest --config examples/later/sources.toml --db $(EXAMPLE)/jobs.db \
		--since 2026-03-03T00:30Z --until 2026-03-04T00:30Z
	@echo
	@echo "The file is $(EXAMPLE)/jobs.db. Ask it more, for instance:"
	@echo "  $(BIN)/rolewatch roles --config examples/later/sources.toml --db $(EXAMPLE)/jobs.db"
	@echo "  $(BIN)/rolewatch sources list --config examples/later/sources.toml --db $(EXAMPLE)/jobs.db"
	@echo "A page of this market, to be opened in a browser:"
	@$(BIN)/rolewatch report --config examples/later/sources.toml --db $(EXAMPLE)/jobs.db -o $(EXAMPLE)/report

# On up to four cores, a file of tests on one of them, since its tests share what they have crawled, and in the order of
# their names: by default the files with the fewest tests, which are the slowest, would come last.
test: .venv/ready
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: .venv/ready-to-check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pip check

format: .venv/ready-to-check
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/ready
	$(BIN)/python -m benchmarks

soak: .venv/ready
	$(BIN)/python -m pytest -m soak

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/ready: requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

.venv/ready-to-check: .venv/ready requirements-dev.txt requirements-browse.txt requirements-cluster.txt requirements-parquet.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
