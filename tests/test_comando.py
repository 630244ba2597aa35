"""The `plantao` command: users, and what it says when the answer is no; programs are in acesso/test_cliente_api.py."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from plantao.app import configure
from plantao.cli import app as command
from plantao.kit.settings import Settings
from tests.commands import SECRET, SENHA, refused, run
from tests.demo.bases import empty_base
from tests.support import Api, Change, Cli, Response, Rows, as_json, assert_success

EVERYTHING = [
    "api",
    "atendimento.ler",
    "atendimento.escrever",
    "ordem_servico.ler",
    "ordem_servico.escrever",
    "cliente.ler",
    "pbx",
    "configuracao.ler",
    "configuracao.escrever",
]
PAPEIS = ["atendente", "tecnico", "supervisor", "administrador"]
BEHIND = "O banco de dados não está pronto para esta versão; execute: plantao migrate"
CURTA = "A senha precisa de pelo menos 8 caracteres"
NO_ADDRESS = "PLANTAO_DATABASE_URL não é o endereço de um banco PostgreSQL"
ON_A_DATABASE = (
    ["migrate"],
    ["serve"],
    ["demo"],
    ["usuario", "senha", "a@b", "--senha", SENHA],
    ["cliente-api", "listar"],
)


def sign_in(api: Api, username: str, password: str) -> Response:
    body = {"grant_type": "password", "client_id": 3, "client_secret": "demo-segredo-3"}
    return api.anonymous.post("/oauth/token", json=body | {"username": username, "password": password})


def user(rows: Rows, email: str) -> dict[str, Any]:
    [row] = rows("SELECT * FROM usuario WHERE email = :email", email=email)
    return row


def test_a_new_api_user_may_do_everything_the_api_offers(api: Api, cli: Cli, rows: Rows) -> None:
    said = cli("usuario", "criar", "Ana Lima", " Ana@Provedor.com.br ", "--senha", "segredo da Ana", "--api")

    row = user(rows, "ana@provedor.com.br")
    assert said == f"Usuário criado: {row['id']}\n"
    assert (row["name"], row["papel"], as_json(row["permissoes"])) == ("Ana Lima", "atendente", EVERYTHING)
    assert row["senha"].startswith("$argon2id$")
    assert "segredo da Ana" not in str(row)
    response = sign_in(api, "ANA@provedor.com.br", "segredo da Ana")
    assert response.status_code == 200, response.text
    assert api.with_token(response.json()["access_token"]).get("atendimento/todos").status_code == 200


@pytest.mark.parametrize("papel", PAPEIS)
def test_a_user_of_the_desk_has_a_role_and_gets_no_token(api: Api, cli: Cli, rows: Rows, papel: str) -> None:
    cli("usuario", "criar", "Téo", "teo@provedor.com.br", "--senha", SENHA, "--papel", papel)

    row = user(rows, "teo@provedor.com.br")
    assert (row["papel"], bool(row["tecnico"]), as_json(row["permissoes"])) == (papel, papel == "tecnico", [])
    assert sign_in(api, "teo@provedor.com.br", SENHA).status_code == 401


def test_new_users_may_be_named_in_a_ticket_at_once(api: Api, cli: Cli, rows: Rows) -> None:
    """The running server learns of them, as the catalogue of users is kept in memory."""
    cli("usuario", "criar", "Ana", "ana@provedor.com.br", "--senha", SENHA)
    cli("usuario", "criar", "Téo", "teo@provedor.com.br", "--senha", SENHA, "--papel", "tecnico")
    ana, teo = (user(rows, f"{name}@provedor.com.br")["id"] for name in ("ana", "teo"))
    body = {"id_cliente_servico": 11000, "descricao": "d", "nome": "n", "telefone": "37999112233", "abrir_os": True}

    naming = {"id_usuario_responsavel": ana, "parametros_ordem_servico": {"ids_tecnicos": [teo]}}
    answer = api.post("atendimento", json=body | naming).json()

    assert answer["status"] == "success", answer
    assert answer["atendimento"]["usuario_responsavel"] == "Ana"
    [order] = answer["atendimento"]["ordens_servico"]
    sql = "SELECT id_usuario FROM ordem_servico_tecnico WHERE id_ordem_servico = :id"
    assert rows(sql, id=order["id_ordem_servico"]) == [{"id_usuario": teo}]


def test_the_password_is_asked_for_twice(settings: Settings, api: Api, cli: Cli) -> None:
    def typed(*lines: str) -> tuple[int, str]:
        args = ["usuario", "senha", "api@provedor.com.br"]
        result = CliRunner().invoke(command, args, input="".join(f"{line}\n" for line in lines))
        configure(settings)
        assert not any(line in result.output for line in lines)
        return result.exit_code, result.output

    assert cli("cliente-api", "listar")  # the environment is that of `cli`
    code, said = typed("primeira-vez", "segunda-vez")
    assert code != 0
    assert "Senha: " in said
    assert "Repita a senha: " in said
    assert "As senhas não são iguais." in said
    assert sign_in(api, "api@provedor.com.br", "demo").status_code == 200

    assert typed("um-engano", "outro-engano", "nova-senha", "nova-senha")[0] == 0
    assert sign_in(api, "api@provedor.com.br", "demo").status_code == 401
    assert sign_in(api, "api@provedor.com.br", "nova-senha").status_code == 200


def test_a_changed_password_takes_the_place_of_the_old_one(api: Api, cli: Cli, rows: Rows) -> None:
    before = user(rows, "api@provedor.com.br")["senha"]

    assert cli("usuario", "senha", "API@provedor.com.br", "--senha", "ção 😀 com espaço") == "Senha trocada.\n"

    after = user(rows, "api@provedor.com.br")["senha"]
    assert after.startswith("$argon2id$")
    assert after != before
    assert sign_in(api, "api@provedor.com.br", "demo").status_code == 401
    assert sign_in(api, "api@provedor.com.br", "ção 😀 com espaço").status_code == 200


def test_permissions_are_what_is_named_and_nothing_else(api: Api, cli: Cli, rows: Rows) -> None:
    assert api.get("atendimento/todos").status_code == 200

    said = cli("usuario", "permissoes", "api@provedor.com.br", "configuracao.ler", "pbx")

    assert said == "Permissões trocadas.\n"
    assert as_json(user(rows, "api@provedor.com.br")["permissoes"]) == ["api", "configuracao.ler", "pbx"]
    response = api.get("atendimento/todos")
    assert (response.status_code, response.json()["msg"]) == (403, "O Usuário não possui a permissão desejada!")
    assert api.get("configuracao/disponibilidade").status_code == 200
    assert api.post("pbx/ligacao/notificar", json={"ramal": 111, "telefone": 37999912222}).status_code == 200


def test_the_exchange_finds_a_user_at_an_extension_by_either_name(api: Api, cli: Cli, rows: Rows) -> None:
    cli("usuario", "criar", "Téo", "teo@provedor.com.br", "--senha", SENHA)

    said = cli("usuario", "ramal", " Teo@provedor.com.br", "--ramal", "0245", "--identificador", "teo.sac")

    assert said == "Ramal trocado.\n"
    for call in ({"ramal": "0245"}, {"identificador_interno": "teo.sac"}):
        assert_success(api.post("pbx/ligacao/notificar", json=call | {"telefone": "37999912222"}))
    id_usuario = user(rows, "teo@provedor.com.br")["id"]
    assert {row["id_usuario"] for row in rows("SELECT id_usuario FROM ligacao")} == {id_usuario}

    cli("usuario", "ramal", "teo@provedor.com.br")
    found = user(rows, "teo@provedor.com.br")
    assert (found["ramal"], found["identificador_interno"]) == (None, None)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (
            ["criar", "Outra", " API@provedor.com.br", "--senha", SENHA],
            "Já existe um usuário com o e-mail api@provedor.com.br",
        ),
        (["criar", "Ana", "ana@provedor.com.br", "--senha", "7 sinai"], CURTA),
        (["criar", " ", "ana@provedor.com.br", "--senha", SENHA], "O nome não pode ser vazio"),
        (["criar", "Ana", "ana", "--senha", SENHA], "O e-mail ana não é válido"),
        (
            ["criar", "Ana", "ana lima@provedor.com.br", "--senha", SENHA],
            "O e-mail ana lima@provedor.com.br não é válido",
        ),
        (
            ["senha", "ninguem@provedor.com.br", "--senha", SENHA],
            "Não existe usuário com o e-mail ninguem@provedor.com.br",
        ),
        (["senha", "api@provedor.com.br", "--senha", ""], CURTA),
        (
            ["permissoes", "ninguem@provedor.com.br", "pbx"],
            "Não existe usuário com o e-mail ninguem@provedor.com.br",
        ),
        (["permissoes", "api@provedor.com.br", "voar", "pbx", "andar"], "Permissão desconhecida: andar, voar"),
        (
            ["ramal", "ninguem@provedor.com.br", "--ramal", "999"],
            "Não existe usuário com o e-mail ninguem@provedor.com.br",
        ),
        (["ramal", "api@provedor.com.br", "--ramal", "11A"], "O ramal só pode ter algarismos"),
        (
            ["ramal", "api@provedor.com.br", "--identificador", "joão"],
            "O identificador só pode ter letras sem acento, algarismos, hífen, sublinhado e ponto",
        ),
        (["ramal", "api@provedor.com.br", "--ramal", "111"], "O ramal 111 já é de Bianca Couto"),
        (
            ["ramal", "api@provedor.com.br", "--identificador", "agente07"],
            "O identificador agente07 já é de Atendente 22",
        ),
        (["desativar", "ninguem@provedor.com.br"], "Não existe usuário com o e-mail ninguem@provedor.com.br"),
    ],
)
def test_refusals_change_nothing(settings: Settings, rows: Rows, args: list[str], sentence: str) -> None:
    before = rows("SELECT * FROM usuario ORDER BY id")

    assert refused(settings, "usuario", *args) == sentence
    assert rows("SELECT * FROM usuario ORDER BY id") == before


def test_the_email_of_somebody_who_left_stays_theirs(settings: Settings, change: Change) -> None:
    change("UPDATE usuario SET ativo = false WHERE email = 'api@provedor.com.br'")

    sentence = refused(settings, "usuario", "criar", "Nova", "api@provedor.com.br", "--senha", SENHA)
    assert sentence == "Já existe um usuário com o e-mail api@provedor.com.br"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("voar", "Comando desconhecido, incompleto ou com algo a mais. Veja: plantao --help"),
        ("migrate depressa", "Comando desconhecido, incompleto ou com algo a mais. Veja: plantao migrate --help"),
        ("usuario criar", "Falta informar nome. Veja: plantao usuario criar --help"),
        ("usuario criar Ana", "Falta informar email. Veja: plantao usuario criar --help"),
        (
            "usuario criar Ana ana@x --senha x --papel rei",
            f"O valor de --papel não vale: {', '.join(PAPEIS)}. Veja: plantao usuario criar --help",
        ),
        (
            "cliente-api revogar três",
            "O valor de id_oauth_client não vale: Número do programa. Veja: plantao cliente-api revogar --help",
        ),
        (
            "cliente-api revogar 9223372036854775808",
            "O valor de id_oauth_client não vale: Número do programa. Veja: plantao cliente-api revogar --help",
        ),
        (
            "cliente-api criar PABX --no-complementos",
            "A opção --no-complementos não existe ou está incompleta. Veja: plantao cliente-api criar --help",
        ),
    ],
)
def test_what_was_typed_wrong_is_said_in_portuguese(settings: Settings, typed: str, sentence: str) -> None:
    assert run(settings, *typed.split()) == (2, "", sentence + "\n")


@pytest.mark.parametrize(
    ("typed", "verbs"),
    [
        ("", ["demo", "serve", "migrate", "cliente-api", "usuario"]),
        ("cliente-api", ["criar", "listar", "revogar"]),
        ("usuario", ["criar", "senha", "ramal", "permissoes", "desativar", "reativar"]),
    ],
)
def test_without_a_verb_it_says_what_there_is(settings: Settings, typed: str, verbs: list[str]) -> None:
    ended = run(settings, *typed.split())

    assert (ended.code, ended.complained) == (2, "")
    for verb in verbs:
        assert f" {verb} " in ended.said


def test_an_empty_place_must_be_migrated_first(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with empty_base(request.config.getoption("--db"), tmp_path) as settings:
        assert refused(settings, "cliente-api", "listar") == BEHIND
        assert not settings.data_dir.exists()
        assert refused(settings, "usuario", "criar", "Ana", "ana@x.com.br", "--senha", SENHA) == BEHIND

        for _ in range(2):
            assert run(settings, "migrate") == (0, "O esquema do banco de dados está atualizado.\n", "")

        assert run(settings, "cliente-api", "listar") == (0, "", "")


def test_a_schema_of_a_later_version_is_left_alone(settings: Settings, change: Change) -> None:
    change("UPDATE alembic_version SET version_num = '9999'")

    assert refused(settings, "cliente-api", "listar") == BEHIND
    for verb in ("migrate", "demo"):
        assert refused(settings, verb).startswith("O esquema do banco de dados é de uma versão mais nova do Plantão")


def nobody_there(*, user_name: str = "plantao") -> str:
    """An address at which nothing listens: the port was free a moment ago and is given to nobody else so soon."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"postgresql://{user_name}:senha-secreta@127.0.0.1:{taken.getsockname()[1]}/plantao"


@pytest.mark.parametrize("args", ON_A_DATABASE, ids=lambda args: args[0])
def test_it_says_so_when_nobody_answers(settings: Settings, args: list[str]) -> None:
    url = nobody_there()
    sentence = refused(settings.model_copy(update={"secret_key": SECRET}), *args, PLANTAO_DATABASE_URL=url)

    place = url.replace("senha-secreta", "***")
    assert sentence == (f"O PostgreSQL em {place} não responde; confira PLANTAO_DATABASE_URL e se ele está em execução")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://plantao:senha-secreta@127.0.0.1/plantao", NO_ADDRESS),
        ("postgresql://plantao:senha-secreta@maquina:porta/plantao", NO_ADDRESS),
        ("senha-secreta", NO_ADDRESS),
        ("postgresql:///plantao?host=/nao/existe&password=senha-secreta", "não responde; confira PLANTAO_DATABASE_URL"),
    ],
)
def test_an_address_that_leads_nowhere(settings: Settings, url: str, sentence: str) -> None:
    said = refused(settings, "migrate", PLANTAO_DATABASE_URL=url)

    assert sentence in said
    assert "senha-secreta" not in said


def test_it_says_so_when_postgresql_does_not_let_it_in(settings: Settings) -> None:
    """On SQLite there is nobody to ask, which is said as well."""
    url = sa.make_url(settings.database_url or nobody_there())
    places = (url.set(database="nao_existe"), url.set(username="ninguem", password="senha-secreta"))
    database, stranger = (
        refused(settings, "migrate", PLANTAO_DATABASE_URL=place.render_as_string(hide_password=False))
        for place in places
    )

    for said in (database, stranger):
        assert "confira PLANTAO_DATABASE_URL" in said
        assert "senha-secreta" not in said
    if settings.is_postgres:
        assert database.startswith("O PostgreSQL não tem o banco postgresql://")
        assert "não aceitou o usuário ou a senha" in stranger


@pytest.mark.parametrize("args", ON_A_DATABASE, ids=lambda args: args[0])
@pytest.mark.parametrize("fault", ["a file for a folder", "a folder for a file", "another kind of file"])
def test_it_says_so_when_the_sqlite_file_cannot_be_opened(tmp_path: Path, args: list[str], fault: str) -> None:
    settings = Settings(data_dir=tmp_path / "dados", secret_key=SECRET)
    if fault == "a file for a folder":
        settings.data_dir.touch()
    elif fault == "a folder for a file":
        settings.sqlite_file.mkdir(parents=True)
    else:
        settings.data_dir.mkdir()
        settings.sqlite_file.write_text("Isto não é um banco de dados." * 100, encoding="utf-8")

    sentence = refused(settings, *args)

    assert sentence.startswith(
        f"Não foi possível abrir o banco de dados {settings.sqlite_file}; confira PLANTAO_DATA_DIR"
    )


def test_settings_that_do_not_hold_are_named(settings: Settings) -> None:
    said = refused(settings, "serve", PLANTAO_PORT="oito mil", PLANTAO_TIMEZONE="Brasil/Acre", PLANTAO_RATE_BURST="0")

    assert "PLANTAO_PORT não pode ser `oito mil`. Porta em que o servidor escuta." in said
    assert "PLANTAO_TIMEZONE não pode ser `Brasil/Acre`. Fuso horário" in said
    assert "PLANTAO_RATE_BURST não pode ser `0`." in said
