.DEFAULT_GOAL := help
.PHONY: help run test test-contract test-clients test-vendor test-page test-tools lint boundaries fuzz soak soak-connections bench \
	bench-growth bench-timing bench-instructions audit licences advisories generate verify-generated toolchain

# All targets build into target/ with the same flags and the same lock file, so that what one has built serves the next.
CARGO ?= cargo

# What `make run` hands to the program, for instance: make run ARGS='serve --help'
ARGS ?= serve --demo

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: toolchain ## Build and start the service with invented data; or, with ARGS='...', anything else it can do
	@$(CARGO) run --locked -- $(ARGS)

test: toolchain test-tools ## Run all tests
	@$(CARGO) test --workspace --locked --no-fail-fast

test-contract: toolchain ## Test the running service against both contracts with schemathesis
	@server/tests/support/python-venv .venv-contract server/tests/contract/requirements.txt
	@$(CARGO) build --locked --package gdpr-server
	@.venv-contract/bin/python server/tests/contract/run.py

test-clients: toolchain ## Generate clients of both contracts and call the running service with them
	@codegen/install-generator
	@$(CARGO) build --locked --package gdpr-server
	@server/tests/clients/run

test-vendor: toolchain ## Build and test the service from contracts as their vendor writes them
	@codegen/install-generator
	@server/tests/vendor

test-page: toolchain ## Open the pages of the running service in a real browser
	@$(CARGO) build --locked --package gdpr-server
	@server/tests/page/run

lint: toolchain boundaries ## Check formatting, lints and boundaries
	@$(CARGO) fmt --check --package codegen --package domain --package gdpr-server
	@$(CARGO) clippy --workspace --all-targets --locked -- --deny warnings

boundaries: ## Check the arrows between the parts: docs/architecture.md
	@.ci/boundaries

fuzz: toolchain ## Fuzz what reads foreign bytes, a minute for each target; FUZZ_SECONDS=10 for less
	@fuzz/run

soak: toolchain ## Ten minutes of good, wrong and hostile calls with kills in between; SOAK_SECONDS=60 for one
	@$(CARGO) test --locked --package gdpr-server --test soak

soak-connections: ## Open 10,000 connections that do nothing, and see what they cost: docs/http-behaviour.md
	@ulimit -S -n "$$(ulimit -H -n)" && $(CARGO) bench --locked --package gdpr-server --bench connections

bench: toolchain ## Measure the service beside yardsticks: docs/performance.md; BENCH='--help' says what else there is
	@ulimit -S -n "$$(ulimit -H -n)" && $(CARGO) bench --locked --package gdpr-server --bench performance -- $(BENCH)

bench-growth: toolchain ## Measure what a call costs when there is more of everything: docs/performance.md
	@ulimit -S -n "$$(ulimit -H -n)" && $(CARGO) bench --locked --package gdpr-server --bench performance -- growth $(BENCH)

bench-timing: toolchain ## See whether the time of an answer tells what its text hides: docs/timing.md
	@$(CARGO) bench --locked --package gdpr-server --bench enumeration

bench-instructions: toolchain ## Count the instructions of the pure parts, and fail when they are too many: docs/testing.md
	@domain/benches/install-tools
	@GUNGRAUN_RUNNER="$(CURDIR)/target/tools/bin/gungraun-runner" \
		$(CARGO) bench --locked --profile instructions --package domain --bench instructions

audit: licences advisories ## Check the dependencies: licences, sources, bans, published vulnerabilities

licences: ## The part of audit that works offline, once the crates are there
	@.ci/cargo-deny --locked check bans licenses sources

advisories: ## The part of audit that fetches the RustSec database
	@.ci/cargo-deny check advisories

generate: toolchain ## Install the pinned openapi-generator into .venv, make generated/ anew from specs/
	@codegen/install-generator
	@$(CARGO) run --quiet --locked --package codegen -- generate

verify-generated: toolchain ## Make generated/ anew elsewhere and fail on any difference
	@codegen/install-generator
	@$(CARGO) run --quiet --locked --package codegen -- verify

# Rust is not installed for you. A C compiler is, where we may: it builds SQLite and links everything.
toolchain:
	@command -v $(CARGO) >/dev/null || { echo 'error: Rust is needed: see https://rustup.rs' >&2; exit 1; }
	@command -v cc >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update --quiet --quiet && \
			DEBIAN_FRONTEND=noninteractive apt-get install --quiet --yes --no-install-recommends gcc libc6-dev; \
		else \
			echo 'error: a C compiler is needed: on Debian, apt-get install gcc libc6-dev' >&2; exit 1; \
		fi; }

# What tests need beside Rust: nginx, curl for the lines of the demo, and an SMTP server, which is a Python package.
test-tools:
	@server/tests/install-tools
	@server/tests/support/python-venv .venv-mail server/tests/mail/requirements.txt
