"""The short form of `make torture`."""

from __future__ import annotations

from pathlib import Path

import pytest

from plantao.kit.settings import Settings
from tests.torture.rounds import Torture


def test_killed_twice_under_load_nothing_acknowledged_is_lost(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said: list[str] = []
    torture = Torture(settings, Path(tmp_path_factory.mktemp("torture")), seed=2, writes=100, connections=16)

    assert torture.run(2, said.append) == []
    assert [line.rpartition(": ")[2] for line in said] == ["ok", "ok"]
