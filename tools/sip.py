"""The telephone exchange of the tests, and the telephones: Kamailio and SIPp, else Debian's packages, installed now."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass

from tools.debian import Missing, disable, install

NAME = "SIP exchange"
PACKAGES = ("kamailio", "kamailio-utils-modules", "sip-tester")
PLACES = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
SPEAKS_HTTP = 'loadmodule "http_client.so"\nrequest_route { exit; }\n'


@dataclass(frozen=True)
class Programs:
    """Where they are."""

    kamailio: str
    sipp: str


def programs() -> Programs:
    """Both programs; Kamailio with the module that makes requests."""
    found = _installed()
    if found:
        return found
    there = shutil.which("kamailio", path=PLACES)
    install(NAME, *PACKAGES)
    if not there:
        disable("kamailio")
    found = _installed()
    if not found:
        raise Missing(NAME, f"{', '.join(PACKAGES)} are installed, but no such programs are in {PLACES}.")
    return found


def _installed() -> Programs | None:
    kamailio, sipp = (shutil.which(name, path=PLACES) for name in ("kamailio", "sipp"))
    return Programs(kamailio, sipp) if kamailio and sipp and _speaks_http(kamailio) else None


def _speaks_http(kamailio: str) -> bool:
    command = [kamailio, "-c", "-f", "/dev/stdin"]
    return subprocess.run(command, input=SPEAKS_HTTP, text=True, capture_output=True, check=False).returncode == 0
