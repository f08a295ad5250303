# The same commands as in the README, for those whose fingers say `make`.
PYTHON ?= python3

.PHONY: lab test lock
lab:
	$(PYTHON) run.py lab
test:
	$(PYTHON) run.py test

# Exact versions for every Python and platform of the course. Needs uv; commit the result with the reason for the change.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --all-extras --upgrade \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	    --output-file requirements.lock pyproject.toml
