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

test-contract: ## Test the running service against both contracts with schemathesis
	@server/tests/support/python-venv .venv-contract server/tests/contract/requirements.txt
	@cargo build --locked --package gdpr-server
	@.venv-contract/bin/python server/tests/contract/run.py

test-clients: ## Generate clients of both contracts and call the running service with them
	@codegen/install-generator
	@cargo build --locked --package gdpr-server
	@server/tests/clients/run

.PHONY: test-contract test-clients
