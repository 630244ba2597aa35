"""What a person does with their own session and password: over an open page, and in the settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from plantao.acesso.guard import COOKIE
from tests.mesa import PARTIAL, SAME_ORIGIN, Mesa
from tests.server import Server
from tests.support import Response, Rows

SENHA, OUTRA = "uma senha comprida", "outra senha comprida"
NAO_CONFERE = "A senha atual não confere"
ESPERE = "Espere 1 minuto para tentar de novo."


class Person:
    """Somebody who signs in with a password, and their browser."""

    def __init__(self, server: Server, email: str, id_usuario: int) -> None:
        self.server = server
        self.email = email
        self.id_usuario = id_usuario

    def enter(self, senha: str = SENHA, **more: Any) -> Response:
        form = {"usuario": self.email, "senha": senha} | more
        response: Response = self.server.client.post("/entrar", data=form, headers=SAME_ORIGIN, follow_redirects=False)
        self.server.client.cookies.clear()
        return response

    def session(self) -> dict[str, str]:
        """What their browser sends from now on."""
        return SAME_ORIGIN | {"cookie": f"{COOKIE}={self.enter().cookies[COOKIE]}"}


@pytest.fixture
def people(server: Server, cli: Callable[..., str], rows: Rows) -> dict[str, Person]:
    """Ana and Diego, who know only their own passwords."""
    for name in ("ana", "diego"):
        cli("usuario", "criar", name.title(), f"{name}@provedor.com.br", "--senha", f"{SENHA} de {name}")
    found = rows("SELECT id, email FROM usuario WHERE email LIKE '%@provedor.com.br'")
    return {row["email"].partition("@")[0]: Person(server, row["email"], row["id"]) for row in found}


@pytest.fixture
def ana(people: dict[str, Person], cli: Callable[..., str]) -> Person:
    cli("usuario", "senha", people["ana"].email, "--senha", SENHA)
    return people["ana"]


def test_over_an_open_page_only_its_own_user_signs_in(people: dict[str, Person]) -> None:
    ana, diego = people["ana"], people["diego"]
    hers = ana.enter(f"{SENHA} de ana", em_pe=str(ana.id_usuario))
    assert (hers.status_code, COOKIE in hers.cookies) == (204, True)

    his = diego.enter(f"{SENHA} de diego", em_pe=str(ana.id_usuario))
    assert his.status_code == 422
    assert his.json() == {"erro": "Esta tela é de outra pessoa. Para sair dela, use “Entrar como outra pessoa”."}
    assert "set-cookie" not in his.headers


def test_over_an_open_page_one_may_fail_as_often_as_at_the_door(ana: Person) -> None:
    for _ in range(5):
        refused = ana.enter("errada", em_pe=str(ana.id_usuario))
        assert (refused.status_code, refused.json()["erro"]) == (422, "Usuário ou senha não conferem.")
    late = ana.enter(em_pe=str(ana.id_usuario))
    assert (late.status_code, late.json()["erro"]) == (429, ESPERE)
    assert "set-cookie" not in late.headers


def test_the_dialog_is_of_the_user_of_the_page(ana: Person, mesa: Mesa) -> None:
    html = ana.server.client.get("/chamadas", headers=ana.session()).text
    assert "Senha de ana</label>" in html
    assert 'name="usuario" value="ana@provedor.com.br" autocomplete="username" readonly' in html
    assert "Senha de Bianca Couto</label>" in mesa.get("/chamadas").text


@pytest.mark.parametrize("how", [PARTIAL, {"accept": "application/json", "sec-fetch-mode": "cors"}])
def test_a_page_of_somebody_else_does_nothing(ana: Person, rows: Rows, how: dict[str, str]) -> None:
    session = ana.session() | how
    refused = ana.server.client.post("/turno", headers=session | {"x-plantao-usuario": "56"})
    assert (refused.status_code, refused.text) == (401, "Sua sessão terminou. Entre de novo.")
    assert not any(row["disponivel"] for row in rows("SELECT disponivel FROM usuario"))

    own = ana.server.client.post("/turno", headers=session | {"x-plantao-usuario": str(ana.id_usuario)})
    assert own.json() == {"disponivel": True}


def change(ana: Person, session: dict[str, str], atual: str, senha: str) -> Response:
    data = {"atual": atual, "senha": senha}
    response: Response = ana.server.client.post("/ajustes/senha", data=data, headers=session | PARTIAL)
    return response


def test_ones_own_password(ana: Person, rows: Rows) -> None:
    here, there = ana.session(), ana.session()
    answer = change(ana, here, SENHA, OUTRA)

    assert answer.status_code == 200
    assert "Senha trocada" in answer.text
    assert OUTRA not in answer.text
    assert ana.server.client.get("/ajustes", headers=here, follow_redirects=False).status_code == 200
    assert ana.server.client.get("/ajustes", headers=there, follow_redirects=False).status_code == 303
    assert ana.enter().status_code == 422
    assert ana.enter(OUTRA).status_code == 303
    told = {row["name"] for row in rows("SELECT name FROM event")}
    assert {"acesso.usuario_alterado", "usuario.sessao_encerrada"} <= told


@pytest.mark.parametrize(
    ("atual", "senha", "field", "sentence"),
    [
        ("errada", OUTRA, "atual", NAO_CONFERE),
        ("", "", "atual", NAO_CONFERE),
        (SENHA, "curta", "senha", "A senha precisa de pelo menos 8 caracteres"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(ana: Person, atual: str, senha: str, field: str, sentence: str) -> None:
    here, there = ana.session(), ana.session()
    answer = change(ana, here, atual, senha)

    assert answer.status_code == 422
    assert f'id="{field}-erro"' in answer.text
    assert sentence in answer.text
    assert answer.text.count('class="erro" id="') == 1
    assert ana.server.client.get("/ajustes", headers=there, follow_redirects=False).status_code == 200
    assert ana.enter().status_code == 303


def test_the_password_of_today_is_not_guessed(ana: Person) -> None:
    here = ana.session()
    for _ in range(5):
        assert NAO_CONFERE in change(ana, here, "errada", OUTRA).text
    late = change(ana, here, SENHA, OUTRA)
    assert (late.status_code, ESPERE in late.text) == (429, True)
    assert ana.enter().status_code == 429


def test_what_was_kept_is_said_and_in_force_at_once(mesa: Mesa) -> None:
    answer = mesa.at("/ajustes").post("/ajustes", {"ligadas": "1", "tema": "escuro", "atalhos": "1"})
    assert "Ajustes guardados" in answer.text
    assert '<option value="escuro" selected>' in answer.text
    told = {"tema": "escuro", "atalhos": True, "privacidade": False}
    assert json.loads(answer.headers["hx-trigger"]) == {"plantao:preferencias": told}
