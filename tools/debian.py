"""Programs of the tests that Debian or Ubuntu packages: installed now, where the machine lets us."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

NOTHING_STARTS = {Path("/usr/sbin/policy-rc.d"): "#!/bin/sh\nexit 101\n"}
"""What Debian's packages ask whether to start their service; 101 forbids it."""


class Missing(Exception):
    """What the tests need could not be had: `name` is what, the message says what was tried."""

    def __init__(self, name: str, said: str) -> None:
        super().__init__(said)
        self.name = name


def install(name: str, *packages: str, otherwise: str = "", told: Mapping[Path, str] | None = None) -> None:
    """Install packages, without what they recommend and without starting what they bring.

    `told`: files that say to the packages how they are wanted, there only meanwhile.
    """
    advice = f"Install it (sudo apt-get install {' '.join(packages)}){otherwise}."
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing(
            name,
            f"No {name} was found, and it cannot be installed without being root on Debian or Ubuntu.\n{advice}",
        )
    print(f"Installing Debian's {', '.join(packages)} ...", file=sys.stderr, flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _laid_down(NOTHING_STARTS | dict(told or {})):
        for command in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", *packages]):
            if subprocess.run(["apt-get", *command], check=False, stdout=subprocess.DEVNULL, env=env).returncode:
                raise Missing(name, f"`apt-get {' '.join(command)}` failed. {advice}")


def disable(service: str) -> None:
    """Let a service that was installed not start with the machine either."""
    subprocess.run(["update-rc.d", service, "disable"], check=False, stdout=subprocess.DEVNULL)


@contextmanager
def _laid_down(files: Mapping[Path, str]) -> Iterator[None]:
    """Files that answer the packages, but where somebody does already."""
    ours = {path: text for path, text in files.items() if not path.exists()}
    try:
        for path, text in ours.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="ascii")
            path.chmod(0o755)
        yield
    finally:
        for path in ours:
            path.unlink(missing_ok=True)
