"""Signing in at the desk, and out: here, or everywhere."""

import secrets
from datetime import datetime, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa

from plantao.acesso import queries
from plantao.acesso.model import sessao, usuario
from plantao.acesso.rules.credenciais import resumir_token, senha_confere
from plantao.kit.db import change, param
from plantao.kit.events import Event, publish
from plantao.kit.jobs import every
from plantao.kit.tx import Tx

TURNO = timedelta(hours=12)
"""How long a session lasts on a computer that is not one's own."""
FICA = timedelta(days=30)


class DisponibilidadeMudou(Event, frozen=True, kw_only=True):
    """Somebody began or ended a shift."""

    name: ClassVar[str] = "usuario.disponibilidade_mudou"
    id_usuario: int
    disponivel: bool


class SessaoEncerrada(Event, frozen=True, kw_only=True):
    """One or all of somebody's sessions ended before their time."""

    name: ClassVar[str] = "usuario.sessao_encerrada"
    id_usuario: int


async def conferir(found: queries.UsuarioApi | None, senha: str) -> int | None:
    """The user whose password this is; takes as long for nobody."""
    confere = await senha_confere(senha, found.senha if found else None)
    return found.id if found and confere else None


async def entrar(
    tx: Tx, id_usuario: int, ip: str | None, navegador: str, now: datetime, *, ficar: bool
) -> tuple[str, timedelta]:
    """A new session; answers its token, which is kept only as a digest, and how long it lasts."""
    token, dura = secrets.token_urlsafe(48), FICA if ficar else TURNO
    await tx.insert(
        sessao,
        resumo=resumir_token(token),
        id_usuario=id_usuario,
        data_cadastro=now,
        expiracao=now + dura,
        ip=ip,
        navegador=navegador[:200],
    )
    await tx.run(_entrou, id=id_usuario, now=now)
    return token, dura


async def sair(tx: Tx, resumo: str, id_usuario: int, now: datetime) -> None:
    """End this session."""
    await tx.run(_sair, resumo=resumo)
    _encerrou(tx, id_usuario, now)


async def sair_de_todas(tx: Tx, id_usuario: int, now: datetime, menos: str = "") -> None:
    """End every session of a user, or all but one."""
    await tx.run(_sair_de_todas, id=id_usuario, menos=menos)
    _encerrou(tx, id_usuario, now)


def _encerrou(tx: Tx, id_usuario: int, now: datetime) -> None:
    encerrada = SessaoEncerrada(id_usuario=id_usuario)
    publish(tx, encerrada, about=f"usuario:{id_usuario}", to=[f"usuario:{id_usuario}"], by=id_usuario, now=now)


async def mudar_disponibilidade(tx: Tx, id_usuario: int, now: datetime, *, disponivel: bool) -> None:
    """Begin or end a shift."""
    await tx.run(_disponibilidade, id=id_usuario, disponivel=disponivel)
    mudou = DisponibilidadeMudou(id_usuario=id_usuario, disponivel=disponivel)
    publish(tx, mudou, about=f"usuario:{id_usuario}", to=[f"usuario:{id_usuario}"], by=id_usuario, now=now)


async def preferir(tx: Tx, id_usuario: int, preferencias: dict[str, Any]) -> None:
    """Keep what a user prefers at the desk."""
    await tx.run(_preferir, id=id_usuario, preferencias=preferencias)


_sair = change(sa.delete(sessao).where(sessao.c.resumo == param("resumo", sessao.c.resumo)))
_sair_de_todas = change(
    sa.delete(sessao).where(
        sessao.c.id_usuario == param("id", sessao.c.id_usuario), sessao.c.resumo != param("menos", sessao.c.resumo)
    )
)
_ele = usuario.c.id == param("id", usuario.c.id)
_entrou = change(sa.update(usuario).where(_ele).values(ultima_entrada=param("now", usuario.c.ultima_entrada)))
_disponibilidade = change(sa.update(usuario).where(_ele).values(disponivel=param("disponivel", usuario.c.disponivel)))
_preferir = change(sa.update(usuario).where(_ele).values(preferencias=param("preferencias", usuario.c.preferencias)))
_varrer = change(sa.delete(sessao).where(sessao.c.expiracao < param("now", sessao.c.expiracao)))


@every(hours=1)
async def varrer_sessoes(tx: Tx, now: datetime) -> None:
    """Forget sessions that have expired."""
    await tx.run(_varrer, now=now)
