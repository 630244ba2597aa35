"""What can be asked about users by what they come in with: an e-mail, a session, a program, an extension."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import Papel, oauth_token, sessao, setor, usuario
from plantao.kit.db import column, param, query
from plantao.kit.tx import Read


class UsuarioApi(NamedTuple):
    """A user as sign-in needs it."""

    id: int
    name: str
    senha: str | None
    permissoes: list[str]


class Sessao(NamedTuple):
    """Who is signed in at the desk."""

    id_usuario: int
    name: str
    email: str | None
    papel: str
    id_setor: int | None
    setor: str | None
    ramal: str | None
    identificador_interno: str | None
    disponivel: bool
    preferencias: dict[str, Any]
    expiracao: datetime


_usuario_api = query(
    sa.select(usuario.c.id, usuario.c.name, usuario.c.senha, usuario.c.permissoes).where(
        usuario.c.email == param("email", usuario.c.email), usuario.c.ativo
    ),
    UsuarioApi,
)
_usuario_vivo = query(
    sa.select(usuario.c.id, usuario.c.name, usuario.c.senha, usuario.c.permissoes).where(
        usuario.c.id == param("id", usuario.c.id), usuario.c.ativo
    ),
    UsuarioApi,
)
_sessao = query(
    sa.select(
        usuario.c.id,
        usuario.c.name,
        usuario.c.email,
        usuario.c.papel,
        usuario.c.id_setor,
        setor.c.nome,
        usuario.c.ramal,
        usuario.c.identificador_interno,
        usuario.c.disponivel,
        usuario.c.preferencias,
        sessao.c.expiracao,
    )
    .join_from(sessao, usuario, sessao.c.id_usuario == usuario.c.id)
    .outerjoin(setor, usuario.c.id_setor == setor.c.id_setor)
    .where(sessao.c.resumo == param("resumo", sessao.c.resumo), usuario.c.ativo),
    Sessao,
)
_inicio = param("inicio", usuario.c.email)
_do_programa = query(
    sa.select(usuario.c.id, usuario.c.name, usuario.c.senha, usuario.c.permissoes)
    .join(oauth_token, oauth_token.c.id_usuario == usuario.c.id)
    .where(oauth_token.c.id_oauth_client == param("id", oauth_token.c.id_oauth_client), usuario.c.ativo)
    .order_by(oauth_token.c.emissao.desc())
    .limit(1),
    UsuarioApi,
)
_que_entram = query(
    sa.select(usuario.c.id, usuario.c.name, usuario.c.senha, usuario.c.permissoes)
    .where(usuario.c.email.is_not(None), usuario.c.ativo)
    .order_by(usuario.c.id),
    UsuarioApi,
)
_pelo_inicio = query(
    sa.select(usuario.c.id, usuario.c.name, usuario.c.senha, usuario.c.permissoes)
    .where(sa.func.substr(usuario.c.email, 1, sa.func.length(_inicio)) == _inicio, usuario.c.ativo)
    .limit(2),
    UsuarioApi,
)
_anybody = column(sa.select(usuario.c.id).where(usuario.c.email.is_not(None)).limit(1), int)
_senha = column(sa.select(usuario.c.senha).where(usuario.c.id == param("id", usuario.c.id)), str)
_by_extension = column(
    sa.select(usuario.c.id)
    .where(usuario.c.ramal == param("ramal", usuario.c.ramal), usuario.c.ativo)
    .order_by(usuario.c.id),
    int,
)
_by_internal_id = column(
    sa.select(usuario.c.id)
    .where(usuario.c.identificador_interno == param("interno", usuario.c.identificador_interno), usuario.c.ativo)
    .order_by(usuario.c.id),
    int,
)


async def usuario_por_email(read: Read, email: str) -> UsuarioApi | None:
    """The active user who signs in with `email`."""
    return await read.first(_usuario_api, email=email.strip().lower())


async def usuario_que_entra(read: Read, nome: str) -> UsuarioApi | None:
    """The active user of an e-mail, or of what stands before its `@` when that is only one's."""
    if "@" in nome:
        return await usuario_por_email(read, nome)
    achados = await read.all(_pelo_inicio, inicio=f"{nome.strip().lower()}@")
    return achados[0] if len(achados) == 1 else None


async def sessao_viva(read: Read, resumo: str, now: datetime) -> Sessao | None:
    """Who is signed in with the session of this digest."""
    found = await read.first(_sessao, resumo=resumo)
    return found if found and found.expiracao > now else None


async def usuario_ativo(read: Read, id_usuario: int) -> UsuarioApi | None:
    """The user of an id, if active."""
    return await read.first(_usuario_vivo, id=id_usuario)


async def senha_guardada(read: Read, id_usuario: int) -> str | None:
    """A user's password as it is kept, active or not."""
    return await read.first(_senha, id=id_usuario)


async def usuario_do_programa(read: Read, id_oauth_client: int) -> UsuarioApi | None:
    """The user a program last signed in with, if active."""
    return await read.first(_do_programa, id=id_oauth_client)


async def usuarios_que_entram(read: Read) -> list[UsuarioApi]:
    """Every active user who signs in anywhere, oldest first."""
    return await read.all(_que_entram)


async def usuario_do_ramal(read: Read, ramal: str) -> int | None:
    """Who answers at an extension."""
    return await read.first(_by_extension, ramal=ramal)


async def usuario_do_identificador(read: Read, interno: str) -> int | None:
    """Whom the telephone exchange knows by its own id."""
    return await read.first(_by_internal_id, interno=interno)


async def alguem_entra(read: Read) -> bool:
    """Whether there is anybody who may sign in; a new installation has only the technician every order can name."""
    return await read.first(_anybody) is not None


_administrador = column(
    sa.select(usuario.c.name)
    .where(usuario.c.ativo, usuario.c.senha.is_not(None), usuario.c.papel == Papel.ADMINISTRADOR)
    .order_by(usuario.c.name)
    .limit(1),
    str,
)


async def quem_da_acesso(read: Read) -> str | None:
    """The name of somebody who may let others do more, if anybody signs in who may."""
    return await read.first(_administrador)
