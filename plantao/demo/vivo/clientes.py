"""The customers of the lively provider, with their services, places and telephones."""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from plantao import cliente as noun
from plantao.cliente.model import INSTALACAO
from plantao.demo.vivo import documentos, nomes
from plantao.demo.vivo.catalogos import EMPRESAS, PLANOS, RADIO, Plano
from plantao.demo.vivo.documentos import Numero
from plantao.demo.vivo.lugares import CIDADES, Cidade, lugar
from plantao.demo.vivo.nomes import Empresa, Pessoa
from plantao.kit.text import fold

Rows = list[dict[str, Any]]

QUANTOS = 297
"""With the three of the contract, 300."""
NOVOS, DE_ONTEM = 30, 9
"""How many came in the last weeks, and of them in the last days: theirs are the installations."""
ANTIGO = datetime(2020, 6, 1, tzinfo=UTC)
"""Who was registered before has its name in capitals, as the old system wrote."""
FAMILIAS = 16
STATUS = {"servico_habilitado": 1, "cancelado": 2, "suspenso_parcialmente": 3, "suspenso_debito": 4}
STATUS |= {"suspenso_pedido_cliente": 5, "aguardando_instalacao": 6, "aguardando_migracao": 7}
STATUS |= {"aguardando_assinatura_contrato": 9, "agendado_para_instalacao": 11}
_ESTADOS = {"servico_habilitado": 88, "suspenso_debito": 4, "suspenso_parcialmente": 3, "cancelado": 4}
_ESTADOS |= {"suspenso_pedido_cliente": 1, "aguardando_migracao": 1}


@dataclass
class Servico:
    """A customer's service, as far as tickets must know it."""

    linha: dict[str, Any]
    plano: Plano
    lugar: dict[str, Any]
    dono: "Cliente"

    @property
    def id(self) -> int:
        """Its key."""
        return int(self.linha["id_cliente_servico"])

    @property
    def habilitado(self) -> bool:
        """Whether it works."""
        return bool(self.linha["id_servico_status"] == STATUS["servico_habilitado"])

    def mudar(self, prefixo: str, **outros: Any) -> None:
        """Put it in another state."""
        self.linha |= {"id_servico_status": STATUS[prefixo]} | outros


@dataclass
class Cliente:
    """A customer, and whom one talks to there."""

    linha: dict[str, Any]
    contato: Pessoa
    numeros: list[Numero]
    novo: bool
    servicos: list[Servico] = field(default_factory=list)

    @property
    def empresa(self) -> bool:
        """Whether it is a company."""
        return bool(self.linha["tipo_pessoa"] == "pj")


def clientes(rng: Random, agora: datetime, senha: str) -> list[Cliente]:
    """Everybody, the oldest first; `senha` is the stored form of the portal's password."""
    quem = _quem(rng)
    datas = sorted(_desde(rng, agora, n) for n in range(QUANTOS))
    feitos: list[Cliente] = []
    vistos: set[str] = set()
    for n, (um, desde) in enumerate(zip(quem, datas, strict=True)):
        novo = n >= QUANTOS - NOVOS
        feito = _cliente(rng, um, desde, vistos, novo=novo)
        id_cliente, codigo = 24931 + n, 1865 + n
        feito.linha |= {"id_cliente": id_cliente, "codigo_cliente": codigo}
        if feito.linha["login_central"]:
            feito.linha["senha_central"] = senha
        feitos.append(feito)
    _familias(rng, feitos)
    _servicos(rng, feitos, agora)
    for feito in feitos:
        textos = [numero.escrito(rng) for numero in feito.numeros]
        feito.linha |= dict(zip(noun.rules.TELEFONES, [*textos, None, None, None], strict=False))
    return feitos


def _quem(rng: Random) -> list[Pessoa | Empresa]:
    gente: list[Pessoa | Empresa] = [*nomes.CONHECIDOS, *nomes.EMPRESAS]
    vistos = {p.nome for p in nomes.CONHECIDOS}
    while len(gente) < QUANTOS - NOVOS:
        um = nomes.pessoa(rng)
        if um.nome not in vistos:
            vistos.add(um.nome)
            gente.append(um)
    rng.shuffle(gente)
    return gente + [nomes.pessoa(rng) for _ in range(NOVOS)]


def _desde(rng: Random, agora: datetime, n: int) -> datetime:
    if n < NOVOS:
        dias = rng.uniform(0.2, 2) if n < DE_ONTEM else rng.uniform(2, 34)
    else:
        dias = 40 + (agora - datetime(2017, 8, 10, tzinfo=UTC)).days * rng.random() ** 1.3 * 0.97
    dia = (agora - timedelta(days=dias)).replace(hour=11, minute=0, second=0, microsecond=0)
    feito = dia + timedelta(seconds=rng.randrange(9 * 3600))
    return min(feito, agora - timedelta(hours=5, minutes=rng.randrange(60)))


def _cliente(rng: Random, quem: Pessoa | Empresa, desde: datetime, vistos: set[str], *, novo: bool) -> Cliente:
    empresa = quem if isinstance(quem, Empresa) else None
    contato = nomes.pessoa(rng) if isinstance(quem, Empresa) else quem
    nome = quem.razao if isinstance(quem, Empresa) else quem.nome
    documento = documentos.cnpj(empresa.raiz) if empresa else _novo(vistos, lambda: documentos.cpf(rng))
    cidade = rng.choices(CIDADES, (55, 45))[0]
    numeros = [documentos.celular(rng)]
    if empresa or rng.random() < 0.12:
        numeros.insert(0 if empresa else 1, documentos.fixo(rng, cidade.prefixos))
    if rng.random() < 0.3:
        numeros.append(documentos.celular(rng))
    for n, numero in enumerate(numeros):
        while numero.digitos in vistos:
            numero = documentos.celular(rng)
        vistos.add(numero.digitos)
        numeros[n] = numero
    linha: dict[str, Any] = {
        "nome_razaosocial": nome.upper() if desde < ANTIGO else nome,
        "nome_fantasia": empresa.fantasia if empresa else None,
        "tipo_pessoa": "pj" if empresa else "pf",
        "cpf_cnpj": documento,
        "email_principal": _email(rng, nome, empresa),
        "email_secundario": None,
        "rg": None if empresa or rng.random() < 0.4 else f"MG-{rng.randrange(5, 22)}.{rng.randrange(10**6):06}",
        "inscricao_estadual": f"{rng.randrange(10**8, 10**9)}.00-{rng.randrange(100):02}" if empresa else None,
        "data_cadastro": desde,
        "data_nascimento": None if empresa else f"{date(1948, 1, 1) + timedelta(days=rng.randrange(20_500))}",
        "ativo": True,
        "uuid": _uuid(rng),
        "login_central": documento if rng.random() < 0.5 else None,
        "senha_central": None,
        "cidade": cidade,
        "rural": empresa.rural if empresa else rng.random() < 0.14,
    }
    return Cliente(linha, contato, numeros, novo)


def _novo(vistos: set[str], fazer: Any) -> str:
    while True:
        valor = str(fazer())
        if valor not in vistos:
            vistos.add(valor)
            return valor


def _uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def _email(rng: Random, nome: str, empresa: Empresa | None) -> str | None:
    if empresa:
        dominio = re.sub("[^a-z]", "", fold(empresa.fantasia or empresa.razao))
        return f"{rng.choice(('contato', 'financeiro', 'administracao'))}@{dominio}.exemplo.com.br"
    if rng.random() < 0.16:
        return None
    partes = fold(nome).split()
    numero = rng.choice(("", "", str(rng.randrange(60, 100)), str(rng.randrange(1, 1000))))
    return (
        f"{partes[0]}{rng.choice(('.', '', '_'))}{partes[-1]}{numero}@{rng.choice(('email', 'correio'))}.exemplo.com.br"
    )


def _familias(rng: Random, todos: list[Cliente]) -> None:
    """Relatives registered apart answer the same telephone; one is that of three."""
    gente = [c for c in todos if not c.empresa and not c.novo and c.contato not in nomes.CONHECIDOS]
    sorteados = rng.sample(gente, 2 * FAMILIAS + 1)
    avo = sorteados[-1]
    for n in range(FAMILIAS):
        um, outro = sorteados[2 * n], sorteados[2 * n + 1]
        _aparentar(rng, um, outro)
    _aparentar(rng, sorteados[0], avo)


def _aparentar(rng: Random, um: Cliente, outro: Cliente) -> None:
    """Give `outro` the surname, the street and a telephone of `um`."""
    parente = nomes.pessoa(rng, um.contato.nome.split()[-1])
    antigo = outro.linha["data_cadastro"] < ANTIGO
    outro.contato = parente
    outro.linha |= {
        "nome_razaosocial": parente.nome.upper() if antigo else parente.nome,
        "email_principal": _email(rng, parente.nome, None),
        "cidade": um.linha["cidade"],
        "vizinho": um,
    }
    outro.numeros = [*outro.numeros[:1], um.numeros[0]] if rng.random() < 0.6 else [um.numeros[0]]


def _servicos(rng: Random, todos: list[Cliente], agora: datetime) -> None:
    """One to three for each customer, in sensible states."""
    proximo = 17813
    vizinhos = sorted(todos, key=lambda c: "vizinho" in c.linha)
    for dono in vizinhos:
        vizinho: Cliente | None = dono.linha.pop("vizinho", None)
        cidade: Cidade = dono.linha.pop("cidade")
        rural: bool = dono.linha.pop("rural")
        quantos = 1 if dono.novo else rng.choices((1, 2, 3), (81, 16, 3))[0]
        for numero in range(quantos):
            onde = lugar(rng, cidade, rural=rural and numero == 0)
            if vizinho and numero == 0:
                onde = vizinho.servicos[0].lugar | {"complemento": rng.choice(("Casa 2", "Fundos", "Sobrado"))}
            plano = _plano(rng, dono, onde)
            feito = Servico({}, plano, onde, dono)
            feito.linha = _servico(rng, dono, plano, numero, agora)
            dono.servicos.append(feito)
        if dono.linha["data_cadastro"] < ANTIGO:
            for feito in dono.servicos:
                feito.lugar["endereco"] = feito.lugar["endereco"].upper()
        ligados = [s for s in dono.servicos if s.linha["id_servico_status"] != STATUS["cancelado"]]
        dono.linha["ativo"] = bool(ligados) or rng.random() < 0.5
    for servico in (s for dono in todos for s in dono.servicos):
        servico.linha["id_cliente_servico"] = proximo
        proximo += 1


def _plano(rng: Random, dono: Cliente, onde: dict[str, Any]) -> Plano:
    rural = onde["numero"] == "S/N"
    ofertas = [p for p in PLANOS if (p.id_servico_tecnologia == RADIO) == rural]
    if not rural:
        ofertas = [p for p in ofertas if (p.id_servico_grupo == EMPRESAS) == dono.empresa]
    if dono.novo:
        ofertas = [p for p in ofertas if p.ativo]
    pesos = {2736: 8, 2737: 22, 2738: 38, 2739: 24, 2740: 8, 2743: 70, 2744: 30}
    return rng.choices(ofertas, [pesos.get(p.id_servico, 50) for p in ofertas])[0]


def _servico(rng: Random, dono: Cliente, plano: Plano, numero: int, agora: datetime) -> dict[str, Any]:
    desde: datetime = dono.linha["data_cadastro"]
    if numero:
        desde += (agora - timedelta(days=38) - desde) * rng.random()
    desde = desde.replace(microsecond=0)
    estado = "servico_habilitado" if dono.novo else rng.choices(list(_ESTADOS), list(_ESTADOS.values()))[0]
    habilitado = desde + timedelta(days=rng.uniform(1, 4))
    cancelado = habilitado + (agora - timedelta(days=37) - habilitado) * rng.random()
    return {
        "id_cliente_servico": 0,
        "id_servico": plano.id_servico,
        "numero_plano": numero,
        "valor": plano.valor,
        "id_servico_status": STATUS[estado],
        "data_cadastro": desde,
        "data_venda": desde,
        "data_habilitacao": None if dono.novo else habilitado.replace(microsecond=0),
        "data_cancelamento": cancelado.replace(microsecond=0) if estado == "cancelado" else None,
        "anotacoes": rng.choice(_ANOTACOES) if rng.random() < 0.12 else None,
        "referencia": None,
        "uuid": _uuid(rng),
    }


_ANOTACOES = (
    "Cliente prefere contato por WhatsApp.",
    "Só agendar visita depois das 17h.",
    "Cachorro solto no quintal, avisar antes de entrar.",
    "Roteador do próprio cliente.",
    "Chave com a vizinha da casa 1.",
    "Ponto extra na sala de TV.",
)


def tabelas(todos: list[Cliente]) -> list[tuple[sa.Table, Rows]]:
    """The rows of everybody, in an order that respects their references."""
    m = noun.model
    servicos = [s for c in todos for s in c.servicos]
    lugares: Rows = [{"id_endereco_numero": 52636 + n} | s.lugar for n, s in enumerate(servicos)]
    enderecos: Rows = [
        {
            "id_cliente_servico_endereco": 73554 + n,
            "id_cliente_servico": s.id,
            "id_endereco_numero": 52636 + n,
            "tipo": INSTALACAO,
        }
        for n, s in enumerate(servicos)
    ]
    return [
        (m.cliente, [c.linha for c in todos]),
        (m.cliente_telefone, [linha for c in todos for linha in noun.rules.telefones(c.linha)]),
        (m.cliente_servico, [s.linha | {"id_cliente": s.dono.linha["id_cliente"]} for s in servicos]),
        (m.endereco_numero, lugares),
        (m.cliente_servico_endereco, enderecos),
    ]
