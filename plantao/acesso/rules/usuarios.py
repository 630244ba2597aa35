"""Users: who is there, with which password, at which extension, and what a program may do in their name."""

import re
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa

from plantao.acesso import queries
from plantao.acesso.model import API, PERMISSOES_API, Papel, sessao, usuario
from plantao.acesso.rules.credenciais import alterado, conferir_nome, guardar_senha
from plantao.kit.catalogue import CatalogoAlterado
from plantao.kit.db import change, param
from plantao.kit.errors import Refusal
from plantao.kit.events import Event, publish
from plantao.kit.tx import Tx

SENHA_LENGTH = 8
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
"""What a user signs in with: an address, perhaps of a network of the provider's own."""
RAMAL = re.compile(r"[0-9]+")
IDENTIFICADOR = re.compile(r"[A-Za-z0-9._-]+")


class UsuarioCriado(Event, frozen=True, kw_only=True):
    """Somebody may sign in from now on."""

    name: ClassVar[str] = "acesso.usuario_criado"
    id_usuario: int


_set_password = change(
    sa.update(usuario)
    .where(usuario.c.email == param("e", usuario.c.email))
    .values(senha=param("senha", usuario.c.senha))
)
_sign_out = change(
    sa.delete(sessao).where(
        sessao.c.id_usuario.in_(sa.select(usuario.c.id).where(usuario.c.email == param("e", usuario.c.email)))
    )
)
_set_permissions = change(
    sa.update(usuario)
    .where(usuario.c.email == param("e", usuario.c.email))
    .values(permissoes=param("permissoes", usuario.c.permissoes))
)
_set_extension = change(
    sa.update(usuario)
    .where(usuario.c.email == param("e", usuario.c.email))
    .values(
        ramal=param("ramal", usuario.c.ramal),
        identificador_interno=param("identificador", usuario.c.identificador_interno),
    )
)


async def criar_usuario(tx: Tx, name: str, email: str, senha: str, now: datetime, *, api: bool, papel: Papel) -> int:
    """Somebody who may sign in; with `api` also by a program, with every permission of an API user."""
    email = email.strip().lower()
    if not EMAIL.fullmatch(email):
        raise Refusal(f"O e-mail {email} não é válido")
    if await queries.email_em_uso(tx, email):
        raise Refusal(f"Já existe um usuário com o e-mail {email}")
    id_usuario: int = await tx.insert(
        usuario,
        name=conferir_nome(name),
        email=email,
        senha=_nova_senha(senha),
        papel=papel,
        tecnico=papel is Papel.TECNICO,
        permissoes=[API, *PERMISSOES_API] if api else [],
    )
    about = f"usuario:{id_usuario}"
    publish(tx, UsuarioCriado(id_usuario=id_usuario), about=about, to=[], by=None, now=now)
    publish(tx, CatalogoAlterado(tabela="usuario"), about="catalogo:usuario", to=[], by=None, now=now)
    return id_usuario


async def trocar_senha(tx: Tx, email: str, senha: str) -> None:
    """A new password; who is signed in with the old one is signed out."""
    email = email.strip().lower()
    if not await tx.run(_set_password, e=email, senha=_nova_senha(senha)):
        raise Refusal(f"Não existe usuário com o e-mail {email}")
    await tx.run(_sign_out, e=email)


def _nova_senha(senha: str) -> str:
    if len(senha) < SENHA_LENGTH:
        raise Refusal(f"A senha precisa de pelo menos {SENHA_LENGTH} caracteres")
    return guardar_senha(senha)


async def trocar_permissoes(tx: Tx, email: str, permissoes: list[str], now: datetime) -> None:
    """Let a user do this and nothing else."""
    desconhecidas = sorted(set(permissoes) - {API, *PERMISSOES_API})
    if desconhecidas:
        raise Refusal(f"Permissão desconhecida: {', '.join(desconhecidas)}")
    if not await tx.run(_set_permissions, e=email.strip().lower(), permissoes=permissoes):
        raise Refusal(f"Não existe usuário com o e-mail {email}")
    await alterado(tx, now)


async def trocar_ramal(tx: Tx, email: str, ramal: str | None, identificador: str | None) -> None:
    """Where the telephone exchange finds a user, and nobody else; without either, nowhere."""
    email = email.strip().lower()
    if ramal is not None and not RAMAL.fullmatch(ramal):
        raise Refusal("O ramal só pode ter algarismos")
    if identificador is not None and not IDENTIFICADOR.fullmatch(identificador):
        raise Refusal("O identificador só pode ter letras sem acento, algarismos, hífen, sublinhado e ponto")
    ocupado = await queries.ramal_de_outro(tx, email, ramal, identificador)
    if ocupado:
        raise Refusal(f"O ramal ou o identificador já é de {ocupado}")
    if not await tx.run(_set_extension, e=email, ramal=ramal, identificador=identificador):
        raise Refusal(f"Não existe usuário com o e-mail {email}")
