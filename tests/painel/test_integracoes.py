"""The page of integrations: programs of the API from their making to their end, and the simulator of the exchange."""

from __future__ import annotations

import html
import json
import re

import pytest

from plantao.demo.contrato import SENHA, USUARIO
from tests.mesa import BIANCA, Mesa
from tests.server import Server
from tests.support import LIGACAO, Api, Change, Response, Rows, as_json, assert_success

SECRET = re.compile(r'<span class="cresce" id="segredo">([^<]+)</span>')
PROGRAM = {"nome": "Central nova", "perfil": "observado", "complementos": "1", "redes": "10.20.0.0/24\n127.0.0.1"}


@pytest.fixture
def admin(server: Server, change: Change) -> Mesa:
    """Bianca, who may do everything."""
    change("UPDATE usuario SET papel = 'administrador' WHERE id = :id", id=BIANCA)
    return Mesa(server, None, {}).signed_in(BIANCA)


def secret(answer: Response) -> str:
    found = SECRET.search(answer.text)
    assert found, answer.text
    return html.unescape(found[1])


def kept(rows: Rows, id_oauth_client: int) -> dict[str, object]:
    [row] = rows("SELECT * FROM oauth_client WHERE id_oauth_client = :id", id=id_oauth_client)
    return row


def token(api: Api, client_id: int, client_secret: str) -> Response:
    form = {"grant_type": "password", "client_id": client_id, "client_secret": client_secret}
    return api.anonymous.post("/oauth/token", json=form | {"username": USUARIO, "password": SENHA})


def test_only_who_has_the_permission(mesa_de_atendente: Mesa) -> None:
    for path in ("/integracoes", "/integracoes/novo", "/integracoes/3", "/integracoes/simulador"):
        assert mesa_de_atendente.get(path).status_code == 403
        assert mesa_de_atendente.anonymous.get(path).status_code == 303
    assert mesa_de_atendente.post("/integracoes/novo", PROGRAM).status_code == 403
    assert 'href="/integracoes"' not in mesa_de_atendente.get("/fila").text


@pytest.fixture
def mesa_de_atendente(server: Server) -> Mesa:
    return Mesa(server, None, {}).signed_in(BIANCA)


def test_the_list(admin: Mesa) -> None:
    page = admin.get("/integracoes").text

    assert 'href="/integracoes" aria-current="page"' in page
    assert page.count('href="/integracoes/') > 4
    assert "Nenhum</span>" not in page


def test_a_program_is_made_and_its_secret_shown_once(admin: Mesa, api: Api, rows: Rows) -> None:
    answer = admin.post("/integracoes/novo", PROGRAM)

    shown = secret(answer)
    [row] = rows("SELECT * FROM oauth_client ORDER BY id_oauth_client DESC LIMIT 1")
    number = row["id_oauth_client"]
    assert (row["nome"], row["perfil_compat"], bool(row["complementos"])) == ("Central nova", "observado", True)
    assert as_json(row["redes"]) == ["10.20.0.0/24", "127.0.0.1"]
    assert token(api, number, shown).status_code == 200
    later = admin.get(f"/integracoes/{number}").text
    assert shown not in later
    assert f"••••{shown[-4:]}" in later


@pytest.mark.parametrize(
    ("change_", "said"),
    [
        ({"nome": " "}, "O nome não pode ser vazio"),
        ({"redes": "10.20"}, "A rede 10.20 não é válida"),
        ({"perfil": "x"}, "perfil"),
    ],
)
def test_a_program_with_faults_is_not_made(admin: Mesa, rows: Rows, change_: dict[str, str], said: str) -> None:
    before = rows("SELECT count(*) AS n FROM oauth_client")

    answer = admin.post("/integracoes/novo", PROGRAM | change_)

    assert answer.status_code == 422
    assert said in answer.text
    assert "127.0.0.1" in answer.text or "redes" in change_
    assert rows("SELECT count(*) AS n FROM oauth_client") == before


def test_editing_counts_from_the_next_request(admin: Mesa, server: Server, api: Api, rows: Rows) -> None:
    assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO))

    answer = admin.post("/integracoes/3/editar", {"perfil": "observado", "redes": "203.0.113.7"})

    assert "Alterações guardadas." in answer.text
    assert (kept(rows, 3)["perfil_compat"], as_json(kept(rows, 3)["redes"])) == ("observado", ["203.0.113.7"])
    server.settle()
    assert api.post("pbx/ligacao/notificar", json=LIGACAO).status_code == 403
    assert admin.post("/integracoes/3/editar", {"perfil": "observado", "redes": "aqui"}).status_code == 422
    assert as_json(kept(rows, 3)["redes"]) == ["203.0.113.7"]


def test_revoking_and_deactivating(admin: Mesa, server: Server, api: Api) -> None:
    assert "Revogar o acesso de" in admin.get("/integracoes/3/confirmar/revogar").text

    assert "1 token revogado." in admin.post("/integracoes/3/revogar").text
    server.settle()
    assert api.post("pbx/ligacao/notificar", json=LIGACAO).status_code == 401
    assert token(api, 3, "demo-segredo-3").status_code == 200

    assert "Cliente desativado." in admin.post("/integracoes/3/desativar").text
    assert token(api, 3, "demo-segredo-3").status_code == 401

    assert "Cliente ativado." in admin.post("/integracoes/3/ativar").text
    assert token(api, 3, "demo-segredo-3").status_code == 200


def test_a_new_secret_takes_the_place_of_the_old(admin: Mesa, api: Api) -> None:
    new = secret(admin.post("/integracoes/3/segredo"))

    assert token(api, 3, "demo-segredo-3").status_code == 401
    assert token(api, 3, new).status_code == 200
    assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO))


def test_a_program_that_is_not_there(admin: Mesa) -> None:
    for path in ("", "/editar", "/confirmar/revogar"):
        assert admin.get(f"/integracoes/999{path}").status_code == 404
    assert admin.get("/integracoes/3/confirmar/apagar").status_code == 404
    for act in ("editar", "segredo", "desativar", "ativar"):
        assert admin.post(f"/integracoes/999/{act}", {"perfil": "documentado"}).status_code == 404


def test_what_is_written_is_text(admin: Mesa) -> None:
    page = admin.post("/integracoes/novo", PROGRAM | {"nome": "<img src=x onerror=alert(1)>"}).text

    assert "<img" not in page
    assert "&lt;img" in page


SIMULADOR = "/integracoes/simulador"
FORM = {"ramal": "111", "telefone": "37999912222", "acao": "notificar"}


def test_the_simulator_rings_and_follows_the_window(admin: Mesa, api: Api, rows: Rows) -> None:
    page = admin.at(SIMULADOR).post(SIMULADOR, FORM).text

    for shown in (
        "Ligação notificada com sucesso",
        "ramal 111 · (37) 99991-2222",
        "Bianca Couto (cód. 1204)",
        "Enviado à tela",
    ):
        assert shown in page
    assert "Janela visível" not in page
    [row] = rows("SELECT * FROM ligacao")
    [again] = re.findall(r'hx-get="(/integracoes/simulador/[^"]+)"', page)

    assert "Esperando a janela" in admin.at(SIMULADOR).get(html.unescape(again)).text
    admin.json(f"/chamadas/{row['id_ligacao']}/visivel", {})
    after = admin.at(SIMULADOR).get(html.unescape(again)).text

    assert "Janela visível" in after
    assert "hx-get" not in after


def test_the_simulator_says_what_the_route_says(admin: Mesa, api: Api) -> None:
    wrong = {"ramal": 111, "telefone": "ninguém"}
    said = api.post("pbx/ligacao/notificar", json=wrong).json()

    page = html.unescape(admin.post(SIMULADOR, FORM | wrong).text)

    assert said["msg"] in page
    assert json.dumps(said["errors"], ensure_ascii=False) in page


def test_the_simulator_withdraws(admin: Mesa, rows: Rows) -> None:
    admin.post(SIMULADOR, FORM)

    page = admin.post(SIMULADOR, FORM | {"acao": "cancelar"}).text

    assert "Ligação cancelada com sucesso" in page
    assert "Esperando" not in page
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


def test_the_simulator_without_anybody_there(admin: Mesa) -> None:
    page = admin.post(SIMULADOR, {"identificador_interno": "ninguem", "telefone": "31987450163"}).text

    assert "ninguém tem este ramal" in page
    assert "Sem cadastro" in page
