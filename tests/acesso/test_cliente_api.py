"""`plantao cliente-api`: programs that may ask for tokens, made, listed and cut off on a running server's data."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from plantao.kit.settings import Settings
from tests.commands import program, refused
from tests.support import Api, Change, Cli, Rows, as_json
from tests.transactions import open_transaction

ROUTE = "configuracao/disponibilidade"
TOKEN = "/oauth/token"
PASSWORD: dict[str, Any] = {"grant_type": "password", "username": "api@provedor.com.br", "password": "demo"}
TABLES = ("oauth_client", "oauth_token", "usuario", "event", "task")


def created(cli: Cli, *args: str) -> tuple[int, str]:
    return program(cli("cliente-api", "criar", *args))


def granted(api: Api, client_id: int, secret: str) -> Any:
    body = {"client_id": client_id, "client_secret": secret} | PASSWORD
    response = api.anonymous.post(TOKEN, json=body)
    assert response.status_code == 200, response.text
    return response.json()


def works(api: Api, token: str) -> bool:
    status = api.with_token(token).get(ROUTE).status_code
    assert status in (200, 401)
    return status == 200


def everything(rows: Rows) -> str:
    return str([row for table in TABLES for row in rows(f"SELECT * FROM {table}")])


def test_a_new_program_gets_tokens_at_once(api: Api, cli: Cli, rows: Rows) -> None:
    client_id, secret = created(cli, "Robô de atendimento")

    assert works(api, granted(api, client_id, secret)["access_token"])
    [row] = rows("SELECT * FROM oauth_client WHERE id_oauth_client = :id", id=client_id)
    assert (row["nome"], row["perfil_compat"], bool(row["complementos"])) == (
        "Robô de atendimento",
        "documentado",
        False,
    )
    assert (as_json(row["redes"]), bool(row["ativo"])) == ([], True)


def test_the_secret_is_shown_once_and_kept_as_a_digest(cli: Cli, rows: Rows) -> None:
    client_id, secret = created(cli, "Robô")
    _, other = created(cli, "Robô")

    assert len(secret) >= 32
    assert secret != other
    [row] = rows("SELECT segredo FROM oauth_client WHERE id_oauth_client = :id", id=client_id)
    assert row["segredo"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in everything(rows)
    listing = cli("cliente-api", "listar")
    assert secret not in listing
    assert row["segredo"] not in listing


def test_tokens_are_kept_as_digests(api: Api, cli: Cli, rows: Rows) -> None:
    pair = granted(api, *created(cli, "Robô"))

    kept = everything(rows)
    for token in (pair["access_token"], pair["refresh_token"]):
        assert token not in kept
        assert hashlib.sha256(token.encode()).hexdigest() not in kept


def test_profile_complements_and_networks(api: Api, cli: Cli) -> None:
    client_id, secret = created(
        cli, "PABX", "--perfil", "observado", "--complementos", "--rede", "203.0.113.0/24", "--rede", "2001:db8::/32"
    )
    local_id, local_secret = created(cli, "Aqui", "--rede", "127.0.0.1")

    lines = cli("cliente-api", "listar").splitlines()
    assert f"{client_id}  PABX  observado + complementos  203.0.113.0/24, 2001:db8::/32  ativo" in lines
    assert f"{local_id}  Aqui  documentado  127.0.0.1  ativo" in lines
    token = granted(api, client_id, secret)["access_token"]
    response = api.with_token(token).get(ROUTE)
    assert (response.status_code, response.json()["msg"]) == (403, "Host not in allowlist")
    assert works(api, granted(api, local_id, local_secret)["access_token"])


def test_the_list_begins_with_the_oldest(cli: Cli) -> None:
    created(cli, "Último")

    lines = cli("cliente-api", "listar").splitlines()
    assert [line.split("  ")[0] for line in lines[:4]] == ["3", "4", "5", "6"]
    assert lines[-1].split("  ")[1:] == ["Último", "documentado", "qualquer rede", "ativo"]


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["criar", "Robô", "--perfil", "outro"], "O perfil deve ser documentado ou observado"),
        (
            ["criar", "Robô", "--rede", "203.0.113.0/99"],
            "A rede 203.0.113.0/99 não é válida; escreva, por exemplo, 203.0.113.0/24",
        ),
        (
            ["criar", "Robô", "--rede", "127.0.0.1", "--rede", "provedor.com.br"],
            "A rede provedor.com.br não é válida; escreva, por exemplo, 203.0.113.0/24",
        ),
        (["criar", " "], "O nome não pode ser vazio"),
        (["revogar", "99"], "Não existe cliente da API de número 99"),
        (["revogar"], "Informe o número do programa, --todos ou --token"),
        (["revogar", "3", "--todos"], "Informe o número do programa, --todos ou --token"),
        (["revogar", "3", "--token", "x"], "Informe o número do programa, --todos ou --token"),
        (["revogar", "--todos", "--token", "x"], "Informe o número do programa, --todos ou --token"),
    ],
)
def test_refusals_change_nothing(settings: Settings, rows: Rows, args: list[str], sentence: str) -> None:
    before = everything(rows)

    assert refused(settings, "cliente-api", *args) == sentence
    assert everything(rows) == before


def test_revoking_one_program(api: Api, cli: Cli) -> None:
    client_id, secret = created(cli, "Robô")
    one, other = granted(api, client_id, secret), granted(api, client_id, secret)
    assert works(api, one["access_token"])

    assert cli("cliente-api", "revogar", str(client_id)) == "Tokens revogados: 2\n"

    assert not works(api, one["access_token"])
    assert not works(api, other["access_token"])
    assert works(api, api.token)
    assert works(api, granted(api, client_id, secret)["access_token"])


def test_revoking_one_token_and_its_pair(api: Api, cli: Cli) -> None:
    client_id, secret = created(cli, "Robô")
    one, other, third = (granted(api, client_id, secret) for _ in range(3))

    assert cli("cliente-api", "revogar", "--token", one["access_token"]) == "Tokens revogados: 1\n"
    assert cli("cliente-api", "revogar", "--token", other["refresh_token"]) == "Tokens revogados: 1\n"

    assert not works(api, one["access_token"])
    assert not works(api, other["access_token"])
    assert works(api, third["access_token"])
    body = {"grant_type": "refresh_token", "client_id": client_id, "client_secret": secret}
    assert api.anonymous.post(TOKEN, json=body | {"refresh_token": one["refresh_token"]}).status_code == 401
    assert api.anonymous.post(TOKEN, json=body | {"refresh_token": third["refresh_token"]}).status_code == 200


def test_revoking_all(api: Api, cli: Cli, rows: Rows) -> None:
    assert cli("cliente-api", "revogar", "--todos") == "Tokens revogados: 4\n"

    assert rows("SELECT * FROM oauth_token") == []
    assert not any(works(api, api.as_client(client).token) for client in (3, 4, 5, 6))


def test_revoking_what_is_not_there(api: Api, cli: Cli) -> None:
    client_id, _ = created(cli, "Robô")

    assert cli("cliente-api", "revogar", str(client_id)) == "Tokens revogados: 0\n"
    assert cli("cliente-api", "revogar", "--token", "nada") == "Tokens revogados: 0\n"
    assert works(api, api.token)


def test_half_a_pair_counts_as_one(api: Api, cli: Cli, change: Change) -> None:
    """An access token that has expired is swept before its refresh token."""
    client_id, secret = created(cli, "Robô")
    pair = granted(api, client_id, secret)
    change("DELETE FROM oauth_token WHERE tipo = 'access' AND id_oauth_client = :id", id=client_id)

    assert cli("cliente-api", "revogar", str(client_id)) == "Tokens revogados: 1\n"

    body = {"grant_type": "refresh_token", "client_id": client_id, "client_secret": secret}
    assert api.anonymous.post(TOKEN, json=body | {"refresh_token": pair["refresh_token"]}).status_code == 401


def test_no_open_transaction_of_others_delays_a_revocation(api: Api, cli: Cli, settings: Settings) -> None:
    """On PostgreSQL it holds back the event; the number that grows with it is seen all the same."""
    client_id, secret = created(cli, "Robô")
    token = granted(api, client_id, secret)["access_token"]
    with open_transaction(settings):
        assert works(api, token)
        assert works(api, token)

        cli("cliente-api", "revogar", str(client_id))

        assert not works(api, token)
