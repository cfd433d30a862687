# `make test` installs what the tests need into target/ and runs them all. A Rust toolchain, Python 3, Node.js 20+ and a C
# compiler must be there; nothing else is needed and nothing is installed outside this folder.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:

# A changed snapshot is a failure here, never a new file.
export INSTA_UPDATE ?= no

say = @printf '\n== %s\n'

.PHONY: readme bench-function help test format function release-plan lint lab-install rust lab bench measure release-plan-update clean-lab

help:
	@echo "make test                 everything that must pass, as .ci/run does"
	@echo "make format | lint        formatting; clippy with warnings denied"
	@echo "make function             the Lambda function's tests, on Node.js"
	@echo "make rust                 the Rust tests, the lab among them"
	@echo "make lab                  only the lab: the program against emulators that we did not write"
	@echo "make release-plan         what dist would release, against tests/release/plan.txt"
	@echo "make release-plan-update  writes release.yml and plan.txt anew, after a change of dist-workspace.toml"
	@echo "make bench                criterion: what updating and drawing cost"
	@echo "make measure              the release build against its budgets: start, keys, idle, memory, size"
	@echo "make bench-function       the function beside handlers of the published shapes: calls, connections, time"
	@echo "make readme               puts the table of keys into docs/keys.md"
	@echo "make clean-lab            removes the emulators"

# The quick ones first; last the longest, so that a run ends with cargo's own closing lines.
test: format function release-plan lint rust

format:
	$(say) "Formatting"
	cargo fmt --all --check

function:
	$(say) "The function's tests (assets/function, Node.js)"
	cd assets/function && node --test

release-plan:
	$(say) "The release plan (dist, installed into target/tools)"
	tests/release/install
	python3 tests/release/plan.py

lint:
	$(say) "Clippy, warnings denied"
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cargo clippy --no-default-features --lib --profile test --locked -- -D warnings

lab-install:
	$(say) "The lab's emulators (installed into target/lab)"
	tests/lab/install

rust: lab-install
	$(say) "The Rust tests, the lab among them"
	cargo test --workspace --locked --no-fail-fast

lab: lab-install
	$(say) "The lab"
	cargo test --locked --test lab

release-plan-update:
	tests/release/install
	"$${CARGO_TARGET_DIR:-target}/tools/bin/dist" generate
	python3 tests/release/plan.py --update

bench:
	$(say) "Benches"
	cargo bench --locked

measure:
	$(say) "The release build against its budgets"
	cargo build --release --locked
	python3 benches/measure.py --assert "$${CARGO_TARGET_DIR:-target}/release/cognito-ferry"

clean-lab:
	rm -rf "$${CARGO_TARGET_DIR:-target}/lab"

bench-function: lab-install
	$(say) "The function beside other shapes of it"
	node benches/function/run.mjs

readme:
	$(say) "The table of keys (docs/keys.md)"
	cargo build --locked
	python3 tests/release/readme.py
