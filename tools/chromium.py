"""The Chromium of the browser tests: the one named, else an installed one, else Debian's package, installed now."""

from __future__ import annotations

import os
import shutil
import subprocess

VARIABLE = "PLANTAO_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


class Missing(Exception):
    """No Chromium could be had; the message says what was tried."""


def chromium() -> str:
    """The path of the program."""
    named = os.environ.get(VARIABLE)
    if named:
        return named
    found = _installed()
    if found:
        return found
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(
            "No Chromium was found, and it cannot be installed without being root on Debian or Ubuntu.\n"
            f"Install it (sudo apt-get install chromium), or name one in {VARIABLE}."
        )
    print("Installing Debian's chromium ...", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=env).returncode:
            raise Missing(f"`{' '.join(command)}` failed. Install Chromium, or name one in {VARIABLE}.")
    found = _installed()
    if not found:
        raise Missing("Debian's chromium is installed, but no such program is in PATH.")
    return found


def _installed() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
