"""What becomes of a program of the API after it was made."""

import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from plantao.acesso import queries
from plantao.acesso.model import oauth_client, oauth_token
from plantao.acesso.rules.credenciais import (
    FINAL,
    faltas_do_programa,
    pode_usar_api,
    recusar,
    restringir_redes,
    resumir_segredo,
    resumir_token,
    revogar,
)
from plantao.kit.db import change, param
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.tx import Read, Tx

EMPRESTADO = timedelta(minutes=1)

_c = oauth_client.c
_um = sa.update(oauth_client).where(_c.id_oauth_client == param("id", _c.id_oauth_client))
_editar = change(
    _um.values(perfil_compat=param("perfil", _c.perfil_compat), complementos=param("complementos", _c.complementos))
)
_trocar_segredo = change(
    _um.values(segredo=param("segredo", _c.segredo), segredo_final=param("segredo_final", _c.segredo_final))
)
_ligar = change(_um.values(ativo=param("ativo", _c.ativo)))


async def editar_cliente_api(
    tx: Tx, id_oauth_client: int, perfil: str, redes: list[str], now: datetime, *, complementos: bool
) -> None:
    """How a program is answered and from where it may call; its next request already finds it so."""
    recusar(faltas_do_programa(perfil, redes))
    _mudou(await tx.run(_editar, id=id_oauth_client, perfil=perfil, complementos=complementos))
    await restringir_redes(tx, id_oauth_client, redes, now)


async def trocar_segredo(tx: Tx, id_oauth_client: int, segredo: str) -> None:
    """Another secret; the tokens given for the old one live on."""
    kept = {"segredo": resumir_segredo(segredo), "segredo_final": segredo[-FINAL:]}
    _mudou(await tx.run(_trocar_segredo, id=id_oauth_client, **kept))


async def segredo_de_hoje(read: Read, id_oauth_client: int, segredo: str) -> bool:
    """Whether this is still a program's secret, active or not."""
    found = await queries.cliente_api(read, id_oauth_client)
    return found is not None and hmac.compare_digest(found.segredo, resumir_segredo(segredo))


async def desativar(tx: Tx, id_oauth_client: int, now: datetime) -> None:
    """No more tokens for this program, and its own die."""
    _mudou(await tx.run(_ligar, id=id_oauth_client, ativo=False))
    await revogar(tx, now, id_oauth_client)


async def ativar(tx: Tx, id_oauth_client: int) -> None:
    """The program may ask for tokens again."""
    _mudou(await tx.run(_ligar, id=id_oauth_client, ativo=True))


async def emprestar_token(tx: Tx, id_oauth_client: int, now: datetime) -> tuple[int, str]:
    """A token of a minute, to try as this program what its user may do; answers the user too.

    It is whom the program signed in last, else the first who may be the user of a program.
    """
    usuario = await queries.usuario_do_programa(tx, id_oauth_client)
    if usuario is None:
        usuario = next((u for u in await queries.usuarios_que_entram(tx) if pode_usar_api(u.permissoes)), None)
    if usuario is None:
        raise Refusal("Nenhum usuário da API pode entrar por este cliente; crie um com: plantao usuario criar --api")
    token = secrets.token_urlsafe(48)
    await tx.insert(
        oauth_token,
        resumo=resumir_token(token),
        tipo="access",
        par=secrets.token_hex(16),
        id_oauth_client=id_oauth_client,
        id_usuario=usuario.id,
        emissao=now,
        expiracao=now + EMPRESTADO,
    )
    return usuario.id, token


def _mudou(rows: int) -> None:
    if not rows:
        raise NotFound("Este cliente de API não existe.")
