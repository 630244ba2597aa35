# Plantão's commands. `make` alone lists them.

UV_VERSION := 0.13.8
BIN := .venv/bin
READY := .venv/ready

.PHONY: help setup run test check fix bench torture docs telas FORCE

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r target text; do printf '  make %-8s %s\n' "$$target" "$$text"; done

setup: $(READY) ## install everything into .venv (every other target does it when needed)

run: setup ## serve the sample base at http://127.0.0.1:8000 (PLANTAO_PORT changes the port)
	@exec $(BIN)/plantao demo

test: setup ## run everything, on SQLite and on PostgreSQL
	@exec $(BIN)/python tools/test.py

check: setup ## run the quick loop: format, lint, types, floors, tests on SQLite
	@exec $(BIN)/python tools/test.py format lint types floors sqlite

fix: setup ## format the code and repair what the linter can
	@$(BIN)/ruff check --fix; result=$$?; $(BIN)/ruff format && exit $$result

bench: setup ## measure speed: the API beside the bare database, the desk under calls
	@exec $(BIN)/python -m bench

torture: setup ## kill the server under load, again and again
	@exec $(BIN)/python -m tests.torture

docs: setup ## write the generated documentation again
	@exec $(BIN)/python tools/docs.py

telas: setup ## take pictures of every screen, into telas/
	@exec $(BIN)/python tools/telas.py

# The stamp holds the folder's path: programs in .venv name it, so a folder that was moved or copied is set up again.
ifneq ($(shell test -x $(BIN)/python && cat $(READY) 2>/dev/null),$(CURDIR))
$(READY): FORCE
endif

# One at a time. An interrupted run leaves no stamp: .venv is made again unless its uv answers, and packages are laid
# down again when `syncing` is found. The stamp is as old as the start, so that an edit made meanwhile is not missed.
$(READY): pyproject.toml uv.lock Makefile
	@set -eu; \
	unset VIRTUAL_ENV PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX; \
	exec 9< Makefile; ! command -v flock > /dev/null || flock 9; \
	if test -e $(READY) && test "$$(cat $(READY))" != "$(CURDIR)"; then rm -rf .venv; fi; \
	case "$$($(BIN)/uv --version 2> /dev/null || true)" in "uv $(UV_VERSION)" | "uv $(UV_VERSION) "*) ;; *) \
		new='import sys; sys.exit(sys.version_info < (3, 11))'; \
		whole='import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))'; \
		python=; bare=; \
		for name in python3 python3.11 python3.12 python3.13 python3.14 python; do \
			if "$$name" -c "$$whole" 2> /dev/null; then python=$$name; break; fi; \
			if test -z "$$bare" && "$$name" -c "$$new" 2> /dev/null; then bare=$$name; fi; \
		done; \
		if test -z "$$python" && test -n "$$bare"; then \
			package=$$("$$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
			if test "$$(id -u)" = 0 && command -v apt-get > /dev/null; then \
				echo "Installing Debian's $$package ..."; \
				apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq "$$package" > /dev/null; \
				python=$$bare; \
			else \
				echo "$$bare cannot make a virtual environment: its venv or ensurepip module is missing." >&2; \
				echo "On Debian or Ubuntu: sudo apt-get install $$package. Then run make again." >&2; exit 1; \
			fi; \
		fi; \
		if test -z "$$python"; then \
			echo "Plantão needs Python 3.11 or newer, and no such python3 was found in PATH." >&2; \
			echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv. Then run make again." >&2; exit 1; \
		fi; \
		echo "Making .venv with $$($$python --version) ..."; \
		rm -rf .venv; \
		"$$python" -m venv .venv; \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)" ;; \
	esac; \
	again=; if test -e .venv/syncing; then again=--reinstall; fi; \
	printf '%s\n' "$(CURDIR)" > .venv/syncing; \
	UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never $(BIN)/uv sync --frozen --quiet --python $(BIN)/python $$again; \
	mv .venv/syncing $(READY); \
	echo "Ready: .venv holds what pyproject.toml and uv.lock ask for."
