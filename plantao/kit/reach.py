"""Can the database be reached at all? Asked before anything is begun, so that the answer is a sentence."""

import sqlite3
from contextlib import closing

import asyncpg
import sqlalchemy as sa

from plantao.kit.errors import Refusal
from plantao.kit.settings import Settings
from plantao.kit.sqlite import connect

ANSWER_SECONDS = 15
CHECK = "confira PLANTAO_DATABASE_URL"
NO_ADDRESS = (
    "PLANTAO_DATABASE_URL não é o endereço de um banco PostgreSQL; escreva, por exemplo, "
    "postgresql://usuario:senha@maquina/banco"
)


def absent(settings: Settings) -> bool:
    """Whether nobody has made the database yet, told without making it; a server is there, or does not answer."""
    return not (settings.is_postgres or settings.sqlite_file.exists() or settings.data_dir.is_file())


async def reach(settings: Settings) -> None:
    """Refuse with what to do about it when the settings' database cannot be opened."""
    if settings.is_postgres:
        await _reach_postgres(settings.database_url)
    else:
        _reach_sqlite(settings)


async def _reach_postgres(url: str) -> None:
    place = _without_secrets(url)
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS)
    except asyncpg.InvalidAuthorizationSpecificationError:
        raise Refusal(f"O PostgreSQL em {place} não aceitou o usuário ou a senha; {CHECK}") from None
    except asyncpg.InvalidCatalogNameError:
        raise Refusal(f"O PostgreSQL não tem o banco {place}; crie-o ou {CHECK}") from None
    except asyncpg.PostgresError as error:
        raise Refusal(f"O PostgreSQL em {place} recusou a conexão ({error.args[0]}); espere, ou {CHECK}") from None
    except OSError:
        raise Refusal(f"O PostgreSQL em {place} não responde; {CHECK} e se ele está em execução") from None
    except (asyncpg.InterfaceError, ValueError):
        raise Refusal(NO_ADDRESS) from None
    await connection.close()


def _without_secrets(url: str) -> str:
    """The address to show: whoever reads the log need not know the password."""
    try:
        parts = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise Refusal(NO_ADDRESS) from None
    shown = {name: value for name, value in parts.query.items() if name in ("host", "port")}
    return parts.set(query=shown).render_as_string()


def _reach_sqlite(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        with closing(connect(settings.sqlite_file)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA user_version=0")  # to write is to know that one may; it is never committed
    except (OSError, sqlite3.DatabaseError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            return
        raise Refusal(
            f"Não foi possível abrir o banco de dados {settings.sqlite_file}; confira PLANTAO_DATA_DIR e se o usuário "
            "que executa o Plantão pode gravar nessa pasta"
        ) from None
