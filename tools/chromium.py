"""The Chromium of the browser tests: the one named, else an installed one, else Debian's package, installed now."""

from __future__ import annotations

import os
import shutil

from tools.debian import Missing, install

VARIABLE = "PLANTAO_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def chromium() -> str:
    """The path of the program."""
    found = os.environ.get(VARIABLE) or _installed()
    if found:
        return found
    install("Chromium", "chromium", otherwise=f", or name one in {VARIABLE}")
    found = _installed()
    if not found:
        raise Missing("Chromium", "Debian's chromium is installed, but no such program is in PATH.")
    return found


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
