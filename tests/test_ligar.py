"""`plantao ligar`: the exchange's routes tried on a running server, step by step."""

from __future__ import annotations

import json
import re
import threading

import httpx2
import pytest

from plantao import ligar
from plantao.acesso.guard import COOKIE
from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from plantao.kit.settings import Settings
from tests.browser.serving import SECONDS, Served
from tests.commands import Ended, run
from tests.mesa import BIANCA
from tests.support import Rows

CHAMADA = ("ligar", "--ramal", "111", "--telefone", "37999912222")
MS = re.compile(r" +\d+ ms")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ligar, "ESPERA_SECONDS", 1.0)


def steps(ended: Ended) -> list[str]:
    assert ended.code == 0, ended.complained
    return [MS.sub(":", line) for line in ended.said.splitlines()]


def last(ended: Ended) -> str:
    """What the command complained of, after what the server of this process may have logged."""
    return ended.complained.splitlines()[-1]


def show_the_window(served: Served, token: str, hears: threading.Event) -> None:
    """What the scripts of an open desk do, from when they hear what happens until a call's window is there."""
    headers = {"cookie": f"{COOKIE}={token}", "sec-fetch-site": "same-origin", "accept": "application/json"}
    with (
        httpx2.Client(base_url=served.url, headers=headers, timeout=SECONDS) as desk,
        desk.stream("GET", "/ao-vivo") as told,
    ):
        lines = told.iter_lines()
        while next(lines) != "event: chamada":
            hears.set()
        call = json.loads(next(lines).removeprefix("data: "))
        desk.post(f"/chamadas/{call['id']}/visivel", json={})


def test_every_step_with_a_screen_open(
    served: Served, settings: Settings, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ligar, "ESPERA_SECONDS", SECONDS)
    hears = threading.Event()
    desk = threading.Thread(target=show_the_window, args=(served, served.sign_in(BIANCA), hears))
    desk.start()
    assert hears.wait(SECONDS)

    ended = run(settings, *CHAMADA, "--url", served.url, "--cancelar", "--segundos", "0")

    desk.join(SECONDS)
    assert steps(ended) == [
        "token:",
        "notificar:  Ligação notificada com sucesso",
        "janela visível:",
        "cancelar:  Ligação cancelada com sucesso",
    ]
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


def test_without_a_screen(served: Served, settings: Settings, rows: Rows) -> None:
    port = {"PLANTAO_PORT": str(served.port)}

    assert steps(run(settings, *CHAMADA, **port))[-1] == "nenhuma tela aberta"
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["tocando"]


def test_what_the_route_refuses_is_said(served: Served, settings: Settings) -> None:
    ended = run(settings, *CHAMADA[:-1], "ninguém", "--url", served.url)

    assert ended.code == 1
    assert "O campo telefone deve ser um número." in ended.complained


def test_nobody_answers(settings: Settings) -> None:
    ended = run(settings, *CHAMADA, "--url", "http://127.0.0.1:1")

    assert (ended.code, ended.said) == (1, "")
    assert ended.complained.startswith("O servidor não responde em http://127.0.0.1:1")


def test_wrong_credentials(served: Served, settings: Settings) -> None:
    ended = run(settings, *CHAMADA, "--url", served.url, "--senha", "outra")

    assert (ended.code, last(ended)) == (1, "O Plantão não aceitou as credenciais")


def test_elsewhere_than_in_the_sample_base_they_must_be_told(served: Served, settings: Settings, rows: Rows) -> None:
    own = ("--client-id", "3", "--client-secret", SEGREDOS[3], "--usuario", USUARIO, "--senha", SENHA)
    rows("UPDATE oauth_client SET segredo = 'outro' WHERE id_oauth_client <> 3")
    assert run(settings, *CHAMADA, "--url", served.url, *own).code == 0

    rows("UPDATE oauth_client SET segredo = 'outro'")
    ended = run(settings, *CHAMADA, "--url", served.url, *own[:6])

    assert (ended.code, last(ended)) == (1, "Informe --client-id, --client-secret, --usuario e --senha")
