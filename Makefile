# `make test` installs what the tests need into target/ and runs them all. A Rust toolchain, Python 3, Node.js 20+ and a C
# compiler must be there; nothing else is needed and nothing is installed outside this folder. `make quick` needs the toolchain alone.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:

# A changed snapshot is a failure here, never a new file.
export INSTA_UPDATE ?= no

say = @printf '\n== %s\n'

.PHONY: help test quick format lint deny function release-plan release-plan-update lab-install rust lab bench measure bench-function \
        readme clean-lab

help:
	@echo "make test                 everything that must pass, as .ci/run does"
	@echo "make quick                formatting, lints, and the tests that need nothing installed: not the lab, not the function on Node.js"
	@echo "make format | lint        formatting; clippy with warnings denied"
	@echo "make deny                 licenses and sources of what is linked in, where cargo-deny is installed"
	@echo "make function             the Lambda function's tests, on Node.js"
	@echo "make rust                 the Rust tests, the lab among them"
	@echo "make lab                  only the lab: the program against emulators that we did not write"
	@echo "make release-plan         what dist would release, where something that decides it has changed"
	@echo "make release-plan-update  writes release.yml, plan.txt and what was looked at, after such a change"
	@echo "make bench                criterion: what updating and drawing cost"
	@echo "make measure              the release build against its budgets: start, keys, idle, memory, size"
	@echo "make bench-function       the function beside handlers of the published shapes: calls, connections, time"
	@echo "make readme               puts the table of keys into docs/keys.md"
	@echo "make clean-lab            removes the emulators"

# The quick ones first; last the longest, so that a run ends with cargo's own closing lines.
test: format deny function release-plan lint rust

quick: format lint
	$(say) "The Rust tests that need nothing installed"
	cargo test --workspace --locked --no-fail-fast --lib --bins --test it --test sandbox

format:
	$(say) "Formatting"
	cargo fmt --all --check

deny:
	$(say) "Licenses, bans and sources (cargo-deny)"
	@if cargo deny --version >/dev/null 2>&1; then cargo deny --locked check licenses bans sources; \
	else echo "cargo-deny is not installed, so this is skipped: cargo install cargo-deny --locked"; fi

function:
	$(say) "The function's tests (assets/function, Node.js)"
	cd assets/function && node stage/run.mjs

release-plan:
	$(say) "The release plan (dist, installed into target/tools where it has to be asked)"
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
