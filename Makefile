.DEFAULT_GOAL := help
.PHONY: help generate verify-generated

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

generate: ## Install the pinned openapi-generator into .venv, make generated/ anew from specs/
	@codegen/install-generator
	@cargo run --quiet --locked --package codegen -- generate

verify-generated: ## Make generated/ anew elsewhere and fail on any difference
	@codegen/install-generator
	@cargo run --quiet --locked --package codegen -- verify

# Together with what `test` needs otherwise.
test: test-tools

.PHONY: test test-tools soak-connections

test-tools: ## Install what tests need beside Rust: nginx
	@server/tests/install-tools

soak-connections: ## Open 10,000 connections that do nothing, and see what they cost: docs/http-behaviour.md
	@ulimit -S -n "$$(ulimit -H -n)" && cargo bench --locked --package gdpr-server --bench connections
