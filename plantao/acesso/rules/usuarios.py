"""People and users of programs: who there is, what they may do, at which extension, and whether they come in."""

import asyncio
import re
import secrets
from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa

from plantao.acesso import queries
from plantao.acesso.model import API, PERMISSOES_API, Papel, setores, usuario
from plantao.acesso.queries import Cadastro, Ficha
from plantao.acesso.rules.credenciais import (
    NOME_VAZIO,
    Faltas,
    alterado,
    guardar_senha,
    recusar,
    revogar_do_usuario,
    senha_confere,
)
from plantao.acesso.rules.sessao import conferir, sair_de_todas
from plantao.kit.catalogue import CatalogoAlterado
from plantao.kit.db import change, param
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.events import Event, publish
from plantao.kit.tx import Read, Tx

SENHA_LENGTH = 8
PROVISORIA = 12
LETRAS = "abcdefghijkmnpqrstuvwxyz23456789"
"""What a password is made of that is read aloud: nothing that looks like something else; as many as divide a byte."""
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
"""What a user signs in with: an address, perhaps of a network of the provider's own."""
RAMAL = re.compile(r"[0-9]+")
IDENTIFICADOR = re.compile(r"[A-Za-z0-9._-]+")
UNICO = "É o único administrador que entra na central; dê antes este papel a outra pessoa"
A_SI_MESMO = "Ninguém desativa a si mesmo; peça a outro administrador"


class UsuarioCriado(Event, frozen=True, kw_only=True):
    """Somebody may sign in from now on."""

    name: ClassVar[str] = "acesso.usuario_criado"
    id_usuario: int


class UsuarioAlterado(Event, frozen=True, kw_only=True):
    """These of a user are not what they were: columns, or `sessoes` when all were ended."""

    name: ClassVar[str] = "acesso.usuario_alterado"
    id_usuario: int
    campos: list[str]


_um = sa.update(usuario).where(usuario.c.id == param("id", usuario.c.id))
_editar = change(_um.values({name: param(name, usuario.c[name]) for name in (*Ficha._fields, "tecnico")}))
_guardar_senha = change(_um.values(senha=param("senha", usuario.c.senha)))
_desativar = change(_um.values(ativo=False, disponivel=False))
_reativar = change(_um.values(ativo=True))


async def criar_usuario(tx: Tx, ficha: Ficha, senha: str, now: datetime, by: int | None = None) -> int:
    """Somebody who may sign in; a program may do it in their name when they have the permission `API`."""
    await tx.serialize("usuario")
    ficha = _arrumada(ficha)
    recusar(await _faltas(tx, ficha) | _faltas_da_senha(senha))
    guardada = await asyncio.to_thread(guardar_senha, senha)
    tecnico = ficha.papel == Papel.TECNICO
    id_usuario: int = await tx.insert(usuario, **ficha._asdict(), senha=guardada, tecnico=tecnico)
    publish(tx, UsuarioCriado(id_usuario=id_usuario), about=f"usuario:{id_usuario}", to=[], by=by, now=now)
    _reler(tx, by, now)
    return id_usuario


async def editar_usuario(tx: Tx, id_usuario: int, ficha: Ficha, now: datetime, by: int | None = None) -> None:
    """Write something else of a user; their next request already finds it so."""
    atual = await _cadastro(tx, id_usuario, now)
    ficha = _arrumada(ficha)
    recusar(await _faltas(tx, ficha, atual))
    mudados = [campo for campo in Ficha._fields if getattr(ficha, campo) != getattr(atual, campo)]
    if not mudados:
        return
    tecnico = ficha.papel == Papel.TECNICO or (atual.tecnico and atual.papel != Papel.TECNICO)
    await tx.run(_editar, id=id_usuario, tecnico=tecnico, **ficha._asdict())
    if not {"name", "permissoes"}.isdisjoint(mudados):
        await alterado(tx, now, by)
    _mudou(tx, id_usuario, mudados, now, by)
    _reler(tx, by, now)


async def trocar_ramal(
    tx: Tx, id_usuario: int, ramal: str | None, identificador: str | None, now: datetime, by: int | None = None
) -> None:
    """Where the telephone exchange finds a user, and nobody else; without either, nowhere."""
    ficha = (await _cadastro(tx, id_usuario, now)).ficha
    await editar_usuario(tx, id_usuario, ficha._replace(ramal=ramal, identificador_interno=identificador), now, by)


async def trocar_permissoes(
    tx: Tx, id_usuario: int, permissoes: list[str], now: datetime, by: int | None = None
) -> None:
    """Let a user do this by a program and nothing else."""
    ficha = (await _cadastro(tx, id_usuario, now)).ficha
    await editar_usuario(tx, id_usuario, ficha._replace(permissoes=permissoes), now, by)


async def trocar_senha(
    tx: Tx, id_usuario: int, senha: str, now: datetime, by: int | None = None, *, menos: str = ""
) -> None:
    """A new password; who is signed in with the old one is signed out, but for the session `menos`."""
    await _cadastro(tx, id_usuario, now)
    recusar(_faltas_da_senha(senha))
    await tx.run(_guardar_senha, id=id_usuario, senha=await asyncio.to_thread(guardar_senha, senha))
    await sair_de_todas(tx, id_usuario, now, menos)
    _mudou(tx, id_usuario, ["senha"], now, by)


async def trocar_a_propria_senha(
    tx: Tx, id_usuario: int, atual: str, senha: str, now: datetime, *, sessao: str
) -> None:
    """A new password for whoever knows theirs of today; the session that asks stays."""
    await _cadastro(tx, id_usuario, now)
    found = await queries.usuario_ativo(tx, id_usuario)
    if await conferir(found, atual) is None:
        raise Faltas({"atual": "A senha atual não confere"})
    await trocar_senha(tx, id_usuario, senha, now, id_usuario, menos=sessao)


async def senha_de_hoje(read: Read, id_usuario: int, senha: str) -> bool:
    """Whether this is still a user's password, active or not."""
    return await senha_confere(senha, await queries.senha_guardada(read, id_usuario))


async def encerrar_sessoes(tx: Tx, id_usuario: int, now: datetime, by: int | None = None) -> None:
    """Sign a user out of every browser."""
    await _cadastro(tx, id_usuario, now)
    await sair_de_todas(tx, id_usuario, now)
    _mudou(tx, id_usuario, ["sessoes"], now, by)


async def desativar_usuario(tx: Tx, id_usuario: int, now: datetime, by: int | None = None) -> None:
    """Somebody who left: their sessions and the tokens given in their name end, and no call finds them."""
    atual = await _cadastro(tx, id_usuario, now)
    if id_usuario == by:
        raise Refusal(A_SI_MESMO)
    if await _e_o_unico(tx, atual):
        raise Refusal(UNICO)
    await tx.run(_desativar, id=id_usuario)
    await _ligado(tx, id_usuario, now, by)


async def reativar_usuario(tx: Tx, id_usuario: int, now: datetime, by: int | None = None) -> None:
    """Somebody who came back, with the password they had; an extension that others answer by now is refused."""
    atual = await _cadastro(tx, id_usuario, now)
    if atual.ativo:
        return
    ocupado = await _do_ramal(tx, atual.ramal) or await _do_identificador(tx, atual.identificador_interno)
    if ocupado:
        raise Refusal(f"{ocupado}; troque-o antes de reativar")
    await tx.run(_reativar, id=id_usuario)
    await _ligado(tx, id_usuario, now, by)


async def id_do_email(tx: Tx, email: str) -> int:
    """Whose this e-mail is; refuse nobody's."""
    email = email.strip().lower()
    found = await queries.id_do_email(tx, email)
    if found is None:
        raise Refusal(f"Não existe usuário com o e-mail {email}")
    return found


def senha_provisoria(acaso: bytes = b"") -> str:
    """A password to be told to somebody, of these bytes or of chance; shown once."""
    letras = "".join(LETRAS[byte % len(LETRAS)] for byte in (acaso or secrets.token_bytes(PROVISORIA))[:PROVISORIA])
    return "-".join((letras[:4], letras[4:8], letras[8:]))


async def _cadastro(tx: Tx, id_usuario: int, now: datetime) -> Cadastro:
    """The user, who stays as they are until the end of the transaction."""
    await tx.serialize("usuario")
    found = await queries.cadastro(tx, id_usuario, now)
    if found is None:
        raise NotFound("Esta pessoa não existe.")
    return found


def _arrumada(ficha: Ficha) -> Ficha:
    """Without blanks around what was typed; what is empty is nothing."""
    texto = {campo: (getattr(ficha, campo) or "").strip() for campo in ("email", "ramal", "identificador_interno")}
    nada: dict[str, str | None] = {campo: valor or None for campo, valor in texto.items()}
    return ficha._replace(name=ficha.name.strip(), **nada | {"email": texto["email"].lower() or None})


async def _faltas(tx: Tx, ficha: Ficha, atual: Cadastro | None = None) -> dict[str, str]:
    """What is wrong by field; what stays as it was is not examined again."""
    achadas = {
        "name": None if ficha.name else NOME_VAZIO,
        "email": await _do_email(tx, ficha.email),
        "papel": await _do_papel(tx, ficha.papel, atual),
        "id_setor": None if ficha.id_setor is None or setores.get(ficha.id_setor) else "Escolha o setor de novo",
        "ramal": await _do_ramal(tx, ficha.ramal),
        "identificador_interno": await _do_identificador(tx, ficha.identificador_interno),
        "permissoes": _das_permissoes(ficha.permissoes),
    }
    return {
        campo: falta
        for campo, falta in achadas.items()
        if falta and (atual is None or getattr(ficha, campo) != getattr(atual, campo))
    }


async def _do_email(tx: Tx, email: str | None) -> str | None:
    if email is None or not EMAIL.fullmatch(email):
        return f"O e-mail {email} não é válido" if email else "Informe o e-mail"
    usado = await queries.id_do_email(tx, email) is not None
    return f"Já existe um usuário com o e-mail {email}" if usado else None


async def _do_papel(tx: Tx, papel: str, atual: Cadastro | None) -> str | None:
    if papel not in set(Papel):
        return "Escolha o papel"
    return UNICO if atual and await _e_o_unico(tx, atual) else None


async def _do_ramal(tx: Tx, ramal: str | None) -> str | None:
    if ramal is None:
        return None
    if not RAMAL.fullmatch(ramal):
        return "O ramal só pode ter algarismos"
    quem = await _nome(tx, await queries.usuario_do_ramal(tx, ramal))
    return f"O ramal {ramal} já é de {quem}" if quem else None


async def _do_identificador(tx: Tx, identificador: str | None) -> str | None:
    if identificador is None:
        return None
    if not IDENTIFICADOR.fullmatch(identificador):
        return "O identificador só pode ter letras sem acento, algarismos, hífen, sublinhado e ponto"
    quem = await _nome(tx, await queries.usuario_do_identificador(tx, identificador))
    return f"O identificador {identificador} já é de {quem}" if quem else None


async def _nome(tx: Tx, id_usuario: int | None) -> str | None:
    found = None if id_usuario is None else await queries.usuario_ativo(tx, id_usuario)
    return found.name if found else None


def _das_permissoes(permissoes: list[str]) -> str | None:
    desconhecidas = sorted(set(permissoes) - {API, *PERMISSOES_API})
    return f"Permissão desconhecida: {', '.join(desconhecidas)}" if desconhecidas else None


def _faltas_da_senha(senha: str) -> dict[str, str]:
    curta = len(senha) < SENHA_LENGTH
    return {"senha": f"A senha precisa de pelo menos {SENHA_LENGTH} caracteres"} if curta else {}


async def _e_o_unico(tx: Tx, atual: Cadastro) -> bool:
    """Whether nobody would be left to let others in."""
    administra = atual.ativo and atual.papel == Papel.ADMINISTRADOR
    return administra and not await queries.outro_administrador(tx, atual.id)


async def _ligado(tx: Tx, id_usuario: int, now: datetime, by: int | None) -> None:
    """Nothing of before the change lets anybody in after it."""
    await sair_de_todas(tx, id_usuario, now)
    await revogar_do_usuario(tx, id_usuario, now, by)
    _mudou(tx, id_usuario, ["ativo"], now, by)
    _reler(tx, by, now)


def _mudou(tx: Tx, id_usuario: int, campos: list[str], now: datetime, by: int | None) -> None:
    mudou = UsuarioAlterado(id_usuario=id_usuario, campos=campos)
    publish(tx, mudou, about=f"usuario:{id_usuario}", to=[], by=by, now=now)


def _reler(tx: Tx, by: int | None, now: datetime) -> None:
    publish(tx, CatalogoAlterado(tabela="usuario"), about="catalogo:usuario", to=[], by=by, now=now)
