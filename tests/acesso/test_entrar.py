"""Signing in at the desk: who gets in, for how long, and how often one may try (design §12, "Login")."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from plantao.acesso.guard import COOKIE
from tests.mesa import SAME_ORIGIN, Mesa
from tests.server import Server
from tests.support import Change, Clock, Response, Rows

SENHA = "uma senha comprida"
NAO_CONFEREM = "Usuário ou senha não conferem."
ESPERE = "Espere 1 minuto para tentar de novo."


@pytest.fixture
def ana(cli: Callable[..., str]) -> str:
    """Somebody who may sign in."""
    cli("usuario", "criar", "Ana Souza", "ana@provedor.com.br", "--senha", SENHA)
    return "ana@provedor.com.br"


@pytest.fixture
def enter(server: Server) -> Callable[..., Response]:
    """Send the form."""

    def send(usuario: str, senha: str = SENHA, **more: Any) -> Response:
        form = {"usuario": usuario, "senha": senha} | more
        response: Response = server.client.post("/entrar", data=form, headers=SAME_ORIGIN, follow_redirects=False)
        server.client.cookies.clear()
        return response

    return send


@pytest.mark.parametrize("name", ["ana@provedor.com.br", " ANA@provedor.com.br ", "ana", "Ana"])
def test_by_the_address_or_what_stands_before_it(enter: Callable[..., Response], ana: str, name: str) -> None:
    answer = enter(name, volta="/chamadas?antes=9")

    assert (answer.status_code, answer.headers["location"]) == (303, "/chamadas?antes=9")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie


def test_half_a_name_that_is_of_two_is_nobodys(
    enter: Callable[..., Response], ana: str, cli: Callable[..., str]
) -> None:
    cli("usuario", "criar", "Ana Dois", "ana@outro.com.br", "--senha", SENHA)
    assert NAO_CONFEREM in enter("ana").text
    assert enter("ana@outro.com.br").status_code == 303


@pytest.mark.parametrize(
    ("usuario", "senha"),
    [("ana@provedor.com.br", "errada"), ("ninguem@provedor.com.br", SENHA), ("", ""), ("%", SENHA)],
)
def test_the_refusal_does_not_say_which(enter: Callable[..., Response], ana: str, usuario: str, senha: str) -> None:
    answer = enter(usuario, senha)

    assert answer.status_code == 422
    assert NAO_CONFEREM in answer.text
    assert "set-cookie" not in answer.headers
    assert SENHA not in answer.text


def test_after_five_failures_one_waits_a_minute(enter: Callable[..., Response], ana: str) -> None:
    for _ in range(5):
        assert enter(ana, "errada").status_code == 422

    refused = enter(ana)

    assert (refused.status_code, ESPERE in refused.text) == (429, True)


@pytest.mark.parametrize("who", ["ana", "ninguem"])
def test_every_way_to_write_a_name_is_counted_together(enter: Callable[..., Response], ana: str, who: str) -> None:
    """As well for nobody's name: what is told apart tells who exists."""
    ways = [who, f"{who}@provedor.com.br", f" {who.upper()}", f"{who}@Provedor.com.br ", f"{who}@outro.com.br"]
    assert [enter(way, "errada").status_code for way in ways] == [422] * 5

    assert [enter(way, SENHA).status_code for way in ways] == [429] * 5
    assert enter("outra", "errada").status_code == 422


@pytest.mark.parametrize("volta", ["https://mal.com.br/", "//mal.com.br", "/\\mal.com.br", "javascript:alert(1)", ""])
def test_the_way_back_is_only_within(enter: Callable[..., Response], ana: str, volta: str) -> None:
    assert enter(ana, volta=volta).headers["location"] == "/"


def test_a_session_is_kept_only_as_a_digest_and_lasts_a_shift(
    enter: Callable[..., Response], ana: str, server: Server, clock: Clock, rows: Rows
) -> None:
    token = enter(ana).cookies[COOKIE]
    headers = SAME_ORIGIN | {"cookie": f"{COOKIE}={token}"}

    assert token not in str(rows("SELECT * FROM sessao"))
    assert server.client.get("/chamadas", headers=headers).status_code == 200
    clock.advance(seconds=12 * 3600)
    late = server.client.get("/chamadas", headers=headers, follow_redirects=False)
    assert (late.status_code, late.headers["location"]) == (303, "/entrar?volta=%2Fchamadas")


def test_on_ones_own_computer_it_lasts_a_month(
    enter: Callable[..., Response], ana: str, server: Server, clock: Clock
) -> None:
    answer = enter(ana, ficar="1")
    assert "max-age=2592000" in answer.headers["set-cookie"].lower()
    clock.advance(seconds=29 * 86400)
    headers = SAME_ORIGIN | {"cookie": f"{COOKIE}={answer.cookies[COOKIE]}"}
    assert server.client.get("/chamadas", headers=headers).status_code == 200


def test_signing_out_here_and_everywhere(mesa: Mesa) -> None:
    other, third = mesa.signed_in(56), mesa.signed_in(56)
    assert mesa.post("/sair").headers["location"] == "/entrar"
    assert mesa.get("/chamadas").status_code == 303
    assert other.get("/chamadas").status_code == 200

    other.post("/sair/de-todas")
    assert third.get("/chamadas").status_code == 303


def test_a_new_password_ends_every_session(
    enter: Callable[..., Response], ana: str, server: Server, cli: Callable[..., str]
) -> None:
    headers = SAME_ORIGIN | {"cookie": f"{COOKIE}={enter(ana).cookies[COOKIE]}"}
    assert server.client.get("/chamadas", headers=headers).status_code == 200

    cli("usuario", "senha", ana, "--senha", "outra senha comprida")

    assert server.client.get("/chamadas", headers=headers, follow_redirects=False).status_code == 303


def test_the_shift_begins_and_ends(mesa: Mesa, rows: Rows) -> None:
    def available() -> bool:
        return bool(rows("SELECT disponivel FROM usuario WHERE id = 56")[0]["disponivel"])

    assert not available()
    mesa.post("/turno")
    assert available()
    mesa.post("/turno")
    assert not available()


def test_only_whoever_answers_calls_sees_them(mesa: Mesa, change: Change) -> None:
    technician = mesa.signed_in(5)
    refused = technician.get("/chamadas")
    assert refused.status_code == 403
    assert "Peça a permissão “chamadas” ao administrador." in refused.text

    change("UPDATE usuario SET name = 'Helena Duarte', papel = 'administrador' WHERE id = 22")
    assert "Peça a permissão “chamadas” ao administrador." in technician.get("/chamadas").text
    change("UPDATE usuario SET senha = 'x' WHERE id = 22")
    assert "Peça a permissão “chamadas” a Helena Duarte." in technician.get("/chamadas").text


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://mal.com.br"}],
)
def test_a_page_of_another_site_writes_nothing(server: Server, mesa: Mesa, headers: dict[str, str]) -> None:
    answer = server.client.post("/sair", headers=headers)
    assert (answer.status_code, answer.text) == (403, "Este pedido veio de outro site e foi recusado.")
    assert mesa.get("/chamadas").status_code == 200


def test_an_old_browser_says_only_its_origin(server: Server, ana: str) -> None:
    form = {"usuario": ana, "senha": SENHA}
    answer = server.client.post("/entrar", data=form, headers={"origin": "http://testserver"}, follow_redirects=False)
    assert answer.status_code == 303


def test_a_page_that_is_not_there_stands_in_the_desk(mesa: Mesa) -> None:
    for path, status, sentence in (
        ("/nada", 404, "Esta página não existe."),
        ("/sair", 405, "Esta página não existe."),
        ("/atendimentos/999999", 404, "Este atendimento não existe ou foi apagado."),
        ("/integracoes", 403, "Peça a permissão"),
    ):
        answer = mesa.get(path)
        assert answer.status_code == status
        assert sentence in answer.text
        assert '<nav class="trilho"' in answer.text
        assert 'data-usuario="56"' in answer.text

    outside = mesa.anonymous.get("/nada")
    assert outside.status_code == 404
    assert "Esta página não existe." in outside.text
    assert "trilho" not in outside.text
    inside = mesa.at("/fila").get("/nada")
    assert inside.status_code == 404
    assert "<nav" not in inside.text


def test_pages_run_no_script_but_their_own(mesa: Mesa) -> None:
    for path in ("/chamadas", "/nada", "/entrar"):
        answer = mesa.get(path) if path != "/entrar" else mesa.anonymous.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert " style=" not in answer.text
        assert "<script>" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_what_a_person_prefers_is_kept(mesa: Mesa) -> None:
    assert 'data-tema="claro" data-densidade="normal"' in mesa.get("/ajustes").text

    mesa.post("/ajustes", {"ligadas": "1", "tema": "escuro", "densidade": "compacta", "privacidade": "1"})

    html = mesa.get("/ajustes").text
    assert 'data-tema="escuro" data-densidade="compacta" data-atalhos="nao"' in html
    assert 'data-privacidade="1"' in html
    mesa.post("/ajustes", {"ligadas": "1", "tema": "roxo", "atalhos": "1"})
    assert 'data-tema="escuro" data-densidade="compacta">' in mesa.get("/ajustes").text
    mesa.post("/ajustes", {"tema": "claro"})
    assert 'data-tema="claro" data-densidade="compacta">' in mesa.get("/ajustes").text
    assert mesa.signed_in(22).get("/ajustes").text.count('data-tema="claro"') == 1


def test_what_guessing_a_password_costs() -> None:
    """RFC 9106, section 4, the second choice; the tests pay less (conftest.py), so another process is asked."""
    asked = "from plantao.acesso.rules.credenciais import guardar_senha; print(guardar_senha('segredo'))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
