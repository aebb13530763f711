# Two commands do everything on a fresh machine: `make report` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev

.PHONY: report test check format quality judge benchmark-reading benchmark-judge benchmark-terms benchmark-again benchmark-crawl corpora doctor clean

report: $(INSTALLED)
	$(BIN)/msgcheck check --output reports/index.html --fail-on never

test: $(INSTALLED_DEV)
	./.ci/browser
	./.ci/textlint
	./.ci/mailbox
	./.ci/postgresql
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

check: $(INSTALLED_DEV)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(INSTALLED_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# With DATA (the same folder as for `judge`) on the public sets and on near-topic pairs too, with FIELD on that file.
quality: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.quality $(if $(DATA),--public $(DATA)/nli --near-topic $(DATA)/near_topic/near_topic.jsonl.gz) $(if $(FIELD),--field $(FIELD))

# DATA holds nli/ and near_topic/: training/judge/README.md says where they come from.
judge: $(INSTALLED_DEV)
	$(BIN)/python -m training.judge.train --data $(DATA) --out build/judge
	cp build/judge/calm.safetensors msgcheck/weights/judge.safetensors
	$(BIN)/python -m training.encoder.train --near-topic $(DATA)/near_topic/near_topic.jsonl.gz --out build/encoder
	cp build/encoder/encoder.safetensors msgcheck/weights/encoder.safetensors
	$(BIN)/python -m training.judge.weigh --near-topic $(DATA)/near_topic/near_topic.jsonl.gz

# The readers it is measured beside live in an environment of their own.
benchmark-reading: $(INSTALLED_DEV)
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --requirement benchmarks/reading/requirements.txt
	$(BIN)/python -m benchmarks.reading

# How fast, and how much faster than the plain recipe; wants a machine that does nothing else.
benchmark-judge: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.judge

# What a second run costs, with nothing and with 1 % of the assets changed.
benchmark-again: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.again

# A made-up site of 300 pages on this machine: pages per second, and what a second crawl costs.
benchmark-crawl: $(INSTALLED_DEV)
	$(BIN)/python -m benchmarks.crawl

# Beside textlint and cspell (npm) and proselint, which lives in .venv-peers as the readers do.
benchmark-terms: $(INSTALLED_DEV)
	test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --requirement benchmarks/terms/requirements.txt
	npm ci --prefix benchmarks/terms --no-audit --no-fund
	$(BIN)/python -m benchmarks.terms

corpora: $(INSTALLED_DEV)
	$(BIN)/python corpora/build.py

doctor: $(INSTALLED)
	$(BIN)/msgcheck doctor

clean:
	rm -rf .venv .msgcheck reports/*.html

# The stamp is touched last, so an interrupted installation is taken up again.
$(INSTALLED): requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "msgcheck needs Python 3.11 or later: make PYTHON=python3.12 report")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	touch $(INSTALLED)

$(INSTALLED_DEV): $(INSTALLED) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	touch $(INSTALLED_DEV)
