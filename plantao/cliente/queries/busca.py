"""The clients that a text may mean, the likeliest first."""

from typing import NamedTuple

import sqlalchemy as sa

from plantao.cliente.model import INATIVOS, busca_cliente, busca_palavra, cliente, cliente_telefone
from plantao.kit.br import ler_telefone, normalizar_documento, semelhanca, somente_digitos
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import any_of, param, query
from plantao.kit.exibir import titulo
from plantao.kit.search import Fragments, Vocabulary, readings
from plantao.kit.text import fold
from plantao.kit.tx import Read

MAIOR_CODIGO = 10**15
MAIOR_NUMERO = 15
"""A protocolo has more digits than the document or the telephone of a client."""
TELEFONE = 8
"""Fewer digits are no whole telephone number."""


class Pagina(NamedTuple):
    """Clients in the order they are shown, and the cursor of those that follow."""

    ids: list[int]
    depois: str


class _Exato(NamedTuple):
    id_cliente: int
    telefone: str | None
    peso: int


class _Nome(NamedTuple):
    nome_razaosocial: str
    nome_fantasia: str | None


nomes = Fragments("busca_nome", busca_cliente.c.ordem, busca_cliente.c.nome)
tudo = Fragments("busca_cliente", busca_cliente.c.ordem, busca_cliente.c.nome, busca_cliente.c.resto)
palavras = Vocabulary(busca_palavra.c.id_busca_palavra, busca_palavra.c.palavra)

_sem_telefone = sa.null().cast(sa.Text)
_exatos = query(
    sa.union_all(
        sa.select(cliente.c.id_cliente, _sem_telefone, sa.literal_column("30")).where(
            cliente.c.codigo_cliente == param("codigo", cliente.c.codigo_cliente)
        ),
        sa.select(cliente.c.id_cliente, _sem_telefone, sa.literal_column("20")).where(
            cliente.c.cpf_cnpj == param("documento", cliente.c.cpf_cnpj)
        ),
        sa.select(cliente_telefone.c.id_cliente, cliente_telefone.c.telefone, sa.literal_column("10")).where(
            cliente_telefone.c.chave == param("chave", cliente_telefone.c.chave)
        ),
    ),
    _Exato,
)
_nomes = query(
    sa.select(cliente.c.nome_razaosocial, cliente.c.nome_fantasia).where(any_of(cliente.c.id_cliente, "ids")), _Nome
)


async def clientes(read: Read, texto: str, limite: int) -> list[int]:
    """The clients that `texto` may mean: name, document, code, telephone or address, whole or in part."""
    return (await pagina(read, texto, limite)).ids


async def pagina(read: Read, texto: str, limite: int, depois: str = "") -> Pagina:
    """A page of them, after the cursor of the page before.

    Who has exactly this document or telephone, if anybody; else first who has this code, then those of whose name every
    word begins a word, then the others. Among equals the active come first, and the newest.
    """
    lidas = readings(texto)
    if lidas and len(lidas[0]) == 1 and lidas[0][0].isdigit():
        lidas = _numeros(texto, lidas)
    exatos = await _exatamente(read, texto) if lidas else []
    if exatos and len(somente_digitos(texto)) >= TELEFONE:
        return Pagina(exatos[:limite] if not depois else [], "")
    etapa, antes = _ler(depois)
    ids = [] if depois else exatos[:limite]
    ultima = f"0.{INT64_MAX}"
    for numero, palavras_lidas in enumerate(lidas):
        for agora in (2 * numero, 2 * numero + 1):
            if agora < etapa:
                continue
            pedidos = limite - len(ids) + len(exatos) + 1
            for ordem in await _etapa(read, palavras_lidas, agora % 2, pedidos, antes if agora == etapa else INT64_MAX):
                id_cliente = ordem if ordem > 0 else ordem + INATIVOS
                if id_cliente not in exatos:
                    if len(ids) == limite:
                        return Pagina(ids, ultima)
                    ids.append(id_cliente)
                ultima = f"{agora}.{ordem}"
        if ids or depois:
            break
    return Pagina(ids, "")


def _numeros(texto: str, lidas: list[list[str]]) -> list[list[str]]:
    """A whole telephone is looked for by what all its spellings share; nobody has a number as long as a protocolo."""
    digitos = lidas[0][0]
    lido = ler_telefone(texto) if len(digitos) > TELEFONE else None
    if lido and lido.assinante:
        lidas = [[lido.assinante], *lidas]
    return [palavras_lidas for palavras_lidas in lidas if len(palavras_lidas[0]) <= MAIOR_NUMERO]


async def _etapa(read: Read, lidas: list[str], parte: int, limite: int, antes: int) -> list[int]:
    """The first part of a search is what begins a word: of a name, or of a number when only digits were typed."""
    numeros = all(palavra.isdigit() for palavra in lidas)
    onde = busca_cliente.c.resto if numeros else busca_cliente.c.nome
    if parte == 0:
        return await (tudo if numeros else nomes).begin(read, lidas, onde, limite, antes)
    return await tudo.hold(read, lidas, limite, antes, but=onde)


def _ler(cursor: str) -> tuple[int, int]:
    etapa, _, ordem = cursor.partition(".")
    try:
        return int(etapa), int(ordem)
    except ValueError:
        return 0, INT64_MAX


async def _exatamente(read: Read, texto: str) -> list[int]:
    """Who has exactly this code, this document, this telephone, in this order."""
    digitos = somente_digitos(texto)
    documento = normalizar_documento(texto)
    lido = ler_telefone(texto) if len(digitos) >= TELEFONE else None
    so_numero = documento.isdigit()
    rows = await read.all(
        _exatos,
        codigo=int(documento) if so_numero and int(documento) < MAIOR_CODIGO else None,
        documento=documento if len(documento) in {11, 14} else None,
        chave=lido.chave if lido else None,
    )
    found: dict[int, int] = {}
    for row in rows:
        do_cadastro = ler_telefone(row.telefone) if row.telefone else None
        certeza = semelhanca(lido, do_cadastro) if lido and do_cadastro else 0
        if row.telefone is None or certeza:
            found[row.id_cliente] = max(found.get(row.id_cliente, 0), row.peso + certeza)
    return sorted(found, key=lambda id_cliente: (-found[id_cliente], id_cliente))


async def sugestao(read: Read, texto: str) -> str | None:
    """What may have been meant by a text that finds nobody: each word of letters as names are really written."""
    lidas = readings(texto)
    if not lidas:
        return None
    trocadas = [palavra if palavra.isdigit() else await palavras.nearest(read, palavra) for palavra in lidas[-1]]
    certas = [palavra for palavra in trocadas if palavra is not None]
    if len(certas) < len(trocadas) or certas == lidas[-1]:
        return None
    achados = await clientes(read, " ".join(certas), 1)
    escritas = {
        fold(palavra): palavra
        for nome in await read.all(_nomes, ids=achados)
        for palavra in titulo(" ".join(filter(None, nome))).split()
    }
    return " ".join(escritas.get(palavra, palavra) for palavra in certas) if achados else None
