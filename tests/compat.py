"""Counts which operations the tests prove, in which profile: `--compat FILE` writes it down for `make docs`.

A test proves an operation that its marker names, in the profiles of the OAuth clients with which it really called it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plantao.acesso.model import DOCUMENTADO, OBSERVADO
from tests.support import DOCUMENTADO as C_DOC
from tests.support import DOCUMENTADO_COMPLEMENTOS, OBSERVADO_COMPLEMENTOS, Sending
from tests.support import OBSERVADO as C_OBS

PROFILES = {
    C_DOC: DOCUMENTADO,
    C_OBS: OBSERVADO,
    DOCUMENTADO_COMPLEMENTOS: DOCUMENTADO,
    OBSERVADO_COMPLEMENTOS: OBSERVADO,
}
PROVED, NAMED = "compat.proved", "compat.named"


def _client_in(sending: Sending) -> int:
    """The client that a request for a token names."""
    body = sending.get("json") or sending.get("data")
    found = str(body.get("client_id")) if isinstance(body, dict) else ""
    return int(found) if found.isdecimal() else 0


def _profiles_of(operation: str, item: pytest.Item) -> set[str]:
    """In which profiles a test has called an operation (`PUT atendimento/:id_atendimento`)."""
    method, path = operation.split(" ")
    pattern = re.compile(re.sub(r":\w+", "[^/]+", path))
    server = getattr(item, "funcargs", {}).get("server")
    found = set()
    for sent, url, client, sending in server.calls if server else ():
        at = url.partition("?")[0].removeprefix("/api/v1/integracao/")
        profile = PROFILES.get(_client_in(sending) if client is None else client)
        if profile and sent == method and pattern.fullmatch(at):
            found.add(profile)
    return found


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--compat", metavar="FILE", type=Path, help="write here what the tests prove, by profile")


def pytest_configure(config: pytest.Config) -> None:
    file: Path | None = config.getoption("--compat")
    if file and not hasattr(config, "workerinput"):
        file.unlink(missing_ok=True)
        config.pluginmanager.register(_Writer(file))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    item.user_properties += [(NAMED, name) for name in _operations(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    try:
        yield
    finally:
        for name in _operations(item):
            item.user_properties += [(PROVED, [name, profile]) for profile in sorted(_profiles_of(name, item))]


def _operations(item: pytest.Item) -> list[str]:
    return list(dict.fromkeys(marker.args[0] for marker in item.iter_markers("operation")))


class _Writer:
    """Adds up the reports of all workers; a failure before any request counts against both profiles."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._count: Counter[tuple[str, str, str]] = Counter()
        self._failed: set[str] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self._failed:
            self._failed.add(report.nodeid)
            named = [(name, profile) for name in _values(report, NAMED) for profile in (DOCUMENTADO, OBSERVADO)]
            self._add(report, "failed", named)
        elif report.passed and report.when == "call":
            self._add(report, "passed", [])

    def _add(self, report: pytest.TestReport, ended: str, otherwise: list[tuple[str, str]]) -> None:
        for name, profile in _values(report, PROVED) or otherwise:
            self._count[name, profile, ended] += 1

    def pytest_sessionfinish(self) -> None:
        found: dict[str, dict[str, dict[str, int]]] = {}
        for (name, profile, ended), count in sorted(self._count.items()):
            cell = found.setdefault(name, {}).setdefault(profile, {"passed": 0, "failed": 0})
            cell[ended] = count
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def _values(report: pytest.TestReport, key: str) -> list[Any]:
    return [value for name, value in report.user_properties if name == key]
