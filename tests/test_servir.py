"""`plantao serve` and `plantao demo`: what they refuse; as real processes, what they keep and how they end."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy as sa

from plantao import schema
from plantao.kit.settings import DEMO_SECRET_KEY, Settings
from tests.commands import ROBO, SECRET, SENHA, environment, installed, program, refused, run
from tests.demo.bases import empty_base
from tests.support import NOVO, Rows
from tools.serverproc import LOOPBACK, ServerProcess

INTEGRACAO = "/api/v1/integracao/"
ROUTE = INTEGRACAO + "configuracao/disponibilidade"
SECONDS = 60
BURST, TOKEN_BURST = 200, 20
"""What the contract lets through at once: requests of a program, requests for a token of an address."""
REQUESTS, GRANTS = 400, 30


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """A place where there is nothing yet."""
    with empty_base(request.config.getoption("--db"), tmp_path) as settings:
        yield settings.model_copy(update={"secret_key": SECRET})


@pytest.fixture
def taken() -> Iterator[dict[str, str]]:
    """A port that cannot be had: a server that ought to refuse and does not ends all the same."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        yield {"PLANTAO_PORT": str(listening.getsockname()[1])}


def test_an_empty_place_is_refused_with_one_sentence_and_an_exit_code(empty: Settings) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "plantao", "serve"],
        env=environment(empty),
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr == "O banco de dados não está pronto para esta versão; execute: plantao migrate\n"
    assert not empty.data_dir.exists()


def test_a_port_in_use_is_refused_before_anything_is_made(empty: Settings, taken: dict[str, str]) -> None:
    sentence = refused(empty, "demo", **taken)

    assert f"Não é possível atender em 127.0.0.1:{taken['PLANTAO_PORT']}" in sentence
    assert sentence.strip().endswith("informe outra porta em PLANTAO_PORT")
    assert asyncio.run(schema.run(empty, lambda connection: sa.inspect(connection).get_table_names())) == []


@pytest.mark.parametrize(
    ("setting", "value", "does"),
    [
        ("PLANTAO_SECRET_KEY", "", "Defina PLANTAO_SECRET_KEY com um segredo próprio"),
        ("PLANTAO_SECRET_KEY", SECRET[:31], "de pelo menos 32 caracteres; por exemplo, o que"),
        ("PLANTAO_SECRET_KEY", DEMO_SECRET_KEY, "Defina PLANTAO_SECRET_KEY com um segredo próprio"),
        ("PLANTAO_NOW", "2026-01-15T09:00:00-03:00", "PLANTAO_NOW só vale na demonstração; retire a variável"),
    ],
)
def test_settings_that_are_not_for_production(
    settings: Settings, taken: dict[str, str], setting: str, value: str, does: str
) -> None:
    assert does in refused(settings, "serve", **taken | {"PLANTAO_SECRET_KEY": SECRET, setting: value})


def test_it_does_not_serve_a_schema_that_is_behind(settings: Settings, rows: Rows, taken: dict[str, str]) -> None:
    rows("UPDATE alembic_version SET version_num = '0001'")

    sentence = refused(settings, "serve", PLANTAO_SECRET_KEY=SECRET, **taken)
    assert sentence == "O banco de dados não está pronto para esta versão; execute: plantao migrate"


def test_it_does_not_serve_the_credentials_of_the_sample_base(
    settings: Settings, rows: Rows, taken: dict[str, str]
) -> None:
    def serve() -> str:
        return refused(settings, "serve", PLANTAO_SECRET_KEY=SECRET, **taken)

    assert "credenciais de demonstração" in serve()
    rows("UPDATE oauth_client SET ativo = false WHERE id_oauth_client <> 6")
    assert "credenciais de demonstração" in serve()
    rows("UPDATE oauth_client SET ativo = false")
    assert "credenciais de demonstração" in serve()  # those of the user


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "plantao.provedor.com.br"])
def test_the_demonstration_is_served_to_nobody_else(settings: Settings, taken: dict[str, str], host: str) -> None:
    sentence = refused(settings, "demo", PLANTAO_HOST=host, **taken)
    assert sentence.startswith("A demonstração só atende em 127.0.0.1")


@pytest.mark.parametrize("whose", ["an installation", "another program"])
def test_the_demonstration_does_not_move_in_with_others(empty: Settings, taken: dict[str, str], whose: str) -> None:
    if whose == "an installation":
        installed(empty)
    else:
        asyncio.run(
            schema.run(empty, lambda connection: connection.execute(sa.text("CREATE TABLE cliente (a INTEGER)")))
        )
    before = asyncio.run(schema.run(empty, counts))

    sentence = refused(empty, "demo", **taken)

    assert sentence.startswith("Aqui já há dados que não são os da demonstração, e ela não mexe neles")
    assert asyncio.run(schema.run(empty, counts)) == before


def counts(connection: sa.Connection) -> dict[str, Any]:
    """Every table with how many rows it has."""
    names = sa.inspect(connection).get_table_names()
    return {name: connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) for name in names}


@contextmanager
def serving(verb: str, settings: Settings, log: Path, **more: str) -> Iterator[ServerProcess]:
    """A running server, which ends cleanly when the block does, whether or not it was told to before."""
    running = ServerProcess(verb, settings, log, {"PLANTAO_SECRET_KEY": settings.secret_key} | more)
    running.start()
    try:
        yield running
        assert running.stop() == 0
    finally:
        running.kill()
    assert '"level": "error"' not in running.said()


@contextmanager
def calling(running: ServerProcess, token: str) -> Iterator[httpx2.Client]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx2.Client(base_url=running.url, headers=headers, trust_env=False, timeout=SECONDS) as client:
        yield client


def test_a_prepared_installation(empty: Settings, tmp_path: Path) -> None:
    """It serves, limits how fast it is asked, forgets revoked tokens, and ends when told to."""
    client_id, secret = installed(empty)
    other = program(run(empty, "cliente-api", "criar", "PABX").said)
    with serving("serve", empty, tmp_path / "server.log") as running:
        token, calls = running.token(client_id, secret, ROBO, SENHA), running.token(*other, ROBO, SENHA)
        with calling(running, token) as api:
            answers = [api.get(ROUTE) for _ in range(REQUESTS)]
            grants = [api.post("/oauth/token", json={}) for _ in range(GRANTS)]
        assert_limited(answers, 200, within=BURST)
        assert_limited(grants, 400, within=TOKEN_BURST - 2)

        assert run(empty, "cliente-api", "revogar", str(client_id)).said == "Tokens revogados: 1\n"
        with calling(running, token) as api:
            assert api.get(ROUTE).status_code == 401

        answer = end_in_the_middle(running, calls, {"ramal": 111, "telefone": "37999912222"})
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b'"status":"success"' in answer
    assert asyncio.run(schema.run(empty, counts))["ligacao"] == 1


def assert_limited(answers: Sequence[httpx2.Response], status: int, *, within: int) -> None:
    """All of the burst is answered, and what comes faster than the pace is told to wait."""
    assert {answer.status_code for answer in answers[:within]} == {status}
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    for answer in limited:
        wait = int(answer.headers["retry-after"])
        assert wait >= 1
        assert answer.json() == {"status": "error", "msg": "Too Many Attempts.", "errors": [], "retry_after": wait}


def end_in_the_middle(running: ServerProcess, token: str, sent: dict[str, Any]) -> bytes:
    """Tell the server to end when it has half of a request, for which it has asked (100); answers its answer."""
    body = json.dumps(sent).encode()
    head = (
        f"POST {INTEGRACAO}pbx/ligacao/notificar HTTP/1.1\r\nHost: {LOOPBACK}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((LOOPBACK, running.port), timeout=SECONDS) as connection:
        connection.sendall(head.encode())
        assert b" 100 " in connection.recv(4096)
        connection.sendall(body[:20])
        running.ask_to_end()
        running.wait_until_deaf()
        connection.sendall(body[20:])
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_the_demonstration(empty: Settings, tmp_path: Path) -> None:
    """Made where there is nothing, kept at the second start, on loopback only, without limits."""
    credentials = (3, "demo-segredo-3", "api@provedor.com.br", "demo")
    with serving("demo", empty, tmp_path / "first.log", PLANTAO_DEMO="contrato") as running:
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.2", running.port)) != 0
        token = running.token(*credentials)
        with calling(running, token) as api:
            opened = api.post(INTEGRACAO + "atendimento", json=NOVO).json()
            assert opened["status"] == "success", opened
            assert {api.get(ROUTE).status_code for _ in range(REQUESTS)} == {200}
            assert {api.post("/oauth/token", json={}).status_code for _ in range(GRANTS)} == {400}
    said = running.said()
    assert "Base de demonstração `contrato` criada." in said
    assert f"http://{LOOPBACK}:{running.port}" in said
    assert "nunca para produção" in said

    with (
        serving("demo", empty, tmp_path / "second.log", PLANTAO_DEMO="vivo") as running,
        calling(running, token) as api,
    ):
        protocolo = opened["atendimento"]["protocolo"]
        found = api.get(f"{INTEGRACAO}cliente/atendimento?busca=protocolo&termo_busca={protocolo}").json()
        assert [item["id_atendimento"] for item in found["atendimentos"]] == [opened["atendimento"]["id_atendimento"]]
    assert "criada" not in running.said()
