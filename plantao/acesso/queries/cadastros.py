"""People whole: what is kept of each, as the page of people shows it and the rules change it."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from plantao.acesso.model import Papel, sessao, usuario
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import column, param, query
from plantao.kit.text import fold
from plantao.kit.tx import Read


class Ficha(NamedTuple):
    """What is written of a person."""

    name: str
    email: str | None
    papel: str
    ramal: str | None = None
    identificador_interno: str | None = None
    id_setor: int | None = None
    permissoes: list[str] = []  # noqa: RUF012 - never changed


class Cadastro(NamedTuple):
    """A person; `sessoes` is how many of theirs are alive."""

    id: int
    name: str
    email: str | None
    papel: str
    ramal: str | None
    identificador_interno: str | None
    id_setor: int | None
    permissoes: list[str]
    tecnico: bool
    ativo: bool
    tem_senha: bool
    ultima_entrada: datetime | None
    sessoes: int

    @property
    def ficha(self) -> Ficha:
        """What is written of them."""
        return Ficha(*(getattr(self, campo) for campo in Ficha._fields))

    @property
    def entra(self) -> bool:
        """Whether there is anything they could sign in with."""
        return self.email is not None and self.tem_senha


_u = usuario.c
_SOMADOS = {
    "tem_senha": _u.senha.is_not(None),
    "sessoes": sa.select(sa.func.count())
    .where(sessao.c.id_usuario == _u.id, sessao.c.expiracao > param("now", sessao.c.expiracao))
    .scalar_subquery(),
}
_todos = sa.select(*(_SOMADOS[name] if name in _SOMADOS else _u[name] for name in Cadastro._fields))
_cadastros = query(_todos, Cadastro)
_cadastro = query(_todos.where(_u.id == param("id", _u.id)), Cadastro)
_id_do_email = column(sa.select(_u.id).where(_u.email == param("email", _u.email)), int)
_outro_administrador = column(
    sa.select(_u.id)
    .where(
        _u.id != param("id", _u.id),
        _u.papel == Papel.ADMINISTRADOR,
        _u.ativo,
        _u.email.is_not(None),
        _u.senha.is_not(None),
    )
    .limit(1),
    int,
)


async def cadastros(read: Read, now: datetime) -> list[Cadastro]:
    """Everybody by name; who left comes last."""
    return sorted(await read.all(_cadastros, now=now), key=lambda c: (not c.ativo, fold(c.name), c.id))


async def cadastro(read: Read, id_usuario: int, now: datetime) -> Cadastro | None:
    """The person of an id."""
    return await read.first(_cadastro, id=id_usuario, now=now) if id_usuario <= INT64_MAX else None


async def id_do_email(read: Read, email: str) -> int | None:
    """Whose this e-mail is, of somebody active or not."""
    return await read.first(_id_do_email, email=email)


async def outro_administrador(read: Read, id_usuario: int) -> bool:
    """Whether an active administrator other than this one may sign in."""
    return await read.first(_outro_administrador, id=id_usuario) is not None
