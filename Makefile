# SPDX-License-Identifier: LGPL-3.0-or-later
# One word per task. SITE= names another place for the quickstart, PYTHON= another interpreter (3.11), TESTS= other tests.
export SITE ?= site
export PYTHON
TESTS ?= tests

.PHONY: help quickstart test test-slow bench docs clean

help:            ## what there is
	@sed -n 's/^\([a-z-]*\): *## */  make \1	/p' Makefile
quickstart:      ## set-up and the main job, inside ./site
	@sh b2tools/bootstrap.sh quickstart
test:            ## set-up and all tests but the slow ones
	@sh b2tools/bootstrap.sh run python -m pytest -n 2 --dist loadgroup -m "not slow" $(TESTS)
test-slow:       ## the slow tests
	@sh b2tools/bootstrap.sh run python -m pytest -n 2 --dist loadgroup -m slow $(TESTS)
bench:           ## the figures, as ratios to a baseline of the same run
	@sh b2tools/bootstrap.sh run python bench/all.py
docs:            ## the HTML pages, in docs/_build
	@sh b2tools/bootstrap.sh run sphinx-build -q -W docs docs/_build
	@echo "The pages begin with docs/_build/index.html"
clean:           ## remove what tests and documentation made (never ./site)
	rm -rf build docs/_build .pytest_cache
