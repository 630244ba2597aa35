"""The world of `make bench` is an installation like any other: what it writes is served, and its program comes in."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from bench.load import PASSWORD, USER, load
from bench.world import World
from plantao.app import configure
from tests.commands import SECRET, refused
from tests.demo.bases import empty_base
from tests.server import MovableClock, Server
from tools.serverproc import LOOPBACK

TICKETS = 300


def test_a_small_world_is_served_and_read(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with empty_base(request.config.getoption("--db"), tmp_path) as base:
        settings = base.model_copy(update={"secret_key": SECRET})
        configure(settings)
        client, secret = asyncio.run(load(settings, World(TICKETS)))

        with socket.create_server((LOOPBACK, 0)) as taken:
            port = taken.getsockname()[1]
            assert "informe outra porta" in refused(settings, "serve", PLANTAO_PORT=str(port))

        server = Server(settings, MovableClock())
        form = {"grant_type": "password", "client_id": client, "client_secret": secret}
        answer = server.client.post("/oauth/token", json=form | {"username": USER, "password": PASSWORD}).json()
        headers = {"authorization": f"Bearer {answer['access_token']}"}
        found = server.client.get("/api/v1/integracao/atendimento/todos", headers=headers).json()
        server.stop()

    assert found["paginacao"]["total_registros"] == TICKETS
