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

fuzz: ## Fuzz what reads foreign bytes, a minute for each target; FUZZ_SECONDS=10 for less
	@fuzz/run

.PHONY: fuzz
