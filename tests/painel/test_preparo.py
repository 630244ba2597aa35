"""What a server compiles when it starts, so that nobody waits for it; that it cannot is no reason not to serve."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from plantao.app import open_database, prepare
from plantao.kit import log
from plantao.kit.html import templates
from plantao.kit.settings import Settings
from tests.server import Server


async def _prepared(settings: Settings) -> None:
    database = await open_database(settings)
    await prepare(database)
    await database.close()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What went wrong."""
    heard: list[str] = []
    monkeypatch.setattr(log.log, "exception", heard.append)
    return heard


def test_every_template_is_compiled(settings: Settings, server: Server, said: list[str]) -> None:
    assert templates.cache is not None
    templates.cache.clear()

    asyncio.run(_prepared(settings))

    assert len(templates.cache) == len(templates.list_templates())
    assert said == []


def test_a_search_that_fails_is_only_said(tmp_path: Path, said: list[str]) -> None:
    asyncio.run(_prepared(Settings(data_dir=tmp_path, database_url="")))

    assert said == ["prepare"]
