"""Keeps the files of a request beside the record they belong to: all of them or none (contract atendimento.md §7)."""

from datetime import datetime
from typing import ClassVar

import sqlalchemy as sa

from plantao.acesso.guard import Quem
from plantao.anexo.model import anexo
from plantao.kit.db import any_of, column
from plantao.kit.errors import Refusal
from plantao.kit.events import Event, publish
from plantao.kit.sentences import VALIDACAO, frase
from plantao.kit.settings import Instance
from plantao.kit.storage import Incoming, Received
from plantao.kit.tx import Tx


class AnexoAdicionado(Event, frozen=True, kw_only=True):
    """A file belongs to a record from now on."""

    name: ClassVar[str] = "anexo.adicionado"
    id_anexo: int
    nome: str


def conferir(arquivos: Incoming) -> None:
    """Refuse what cannot be kept: no file, too many, or one that is empty, too large or of a kind not allowed."""
    if not arquivos.count:
        raise Refusal(VALIDACAO, [frase("obrigatorio", "files")])
    maximo = Instance.settings.max_files
    if arquivos.count > maximo:
        raise Refusal(VALIDACAO, [frase("itens", "files", n=maximo)])
    aceitas = extensoes()
    recebidos = enumerate(arquivos.received)
    faltas = [frase("invalido", f"files.{n}") for n, a in recebidos if not (a.acceptable and do_tipo(a, aceitas))]
    if faltas:
        raise Refusal(VALIDACAO, faltas)


def extensoes() -> list[str]:
    """The endings of the names that are accepted; none accepts all."""
    return [e.strip().lower().lstrip(".") for e in Instance.settings.allowed_kinds.split(",") if e.strip()]


def do_tipo(arquivo: Received, aceitas: list[str]) -> bool:
    """Whether the name of a file ends in one of these."""
    return not aceitas or arquivo.name.rpartition(".")[2].lower() in aceitas


async def adicionar(tx: Tx, dono: str, id_dono: int, arquivos: Incoming, autor: Quem, now: datetime) -> None:
    """Keep the files as attachments of `dono` (`atendimento`, `ordem_servico`, `cliente`)."""
    conferir(arquivos)
    arquivos.kept = True
    for recebido in arquivos.received:
        id_anexo: int = await tx.insert(
            anexo,
            dono=dono,
            id_dono=id_dono,
            nome=recebido.name,
            tamanho=recebido.size,
            tipo=recebido.kind,
            sha256=recebido.digest.hexdigest(),
            chave=recebido.key,
            id_usuario=autor.id_usuario,
            data_cadastro=now,
        )
        adicionado = AnexoAdicionado(id_anexo=id_anexo, nome=recebido.name)
        publish(tx, adicionado, about=f"{dono}:{id_dono}", to=["todos"], by=autor.id_usuario, now=now)


_known = column(sa.select(anexo.c.chave).where(any_of(anexo.c.chave, "chaves")), str)


async def sem_registro(tx: Tx, chaves: list[str]) -> set[str]:
    """Those of the stored files' keys that no row knows."""
    return set(chaves) - set(await tx.all(_known, chaves=chaves))


async def com_registro(tx: Tx, arquivos: Incoming) -> set[str]:
    """The keys of a request's files that a row knows, once no other transaction may still write it."""
    await tx.hold_still(anexo)
    return set(await tx.all(_known, chaves=[recebido.key for recebido in arquivos.received]))
