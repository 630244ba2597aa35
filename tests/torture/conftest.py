from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from plantao.kit.settings import Settings
from tests.torture.rounds import server_on
from tools.serverproc import ServerProcess


@pytest.fixture
def running(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A real server process on the test's copy of the world."""
    server = server_on(settings, Path(tmp_path_factory.mktemp("server")) / "server.log")
    server.start()
    yield server
    server.kill()
