"""The page of people: who comes in, with what, at which extension, until when; its rules are those of the command."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Callable
from typing import Any

import pytest

from plantao.acesso.rules import usuarios as rules
from plantao.app import open_database
from plantao.demo.contrato import SENHA as DEMO
from plantao.demo.contrato import USUARIO
from plantao.kit.db import Database
from plantao.kit.errors import Refusal
from plantao.kit.events import writing
from plantao.kit.settings import Settings
from tests.commands import refused
from tests.mesa import ATENDENTE, BIANCA, SAME_ORIGIN, TECNICO, Mesa
from tests.server import Server
from tests.support import LIGACAO, Api, Change, Response, Rows, as_json, assert_success

ROBO = 70
SENHA = "uma senha comprida"
SECRET = re.compile(r'<span class="cresce" id="segredo">([^<]+)</span>')
ANA = {"name": "Ana Souza", "email": " Ana@Provedor.com.br", "papel": "supervisor", "ramal": "131", "senha": SENHA}
CURTA = "A senha precisa de pelo menos 8 caracteres"
SIGNS_IN = "UPDATE usuario SET email = 'bianca@provedor.com.br', senha = 'x' WHERE id = :id"
UNICO = "É o único administrador que entra na central"


@pytest.fixture
def admin(server: Server, change: Change) -> Mesa:
    """Bianca, who may do everything; nobody else administers and signs in."""
    change("UPDATE usuario SET papel = 'administrador' WHERE id = :id", id=BIANCA)
    return Mesa(server, None, {}).signed_in(BIANCA)


@pytest.fixture
def enter(server: Server) -> Callable[[str, str], Response]:
    """Send the form of the sign-in."""

    def send(usuario: str, senha: str) -> Response:
        form = {"usuario": usuario, "senha": senha}
        answer: Response = server.client.post("/entrar", data=form, headers=SAME_ORIGIN, follow_redirects=False)
        server.client.cookies.clear()
        return answer

    return send


def token(api: Api, username: str, password: str) -> Response:
    form = {"grant_type": "password", "client_id": 3, "client_secret": "demo-segredo-3"}
    return api.anonymous.post("/oauth/token", json=form | {"username": username, "password": password})


def kept(rows: Rows, id_usuario: int) -> dict[str, Any]:
    [row] = rows("SELECT * FROM usuario WHERE id = :id", id=id_usuario)
    return row


def of_email(rows: Rows, email: str) -> dict[str, Any]:
    [row] = rows("SELECT * FROM usuario WHERE email = :email", email=email)
    return row


def form_of(page: str) -> dict[str, Any]:
    """What the form of a page would send."""
    form = main_form(page)
    fields = dict(re.findall(r'<input type="\w+" value="([^"]*)" id="(\w+)"', form))
    sent: dict[str, Any] = {name: html.unescape(value) for value, name in fields.items()}
    for name, options in re.findall(r'<select id="(\w+)"(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    if re.search(r'name="api" value="1" checked', form):
        sent["api"] = "1"
    sent["permissoes[]"] = re.findall(r'name="permissoes\[\]" value="([\w.]+)" checked', form)
    return sent


def main_form(page: str) -> str:
    return page.partition('<form class="cartao form"')[2].partition("</form>")[0]


def edited(admin: Mesa, id_usuario: int, **changes: Any) -> Response:
    """Send the form of a person as the page gives it, with something else in it."""
    path = f"/pessoas/{id_usuario}"
    return admin.post(path, form_of(admin.get(path).text) | changes)


def wrong(page: str) -> dict[str, str]:
    """The fields marked as wrong, and what is said of each where the field says it is described."""
    found = {}
    for name in re.findall(r'id="(\w+)"[^>]*aria-invalid="true"', page):
        control = re.search(rf'id="{name}"[^>]*', page)
        assert control
        assert f'aria-describedby="{name}-erro' in control[0]
        said = re.search(rf'id="{name}-erro">.*?</svg>([^<]*)<', page)
        assert said
        found[name] = html.unescape(said[1])
    return found


def key_of(page: str) -> str:
    """The key a form was given when it was shown."""
    [key] = re.findall(r'name="chave" value="([\w-]+)"', page)
    return str(key)


def test_only_who_has_the_permission(mesa: Mesa, change: Change, rows: Rows) -> None:
    before = rows("SELECT * FROM usuario ORDER BY id")
    for papel in ("atendente", "tecnico", "supervisor"):
        change("UPDATE usuario SET papel = :papel WHERE id = :id", papel=papel, id=BIANCA)
        for path in ("/pessoas", "/pessoas/nova", "/pessoas/22", "/pessoas/22/confirmar/senha"):
            assert mesa.get(path).status_code == 403
            assert mesa.anonymous.get(path).status_code == 303
        for path in ("nova", "22", "22/senha", "22/encerrar", "22/desativar", "22/reativar"):
            assert mesa.post(f"/pessoas/{path}", ANA).status_code == 403
        assert 'href="/pessoas' not in mesa.get("/ajustes").text
        assert 'href="/pessoas' not in mesa.at("/fila").get("/buscar?q=>pessoa").text
    change("UPDATE usuario SET papel = 'atendente' WHERE id = :id", id=BIANCA)
    assert rows("SELECT * FROM usuario ORDER BY id") == before


def test_the_way_there(admin: Mesa) -> None:
    assert 'href="/pessoas" aria-current="page"' in admin.get("/pessoas").text
    palette = admin.at("/fila").get("/buscar?q=>pessoa").text
    assert ['href="/pessoas"' in palette, 'href="/pessoas/nova"' in palette] == [True, True]


def test_everybody_by_name_and_who_left_at_the_end(admin: Mesa, change: Change) -> None:
    change("UPDATE usuario SET ativo = false, name = 'Ágata' WHERE id = 4903")
    change("UPDATE usuario SET name = 'Álvaro' WHERE id = 90")

    page = admin.get("/pessoas").text

    names = re.findall(r'<a class="forte" href="/pessoas/\d+">([^<]+)</a>', page)
    assert (names[0], names[-1]) == ("Álvaro", "Ágata")
    lines = dict(re.findall(r'<tr>.*?href="/pessoas/(\d+)">(.*?)</tr>', page, re.DOTALL))
    assert "Inativa" in lines["4903"]
    assert "api@provedor.com.br" in lines[str(ROBO)]
    assert ["Sem registro" in lines["22"], "agente07" in lines["22"]] == [True, True]
    assert ["09:00</time>" in lines[str(BIANCA)], ">111<" in lines[str(BIANCA)]] == [True, True]


def test_a_person_is_made_and_signs_in(
    admin: Mesa, rows: Rows, enter: Callable[[str, str], Response], change: Change, server: Server
) -> None:
    answer = admin.at("/pessoas/nova").post("/pessoas/nova", ANA | {"identificador_interno": " ana.s "})

    row = of_email(rows, "ana@provedor.com.br")
    assert answer.headers["hx-push-url"] == f"/pessoas/{row['id']}"
    assert "Pessoa criada." in answer.text
    assert SENHA not in answer.text
    assert SECRET.search(answer.text) is None
    assert (row["name"], row["papel"], row["ramal"], row["identificador_interno"]) == (
        "Ana Souza",
        "supervisor",
        "131",
        "ana.s",
    )
    assert (bool(row["ativo"]), as_json(row["permissoes"]), row["ultima_entrada"]) == (True, [], None)
    assert row["senha"].startswith("$argon2id$")
    assert enter("ana", SENHA).status_code == 303
    assert kept(rows, row["id"])["ultima_entrada"] is not None
    [event] = rows("SELECT * FROM event WHERE name = 'acesso.usuario_criado'")
    assert (event["about"], event["id_usuario"]) == (f"usuario:{row['id']}", BIANCA)
    server.settle()
    assert "Ana Souza" in admin.get("/atendimentos/novo").text


def test_a_password_that_is_not_chosen_is_shown_once(
    admin: Mesa, rows: Rows, enter: Callable[[str, str], Response]
) -> None:
    page = admin.post("/pessoas/nova", ANA | {"senha": ""}).text

    found = SECRET.search(page)
    assert found
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", found[1])
    assert found[1] not in admin.get(f"/pessoas/{of_email(rows, 'ana@provedor.com.br')['id']}").text
    assert found[1] not in str(rows("SELECT * FROM usuario")) + str(rows("SELECT * FROM event"))
    assert enter("ana@provedor.com.br", found[1]).status_code == 303


FAULTS = [
    ({"name": "  "}, {"name": "O nome não pode ser vazio"}),
    ({"email": ""}, {"email": "Informe o e-mail"}),
    ({"email": "ana"}, {"email": "O e-mail ana não é válido"}),
    ({"email": USUARIO.upper()}, {"email": f"Já existe um usuário com o e-mail {USUARIO}"}),
    ({"papel": "rei"}, {"papel": "Escolha o papel"}),
    ({"papel": ""}, {"papel": "Escolha o papel"}),
    ({"id_setor": "9999"}, {"id_setor": "Escolha o setor de novo"}),
    ({"id_setor": "9" * 30}, {"id_setor": "Escolha o setor de novo"}),
    ({"id_setor": "²"}, {"id_setor": "Escolha o setor de novo"}),
    ({"ramal": "11A"}, {"ramal": "O ramal só pode ter algarismos"}),
    ({"ramal": "111"}, {"ramal": "O ramal 111 já é de Bianca Couto"}),
    (
        {"identificador_interno": "joão"},
        {
            "identificador_interno": "O identificador só pode ter letras sem acento, algarismos, hífen, sublinhado e "
            "ponto"
        },
    ),
    (
        {"identificador_interno": "agente07"},
        {"identificador_interno": "O identificador agente07 já é de Atendente 22"},
    ),
    ({"senha": "7 sinai"}, {"senha": CURTA}),
    (
        {"ramal": "111", "email": "ana", "senha": "curta"},
        {"email": "O e-mail ana não é válido", "ramal": "O ramal 111 já é de Bianca Couto", "senha": CURTA},
    ),
]


@pytest.mark.parametrize(("change_", "said"), FAULTS)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    admin: Mesa, rows: Rows, change_: dict[str, str], said: dict[str, str]
) -> None:
    before = rows("SELECT * FROM usuario ORDER BY id"), rows("SELECT count(*) AS n FROM event")

    answer = admin.post("/pessoas/nova", ANA | change_)

    assert answer.status_code == 422
    assert wrong(answer.text) == said
    assert re.findall(r'id="(\w+)"[^>]*autofocus', main_form(answer.text)) == [next(iter(said))]
    for name in {"name", "email", "ramal", "senha"} - said.keys():
        assert f'value="{(ANA | change_)[name]}" id="{name}"' in answer.text
    assert (rows("SELECT * FROM usuario ORDER BY id"), rows("SELECT count(*) AS n FROM event")) == before


def test_an_unknown_permission_is_refused(admin: Mesa, rows: Rows) -> None:
    answer = admin.post("/pessoas/nova", ANA | {"api": "1", "permissoes[]": ["pbx", "voar"]})

    assert answer.status_code == 422
    assert "Permissão desconhecida: voar" in answer.text
    assert rows("SELECT id FROM usuario WHERE name = 'Ana Souza'") == []


def test_everything_of_a_person_may_be_written_anew(admin: Mesa, rows: Rows, api: Api) -> None:
    new = {"name": "Rui", "email": "rui@provedor.com.br", "papel": "tecnico", "ramal": "145"}

    answer = edited(admin, ATENDENTE, **new, identificador_interno="")

    assert "Alterações guardadas." in answer.text
    row = kept(rows, ATENDENTE)
    assert {name: row[name] for name in new} == new
    assert (bool(row["tecnico"]), row["identificador_interno"]) == (True, None)
    assert_success(api.post("pbx/ligacao/notificar", json=LIGACAO | {"ramal": 145}))
    assert [call["id_usuario"] for call in rows("SELECT id_usuario FROM ligacao")] == [ATENDENTE]
    [event] = rows("SELECT * FROM event WHERE name = 'acesso.usuario_alterado'")
    assert as_json(event["data"])["campos"] == ["name", "email", "papel", "ramal", "identificador_interno"]
    assert (event["about"], event["id_usuario"]) == ("usuario:22", BIANCA)

    edited(admin, ATENDENTE, papel="atendente")
    assert not kept(rows, ATENDENTE)["tecnico"]


def test_a_form_sent_as_it_came_changes_nothing(admin: Mesa, rows: Rows) -> None:
    """What is odd from before, as a technician without an e-mail, is no fault of who changes something else."""
    before = rows("SELECT * FROM usuario ORDER BY id")
    for row in before:
        assert "Alterações guardadas." in edited(admin, row["id"]).text
    assert rows("SELECT * FROM usuario ORDER BY id") == before
    assert rows("SELECT * FROM event WHERE name = 'acesso.usuario_alterado'") == []

    assert edited(admin, TECNICO, name="Téo").status_code == 200
    assert kept(rows, TECNICO)["name"] == "Téo"
    assert edited(admin, ROBO, email="").status_code == 422
    assert kept(rows, ROBO)["email"] == USUARIO


@pytest.mark.parametrize(("change_", "said"), [fault for fault in FAULTS if "senha" not in fault[0]])
def test_a_person_who_is_there_has_the_same_faults(
    admin: Mesa, rows: Rows, change_: dict[str, str], said: dict[str, str]
) -> None:
    admin.post("/pessoas/nova", ANA)
    ana = of_email(rows, "ana@provedor.com.br")

    answer = edited(admin, ana["id"], **change_)

    assert (answer.status_code, wrong(answer.text)) == (422, said)
    assert of_email(rows, "ana@provedor.com.br") == ana


def test_a_role_counts_from_the_next_request(admin: Mesa, change: Change) -> None:
    change(SIGNS_IN, id=BIANCA)
    other = admin.signed_in(ATENDENTE)
    assert other.get("/pessoas").status_code == 403
    edited(admin, ATENDENTE, papel="administrador")
    assert other.get("/pessoas").status_code == 200
    edited(admin, ATENDENTE, papel="tecnico")
    assert [other.get(path).status_code for path in ("/pessoas", "/chamadas", "/fila")] == [403, 403, 200]


def test_somebody_who_signs_in_administers(admin: Mesa, rows: Rows, change: Change) -> None:
    """Master administers too, but has nothing to sign in with."""
    refused = edited(admin, BIANCA, papel="supervisor")
    assert wrong(refused.text)["papel"].startswith(UNICO)
    assert kept(rows, BIANCA)["papel"] == "administrador"

    change(SIGNS_IN, id=BIANCA)
    admin.post("/pessoas/nova", ANA | {"papel": "administrador"})
    ana = of_email(rows, "ana@provedor.com.br")["id"]
    of_ana = admin.signed_in(ana)
    assert edited(admin, BIANCA, papel="supervisor").headers["location"] == "/"
    assert kept(rows, BIANCA)["papel"] == "supervisor"
    assert edited(of_ana, ana, papel="atendente").status_code == 422
    assert kept(rows, ana)["papel"] == "administrador"


def ended(mesa: Mesa) -> bool:
    """Whether a session leads to the sign-in."""
    return mesa.get("/fila").status_code == 303


def test_who_is_deactivated_comes_in_no_more(
    admin: Mesa, server: Server, api: Api, rows: Rows, enter: Callable[[str, str], Response]
) -> None:
    """Neither at the desk nor by a program; what was given before stays dead when they come back."""
    of_robot = admin.signed_in(ROBO)
    assert enter(USUARIO, DEMO).status_code == 303
    edited(admin, ROBO, ramal="170")
    assert api.get("atendimento/todos").status_code == 200
    assert "Desativar IP Telecom?" in admin.get(f"/pessoas/{ROBO}/confirmar/desativar").text

    assert "Pessoa desativada." in admin.post(f"/pessoas/{ROBO}/desativar").text

    server.settle()
    assert api.get("atendimento/todos").status_code == 401
    assert ended(of_robot)
    assert (enter(USUARIO, DEMO).status_code, token(api, USUARIO, DEMO).status_code) == (422, 401)
    refresh = {"grant_type": "refresh_token", "client_id": 3, "client_secret": "demo-segredo-3"}
    refresh["refresh_token"] = api.refresh_token
    assert api.anonymous.post("/oauth/token", json=refresh).status_code == 401
    assert rows("SELECT * FROM oauth_token WHERE id_usuario = :id", id=ROBO) == []
    assert (bool(kept(rows, ROBO)["ativo"]), kept(rows, ROBO)["name"]) == (False, "IP Telecom")

    assert "Pessoa reativada." in admin.post(f"/pessoas/{ROBO}/reativar").text

    server.settle()
    assert api.get("atendimento/todos").status_code == 401
    assert api.anonymous.post("/oauth/token", json=refresh).status_code == 401
    assert ended(of_robot)
    assert (enter(USUARIO, DEMO).status_code, token(api, USUARIO, DEMO).status_code) == (303, 200)


def test_a_call_finds_nobody_who_left(admin: Mesa, api: Api, rows: Rows, server: Server) -> None:
    admin.post(f"/pessoas/{ATENDENTE}/desativar")
    assert_success(
        api.post("pbx/ligacao/notificar", json={"identificador_interno": "agente07", "telefone": 3799992222})
    )
    assert [call["id_usuario"] for call in rows("SELECT id_usuario FROM ligacao")] == [None]
    server.settle()
    assert "Atendente 22" not in admin.get("/atendimentos/novo").text


def test_an_extension_taken_meanwhile_keeps_one_out(admin: Mesa, rows: Rows) -> None:
    admin.post(f"/pessoas/{ATENDENTE}/desativar")
    admin.post("/pessoas/nova", ANA | {"identificador_interno": "agente07"})

    answer = admin.post(f"/pessoas/{ATENDENTE}/reativar")

    assert answer.status_code == 422
    assert "O identificador agente07 já é de Ana Souza; troque-o antes de reativar." in answer.text
    assert not kept(rows, ATENDENTE)["ativo"]
    edited(admin, ATENDENTE, identificador_interno="")
    assert "Pessoa reativada." in admin.post(f"/pessoas/{ATENDENTE}/reativar").text


def test_nobody_locks_themselves_or_everybody_out(admin: Mesa, rows: Rows) -> None:
    admin.post("/pessoas/nova", ANA | {"papel": "administrador"})
    ana = of_email(rows, "ana@provedor.com.br")["id"]
    of_ana = admin.signed_in(ana)

    itself = of_ana.post(f"/pessoas/{ana}/desativar")
    assert (itself.status_code, rules.A_SI_MESMO in itself.text) == (422, True)
    assert f"/pessoas/{ana}/confirmar/desativar" not in of_ana.get(f"/pessoas/{ana}").text
    last = admin.post(f"/pessoas/{ana}/desativar")
    assert (last.status_code, UNICO in last.text) == (422, True)
    assert kept(rows, ana)["ativo"]

    admin.post("/pessoas/nova", ANA | {"papel": "administrador", "email": "bia@provedor.com.br", "ramal": ""})
    assert "Pessoa desativada." in admin.post(f"/pessoas/{ana}/desativar").text
    assert ended(of_ana)


def test_two_who_deactivate_each_other_at_once(settings: Settings, server: Server, rows: Rows, change: Change) -> None:
    """One of them is heard; somebody still administers."""
    both = (BIANCA, ATENDENTE)
    for id_usuario in both:
        values = {"id": id_usuario, "email": f"{id_usuario}@provedor.com.br"}
        change("UPDATE usuario SET papel = 'administrador', email = :email, senha = 'x' WHERE id = :id", **values)

    async def the_other_way(database: Database) -> None:
        async with writing(database, lambda: None) as tx:
            await rules.desativar_usuario(tx, BIANCA, server.clock(), ATENDENTE)

    async def at_once() -> None:
        first, second = [await open_database(settings) for _ in both]
        async with writing(first, lambda: None) as tx:
            await rules.desativar_usuario(tx, ATENDENTE, server.clock(), BIANCA)
            other = asyncio.create_task(the_other_way(second))
            assert not (await asyncio.wait([other], timeout=0.5))[0], "it waits for the end of the first"
        with pytest.raises(Refusal, match=re.escape(rules.UNICO)):
            await other
        await first.close()
        await second.close()

    asyncio.run(at_once())
    assert sum(bool(kept(rows, id_usuario)["ativo"]) for id_usuario in both) == 1


def test_a_new_password_takes_the_place_of_the_old(
    admin: Mesa, api: Api, rows: Rows, enter: Callable[[str, str], Response]
) -> None:
    of_robot = admin.signed_in(ROBO)
    assert "Trocar a senha de IP Telecom?" in admin.get(f"/pessoas/{ROBO}/confirmar/senha").text
    before = kept(rows, ROBO)
    short = admin.at(f"/pessoas/{ROBO}").post(f"/pessoas/{ROBO}/senha", {"senha": "7 sinai"})
    assert (short.status_code, CURTA in short.text) == (422, True)
    assert kept(rows, ROBO) == before
    assert not ended(of_robot)

    page = admin.post(f"/pessoas/{ROBO}/senha", {"senha": SENHA}).text

    assert ["Senha trocada." in page, SENHA in page] == [True, False]
    assert ended(of_robot)
    assert [enter(USUARIO, senha).status_code for senha in (DEMO, SENHA)] == [422, 303]
    assert [token(api, USUARIO, senha).status_code for senha in (DEMO, SENHA)] == [401, 200]

    made = SECRET.search(admin.post(f"/pessoas/{ROBO}/senha").text)
    assert made
    assert [enter(USUARIO, senha).status_code for senha in (SENHA, made[1])] == [422, 303]


def test_ones_own_password_is_shown_before_one_signs_in_again(admin: Mesa) -> None:
    page = admin.at(f"/pessoas/{BIANCA}").post(f"/pessoas/{BIANCA}/senha").text

    assert SECRET.search(page)
    assert ended(admin)


def test_every_session_of_a_person_ends(admin: Mesa) -> None:
    first, second = admin.signed_in(ATENDENTE), admin.signed_in(ATENDENTE)
    assert "<dd>2</dd>" in admin.get(f"/pessoas/{ATENDENTE}").text

    page = admin.post(f"/pessoas/{ATENDENTE}/encerrar").text

    assert ["Sessões encerradas." in page, "<dd>Nenhuma</dd>" in page] == [True, True]
    assert [ended(first), ended(second), ended(admin)] == [True, True, False]
    assert "Você também sai deste aparelho." in admin.get(f"/pessoas/{BIANCA}/confirmar/encerrar").text
    own = admin.at(f"/pessoas/{BIANCA}").post(f"/pessoas/{BIANCA}/encerrar")
    assert own.headers["hx-redirect"] == "/entrar"
    assert ended(admin)


def test_what_a_program_may_do_in_somebodys_name(admin: Mesa, server: Server, api: Api, rows: Rows) -> None:
    admin.post("/pessoas/nova", ANA | {"api": "1", "permissoes[]": ["pbx"]})
    ana = of_email(rows, "ana@provedor.com.br")
    assert as_json(ana["permissoes"]) == ["api", "pbx"]
    given = api.with_token(token(api, "ana@provedor.com.br", SENHA).json()["access_token"])
    assert_success(given.post("pbx/ligacao/notificar", json=LIGACAO))
    assert given.get("atendimento/todos").status_code == 403

    edited(admin, ana["id"], **{"permissoes[]": ["pbx", "atendimento.ler"]})
    server.settle()
    assert given.get("atendimento/todos").status_code == 200

    edited(admin, ana["id"], api="")
    server.settle()
    assert as_json(kept(rows, ana["id"])["permissoes"]) == []
    assert given.get("atendimento/todos").status_code == 403
    assert token(api, "ana@provedor.com.br", SENHA).status_code == 401


def test_a_person_who_is_not_there(admin: Mesa) -> None:
    for number in ("999999", "9" * 30):
        for path in ("", "/confirmar/senha"):
            assert admin.get(f"/pessoas/{number}{path}").status_code == 404
        for path in ("", "/senha", "/encerrar", "/desativar", "/reativar"):
            assert admin.post(f"/pessoas/{number}{path}", ANA).status_code == 404
    assert admin.get("/pessoas/22/confirmar/apagar").status_code == 404


def test_what_is_written_is_text(admin: Mesa, rows: Rows) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    page = admin.post("/pessoas/nova", ANA | {"name": hostile}).text
    id_usuario = of_email(rows, "ana@provedor.com.br")["id"]
    dialogs = [admin.get(f"/pessoas/{id_usuario}/confirmar/{act}").text for act in ("senha", "encerrar", "desativar")]

    for text in (page, admin.get("/pessoas").text, *dialogs):
        assert "<img" not in text
        assert "&lt;img" in text


def test_the_command_does_the_same(
    settings: Settings, api: Api, cli: Callable[..., str], rows: Rows, enter: Callable[[str, str], Response]
) -> None:
    assert cli("usuario", "desativar", USUARIO.upper()) == "Usuário desativado.\n"
    assert api.get("atendimento/todos").status_code == 401
    assert enter(USUARIO, DEMO).status_code == 422
    assert cli("usuario", "reativar", USUARIO) == "Usuário reativado.\n"
    assert enter(USUARIO, DEMO).status_code == 303
    cli("usuario", "criar", "Ana", "ana@provedor.com.br", "--senha", SENHA, "--papel", "administrador")
    before = of_email(rows, "ana@provedor.com.br")
    assert refused(settings, "usuario", "desativar", "ana@provedor.com.br") == rules.UNICO
    assert of_email(rows, "ana@provedor.com.br") == before


@pytest.mark.parametrize("screen", ["", "/pessoas/nova"])
def test_a_form_sent_twice_makes_one_person_and_shows_the_password_again(
    admin: Mesa, rows: Rows, enter: Callable[[str, str], Response], screen: str
) -> None:
    asking = admin.at(screen) if screen else admin
    form = ANA | {"senha": "", "chave": key_of(admin.get("/pessoas/nova").text)}

    first, again = asking.post("/pessoas/nova", form), asking.post("/pessoas/nova", form)

    assert (first.status_code, again.status_code) == (200, 200)
    assert "Pessoa criada." in again.text
    [shown], [shown_again] = SECRET.findall(first.text), SECRET.findall(again.text)
    assert shown == shown_again
    ana = of_email(rows, "ana@provedor.com.br")
    assert again.headers["hx-push-url"] == f"/pessoas/{ana['id']}"
    assert enter("ana", shown).status_code == 303
    assert shown not in str(rows("SELECT * FROM idempotencia")) + str(rows("SELECT * FROM event")) + str(ana)


def test_the_password_of_another_form_is_another(admin: Mesa) -> None:
    keys = {key_of(admin.get("/pessoas/nova").text) for _ in range(2)}
    assert len(keys) == 2
    same_key = ANA | {"senha": "", "chave": "x"}
    made = admin.post("/pessoas/nova", same_key).text
    swapped = admin.post("/pessoas/22/senha", {"chave": "x"}).text
    no_key = [admin.post("/pessoas/22/senha", {}).text for _ in range(2)]
    assert len({SECRET.findall(page)[0] for page in (made, swapped, *no_key)}) == 4


def test_a_password_that_was_replaced_is_not_shown_again(admin: Mesa, rows: Rows) -> None:
    form = ANA | {"senha": "", "chave": key_of(admin.get("/pessoas/nova").text)}
    admin.post("/pessoas/nova", form)
    ana = f"/pessoas/{of_email(rows, 'ana@provedor.com.br')['id']}"
    dialog = {"chave": key_of(admin.get(f"{ana}/confirmar/senha").text)}

    first, again = (admin.post(f"{ana}/senha", dialog).text for _ in range(2))

    assert SECRET.findall(first) == SECRET.findall(again) != []
    assert SECRET.findall(admin.post("/pessoas/nova", form).text) == []
    admin.post(f"{ana}/desativar")
    assert SECRET.findall(admin.post(f"{ana}/senha", dialog).text) == SECRET.findall(first)


def test_what_was_refused_is_mended_and_sent_with_the_same_key(admin: Mesa, rows: Rows) -> None:
    key = {"chave": key_of(admin.get("/pessoas/nova").text)}
    assert admin.post("/pessoas/nova", ANA | key | {"ramal": "111"}).status_code == 422
    assert "Pessoa criada." in admin.post("/pessoas/nova", ANA | key).text
    assert of_email(rows, "ana@provedor.com.br")["ramal"] == "131"
