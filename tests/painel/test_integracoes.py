"""The page of integrations: programs of the API from their making to their end, and the simulator of the exchange."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable

import pytest

from plantao.acesso.rules import requisicoes
from plantao.demo.contrato import SENHA, USUARIO
from plantao.kit import ledger
from plantao.kit.br import ler_telefone
from plantao.pbx import api as pbx
from tests.mesa import BIANCA, Mesa
from tests.server import Server
from tests.support import LIGACAO, Api, Change, Response, Rows, as_json, assert_success

SECRET = re.compile(r'<span class="cresce" id="segredo">([^<]+)</span>')
PROGRAM = {"nome": "Central nova", "perfil": "observado", "complementos": "1", "redes": "10.20.0.0/24\n127.0.0.1"}


@pytest.fixture
def _by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are written down only when the test says so, and whoever calls is found however long it takes."""
    monkeypatch.setattr(ledger, "WRITE_SECONDS", 3600)
    monkeypatch.setattr(pbx, "IDENTIFICA_SECONDS", 60)


@pytest.fixture
def admin(_by_hand: None, server: Server, change: Change) -> Mesa:
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


def key_of(page: str) -> str:
    """The key a form was given when it was shown."""
    [key] = re.findall(r'name="chave" value="([\w-]+)"', page)
    return str(key)


@pytest.mark.parametrize("screen", ["", "/integracoes/novo"])
def test_a_form_sent_twice_makes_one_program_and_shows_its_secret_again(
    admin: Mesa, api: Api, rows: Rows, screen: str
) -> None:
    [before] = rows("SELECT count(*) AS n FROM oauth_client")
    asking = admin.at(screen) if screen else admin
    form = PROGRAM | {"chave": key_of(admin.get("/integracoes/novo").text)}

    first, again = (asking.post("/integracoes/novo", form) for _ in range(2))

    assert rows("SELECT count(*) AS n FROM oauth_client") == [{"n": before["n"] + 1}]
    assert secret(first) == secret(again)
    [made] = rows("SELECT * FROM oauth_client ORDER BY id_oauth_client DESC LIMIT 1")
    assert token(api, made["id_oauth_client"], secret(again)).status_code == 200
    assert secret(again) not in str(rows("SELECT * FROM idempotencia")) + str(rows("SELECT * FROM event")) + str(made)
    assert secret(asking.post("/integracoes/novo", PROGRAM)) != secret(asking.post("/integracoes/novo", PROGRAM))


def test_a_secret_is_replaced_once_however_often_the_dialog_is_sent(admin: Mesa, api: Api, rows: Rows) -> None:
    made = PROGRAM | {"chave": key_of(admin.get("/integracoes/novo").text)}
    old = secret(admin.post("/integracoes/novo", made))
    [row] = rows("SELECT max(id_oauth_client) AS id FROM oauth_client")
    path = f"/integracoes/{row['id']}"
    dialog = {"chave": key_of(admin.get(f"{path}/confirmar/segredo").text)}

    first, again = (admin.post(f"{path}/segredo", dialog) for _ in range(2))

    assert secret(first) == secret(again) != old
    assert [token(api, row["id"], one).status_code for one in (old, secret(again))] == [401, 200]
    assert SECRET.findall(admin.post("/integracoes/novo", made).text) == []
    admin.post(f"{path}/desativar")
    assert secret(admin.post(f"{path}/segredo", dialog)) == secret(first)


@pytest.mark.parametrize("path", ["/integracoes/novo", "/integracoes/3/editar"])
@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"redes": "127.0.0.1\n10.20"}, {"redes": ("Redes aceitas", "A rede 10.20 não é válida")}),
        ({"perfil": "x"}, {"perfil": ("Respostas", "O perfil deve ser documentado ou observado")}),
        (
            {"nome": " ", "redes": "10.20"},
            {"nome": ("Nome", "O nome não pode ser vazio"), "redes": ("Redes aceitas", "A rede 10.20 não é válida")},
        ),
    ],
)
def test_a_program_with_faults_is_not_kept(
    admin: Mesa, rows: Rows, path: str, changes: dict[str, str], faults: dict[str, tuple[str, str]]
) -> None:
    before = rows("SELECT * FROM oauth_client ORDER BY id_oauth_client")
    if path.endswith("editar"):
        faults = {field: fault for field, fault in faults.items() if field != "nome"}

    answer = admin.post(path, PROGRAM | changes)

    assert answer.status_code == 422
    form = answer.text.partition('<form class="corpo form"')[2].partition("</form>")[0]
    summary = form.partition('id="faltas"')[2].partition("</ul>")[0]
    assert re.findall(r'<a href="#(\w+)">([^<]+)</a>', summary) == [
        (field, name) for field, (name, _) in faults.items()
    ]
    assert sorted(re.findall(r'id="(\w+)"[^>]*aria-invalid="true"', form)) == sorted(faults)
    for field, (_, said) in faults.items():
        assert re.search(rf'id="{field}"[^>]*aria-describedby="{field}-erro', form)
        assert re.search(rf'id="{field}-erro">.*?</svg>{said}', form)
    assert "127.0.0.1" in form or "127.0.0.1" not in (PROGRAM | changes)["redes"]
    assert form.count("autofocus") == 1
    assert rows("SELECT * FROM oauth_client ORDER BY id_oauth_client") == before


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


def asked(page: str) -> list[str]:
    """The lines of the table of requests, as they read."""
    table = page.partition('id="requisicoes"')[2].partition("</section>")[0]
    lines = re.findall(r"<tr><td.*?</tr>", table, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in lines]


def test_what_a_program_called_and_with_what_errors(admin: Mesa, server: Server, api: Api) -> None:
    assert "Nenhuma requisição" in admin.get("/integracoes/3").text

    assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO))
    api.post("pbx/ligacao/notificar", json=LIGACAO | {"telefone": "oculto"})
    api.get("nada")
    api.as_client(4).get("nada")
    server.write_down()

    page = admin.get("/integracoes/3").text
    said = [re.sub(r"\d+ ms", "ms", line) for line in asked(page)]
    assert said == [
        "09:00:00 GET nada 404 Método/endpoint não disponível ms 127.0.0.1",
        "09:00:00 POST pbx/ligacao/notificar 200 O campo telefone deve ser um número. ms 127.0.0.1",
        "09:00:00 POST pbx/ligacao/notificar 200 ms 127.0.0.1",
    ]
    assert [line[9:14] for line in asked(admin.get("/integracoes/3?erros=1").text)] == ["GET n", "POST "]
    counts = page.partition('id="rotas-t"')[2].partition("</section>")[0]
    assert re.findall(r'<td class="d">(\d+)</td>', counts) == ["2", "1", "1", "1"]
    [line] = re.findall(r'<tr aria-selected="true">.*?</tr>', page, re.DOTALL)
    assert [">3<" in line, ">2<" in line, ">09:00<" in line] == [True] * 3


def test_the_requests_of_a_program_page_by_page(admin: Mesa, server: Server, api: Api) -> None:
    for n in range(120):
        api.get(f"nada/{n}")
    server.write_down()

    page = admin.get("/integracoes/3?erros=1").text
    seen = [[line.split()[2] for line in asked(page)]]
    while older := re.search(r'href="([^"#]+)#requisicoes">Mais antigas', page):
        page = admin.get(html.unescape(older[1])).text
        seen.append([line.split()[2] for line in asked(page)])

    assert [len(lines) for lines in seen] == [50, 50, 20]
    assert [line for lines in seen for line in lines] == [f"nada/{n}" for n in reversed(range(120))]
    assert "Mais recentes" in page


def test_what_was_not_kept_one_by_one_is_told(
    admin: Mesa, server: Server, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(requisicoes, "POR_VEZ", 1)
    monkeypatch.setattr(ledger, "ROOM", 3)
    for _ in range(5):
        api.get("nada")
    server.write_down()

    page = admin.get("/integracoes/3").text

    assert "2 das requisições das últimas 24 horas só foram contadas" in page
    assert "sem registro desde que este servidor começou: 2." in page


SIMULADOR = "/integracoes/simulador"
FORM = {"ramal": "111", "telefone": "37999912222", "acao": "notificar"}


def test_the_simulator_rings_and_follows_the_window(admin: Mesa, api: Api, rows: Rows) -> None:
    page = admin.at(SIMULADOR).post(SIMULADOR, FORM).text

    for shown in (
        "Ligação notificada com sucesso",
        "ramal 111 · (37) 99991-2222",
        "Bianca Couto (cód. 1204)",
        "Programa admitido",
        "Ligação guardada",
        "nenhum navegador conectado a este servidor",
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


def test_the_simulator_is_a_program_like_any_other(
    admin: Mesa, api: Api, allow_only: Callable[[str], None], rows: Rows, server: Server
) -> None:
    """It is let in as one, is written down as one, and leaves no token behind."""
    before = rows("SELECT resumo FROM oauth_token ORDER BY resumo")
    allow_only("203.0.113.0/24")

    assert "Host not in allowlist" in admin.post(SIMULADOR, FORM | {"cliente": "3"}).text
    assert "Ligação notificada com sucesso" in admin.post(SIMULADOR, FORM | {"cliente": "4"}).text

    server.write_down()
    kept = rows("SELECT id_oauth_client, http, erro FROM requisicao ORDER BY id_oauth_client")
    assert [tuple(row.values()) for row in kept] == [(3, 403, "Host not in allowlist"), (4, 200, None)]
    assert rows("SELECT resumo FROM oauth_token ORDER BY resumo") == before
    assert [row["id_usuario"] for row in rows("SELECT id_usuario FROM event WHERE name = 'ligacao.notificada'")] == [70]


def test_the_simulator_without_a_program_or_its_user(admin: Mesa, change: Change) -> None:
    change("UPDATE usuario SET ativo = false WHERE id = 70")
    assert "Nenhum usuário da API pode entrar por este cliente" in admin.post(SIMULADOR, FORM).text

    change("UPDATE oauth_client SET ativo = false")
    assert "A central chama como um cliente de API: crie um." in admin.post(SIMULADOR, FORM).text


def field(page: str, name: str) -> str:
    found = re.search(rf'<input[^>]*value="([^"]*)" id="{name}"', page)
    assert found, page
    return html.unescape(found[1])


def chosen(page: str, name: str) -> str:
    found = re.search(rf'<select id="{name}".*?<option value="(\w+)" selected>', page)
    assert found, page
    return found[1]


@pytest.fixture
def _telephones(rows: Rows, change: Change) -> None:
    """Every client has one more number of its own, and two of them share another."""
    ids = [row["id_cliente"] for row in rows("SELECT id_cliente FROM cliente WHERE ativo ORDER BY id_cliente")]
    given = [(ident, f"3199888{n:04}") for n, ident in enumerate(ids)] + [(ident, "31998877000") for ident in ids[:2]]
    for n, (ident, number) in enumerate(given):
        values = {"id": ident, "n": 100 + n, "key": telefone(number), "number": number}
        change("INSERT INTO cliente_telefone VALUES (:id, :n, :key, :number)", **values)


def telefone(number: str) -> str:
    read = ler_telefone(number)
    assert read
    return read.chave


@pytest.mark.usefixtures("_telephones")
@pytest.mark.parametrize(
    ("scenario", "sent", "steps"),
    [
        ("um", ["notificar"], ["Cliente identificado"]),
        ("varios", ["notificar"], ["Vários cadastros"]),
        ("nenhum", ["notificar"], ["Sem cadastro"]),
        ("anonima", ["notificar"], []),
        ("repetida", ["notificar"] * 2, ["Cliente identificado"]),
        ("antes", ["cancelar", "notificar"], ["Cliente identificado"]),
        ("duas", ["notificar"] * 2, ["Cliente identificado"] * 2),
        ("tres", ["notificar"] * 3, ["Cliente identificado"] * 3),
    ],
)
def test_the_scenarios(admin: Mesa, rows: Rows, scenario: str, sent: list[str], steps: list[str]) -> None:
    filled = admin.get(f"{SIMULADOR}?cenario={scenario}&ramal=111").text
    form = {"ramal": field(filled, "ramal"), "telefone": field(filled, "telefone")}

    page = admin.post(SIMULADOR, form | {"sequencia": chosen(filled, "sequencia")}).text

    assert re.findall(r"</span> /api/v1/integracao/pbx/ligacao/(\w+)", page) == sent
    assert re.findall(r'<b class="forte">(Cliente identificado|Vários cadastros|Sem cadastro)<', page) == steps
    calls = rows("SELECT status, data_cancelamento FROM ligacao")
    assert len(calls) == len(steps)
    if scenario == "antes":
        assert "o cancelamento chegou antes do aviso" in page
        assert calls[0]["status"] == "cancelada"
    if scenario == "anonima":
        assert "O campo telefone deve ser um número." in page


def test_a_scenario_that_the_base_cannot_play(admin: Mesa, change: Change) -> None:
    change("DELETE FROM cliente_telefone")

    assert "Nenhum telefone é de vários clientes." in admin.get(f"{SIMULADOR}?cenario=varios").text
    assert "Faltam telefones de clientes." in admin.get(f"{SIMULADOR}?cenario=um").text
    assert "Este cenário não existe." in admin.get(f"{SIMULADOR}?cenario=outro").text


def test_the_simulator_says_what_the_route_says(admin: Mesa, api: Api) -> None:
    wrong = {"ramal": 111, "telefone": "ninguém"}
    said = api.post("pbx/ligacao/notificar", json=wrong).json()

    page = html.unescape(admin.post(SIMULADOR, FORM | wrong).text)

    assert said["msg"] in page
    assert json.dumps(said["errors"], ensure_ascii=False) in page


def test_the_simulator_withdraws(admin: Mesa, rows: Rows) -> None:
    admin.post(SIMULADOR, FORM)

    page = admin.post(SIMULADOR, FORM | {"acao": "cancelar"}).text

    assert "Ligação cancelada</b>" in page

    assert "Ligação cancelada com sucesso" in page
    assert "Esperando" not in page
    assert [row["status"] for row in rows("SELECT status FROM ligacao")] == ["cancelada"]


def test_the_simulator_without_anybody_there(admin: Mesa) -> None:
    page = admin.post(SIMULADOR, {"identificador_interno": "ninguem", "telefone": "31987450163"}).text

    assert "ninguém tem este ramal" in page
    assert "Sem cadastro" in page
