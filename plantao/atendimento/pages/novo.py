"""The form of a new ticket (design §12): what is missing is said at its field, and nothing is stored before."""

from datetime import datetime
from typing import Any, NamedTuple

from fastapi import Depends, Request
from starlette.responses import Response

from plantao import ordem_servico
from plantao.acesso.guard import Atendente, Pessoa, precisa
from plantao.acesso.model import ATENDIMENTOS, CLIENTES, ORDENS, usuarios
from plantao.acesso.rules.formulario import nova_chave
from plantao.anexo.api import Arquivos, recebe_arquivos
from plantao.atendimento.contract.mesa import Escolha, NovoNaMesa
from plantao.atendimento.model import origens, statuses, tipos
from plantao.atendimento.pages.arquivos import faltas as faltas_dos_arquivos
from plantao.atendimento.pages.exibicao import hora
from plantao.atendimento.queries.busca import clientes
from plantao.atendimento.queries.fila import robos
from plantao.atendimento.queries.novo import aberto_do_tipo, recentes
from plantao.atendimento.rules.novo import abrir_uma_vez
from plantao.cliente.pages import Plano, planos, principal
from plantao.cliente.queries.linhas import Cadastro, cadastros
from plantao.kit.bag import Bag
from plantao.kit.columns import INT64_MAX
from plantao.kit.exibir import quando, telefone_exibido, titulo
from plantao.kit.html import goto, offer, page, partial
from plantao.kit.route import Corpo, Now, PageRouter, Pedido, Read, Tx
from plantao.ordem_servico.model import periodos, tipos_ordem_servico

ACHADOS = 8
SEM_SERVICO = "Este cadastro não tem serviço; escolha outro cliente"
SEM_ORDEM = "Este tipo de atendimento não tem ordem de serviço"
Falta = tuple[str, str]
FALTAS: dict[str, Falta] = {
    "cliente": ("Cliente", "Escolha o cliente"),
    "id_cliente_servico": ("Serviço", "Escolha o serviço do cliente"),
    "id_tipo_atendimento": ("Tipo", "Escolha o tipo do atendimento"),
    "id_atendimento_status": ("Situação inicial", "Escolha a situação de novo"),
    "descricao": ("Descrição", "Escreva o que o cliente relata"),
    "nome": ("Quem está falando", "Informe o nome de quem está falando"),
    "telefone": ("Telefone de contato", "Informe o DDD e o número"),
    "email": ("E-mail", "Confira o endereço de e-mail"),
    "responsaveis": ("Responsáveis", "Escolha os responsáveis de novo"),
    "id_origem_contato": ("Origem do contato", "Escolha a origem de novo"),
    "abrir_os": ("Ordem de serviço", SEM_ORDEM),
    "id_tipo_ordem_servico": ("Tipo da ordem", "Escolha o tipo da ordem de novo"),
    "id_disponibilidade": ("Períodos", "Escolha os períodos de novo"),
    "ids_tecnicos": ("Técnico", "Escolha o técnico de novo"),
    "chave": ("Formulário", "Abra o formulário de novo"),
}
"""Each field in the order of the form: what it is called, and what is said when it is wrong."""
TEXTOS = (
    "id_atendimento_status", "descricao", "nome", "telefone", "email", "id_origem_contato", "abrir_os",
    "id_tipo_ordem_servico", "ids_tecnicos",
)  # fmt: skip

router = PageRouter(prefix="/atendimentos", dependencies=[Depends(precisa(ATENDIMENTOS)), Depends(precisa(CLIENTES))])


class Cliente(NamedTuple):
    """A customer in words."""

    id_cliente: int
    nome: str
    codigo: int
    cpf_cnpj: str | None
    telefone: str
    servicos: list[Plano]
    sugerido: int | None

    @property
    def principal(self) -> Plano | None:
        """The service a list shows."""
        return principal(self.servicos)


@router.get("/novo")
async def novo(request: Request, escolha: Pedido[Escolha], read: Read, quem: Atendente, now: Now) -> Response:
    """The form; or, once it is on the screen, what the choice of a customer or of a kind changes in it."""
    escolhido = await _escolhido(read, escolha.cliente, escolha.id_cliente_servico, escolha.id_tipo_atendimento)
    if partial(request):
        return page(request, "atendimento/novo_troca.html", faltas={}, **escolhido)
    c: Cliente | None = escolhido["c"]
    valores = dict.fromkeys(TEXTOS, "") | {"nome": c.nome if c else "", "telefone": c.telefone if c else ""}
    return page(
        request,
        "atendimento/novo.html",
        faltas={},
        chave=nova_chave(),
        valores=valores,
        responsaveis=[quem.id_usuario],
        periodos=[],
        **escolhido,
        **await _listas(read, quem),
    )


@router.get("/novo/clientes")
async def procurar(request: Request, read: Read, q: str = "") -> Response:
    """The customers a text may mean."""
    texto = q.strip()
    quem = await clientes(read, texto, ACHADOS)
    achados = [_cliente(cadastro) for cadastro in await cadastros(read, quem.ids)]
    return page(request, "atendimento/novo_achados.html", achados=achados, q=texto)


@router.post("", dependencies=[Depends(recebe_arquivos, scope="function")])
async def abrir(request: Request, arquivos: Arquivos, corpo: Corpo, tx: Tx, quem: Atendente, now: Now) -> Response:
    """Open the ticket, with the files that came, or say what is missing."""
    lido = await NovoNaMesa.examinar(corpo, tx)
    escolhido = await _escolhido(
        tx, lido.get("cliente"), lido.get("id_cliente_servico"), lido.get("id_tipo_atendimento")
    )
    situacao = statuses.get(lido.get("id_atendimento_status"))
    fecharia = {"id_atendimento_status"} if situacao and situacao.fechamento else set()
    faltas = _faltas({*lido.faltas, *fecharia}, escolhido, quem, abrir_os=bool(lido.get("abrir_os")))
    com_arquivos = any(arquivo.size for arquivo in arquivos.received)
    if com_arquivos and (errados := faltas_dos_arquivos(arquivos)):
        faltas["anexos"] = ("Anexos", errados)
    if not faltas:
        pedido = NovoNaMesa.model_construct(None, **lido.valores)
        aberto = await abrir_uma_vez(tx, pedido, quem, now, arquivos if com_arquivos else None)
        return goto(request, f"/atendimentos/{aberto}")
    return page(
        request,
        "atendimento/novo.html",
        422,
        faltas=faltas,
        chave=lido.get("chave") or nova_chave(),
        valores={nome: _texto(corpo, nome) for nome in TEXTOS},
        responsaveis=("responsaveis" not in lido.faltas and lido.get("responsaveis")) or [quem.id_usuario],
        periodos=lido.get("id_disponibilidade") or [],
        **escolhido,
        **await _listas(tx, quem),
    )


def _faltas(
    erradas: set[str], escolhido: dict[str, Any], quem: Pessoa, *, abrir_os: bool
) -> dict[str, tuple[str, str]]:
    """What is wrong by field, in the order of the form; a customer that is not chosen has no service to choose."""
    c: Cliente | None = escolhido["c"]
    if c is None:
        erradas = erradas - {"id_cliente_servico"} | {"cliente"}
    elif escolhido["servico"] is None:
        erradas = erradas | {"id_cliente_servico"}
    tipo = escolhido["tipo"]
    if abrir_os and ((tipo and not tipo.permite_ordem_servico) or not quem.pode(ORDENS)):
        erradas = erradas | {"abrir_os"}
    faltas = {nome: falta for nome, falta in FALTAS.items() if nome in erradas}
    if c and not c.servicos:
        faltas["id_cliente_servico"] = ("Serviço", SEM_SERVICO)
    return faltas


def _texto(corpo: Bag, nome: str) -> str:
    valor = corpo.get(nome)
    return valor if isinstance(valor, str) else ""


async def _escolhido(read: Read, id_cliente: int | None, id_servico: int | None, id_tipo: int | None) -> dict[str, Any]:
    """The customer, its service, the kind, and what there is of that kind already."""
    cabe = id_cliente is not None and abs(id_cliente) <= INT64_MAX
    found = await cadastros(read, [id_cliente]) if id_cliente is not None and cabe else []
    c = _cliente(found[0]) if found else None
    tipo = tipos.get(id_tipo)
    dele = c is not None and id_servico in {s.id_cliente_servico for s in c.servicos}
    return {
        "c": c,
        "servico": id_servico if dele else c.sugerido if c and id_servico is None else None,
        "tipo": tipo if tipo and tipo.ativo else None,
        "aberto": await aberto_do_tipo(read, c.id_cliente, tipo.id_tipo_atendimento) if c and tipo else None,
        "recentes": await recentes(read, c.id_cliente) if c else [],
    }


async def _listas(read: Read, quem: Pessoa) -> dict[str, Any]:
    maquinas = await robos(read)
    return {
        "tipos": sorted((t for t in tipos if t.ativo), key=lambda t: t.descricao),
        "situacoes": [s for s in statuses if s.ativo and not s.fechamento],
        "origens": sorted((o for o in origens if o.ativo), key=lambda o: o.descricao),
        "pessoas": sorted((u for u in usuarios if u.ativo and u.id not in maquinas), key=lambda u: u.name),
        "tecnicos": sorted((u for u in usuarios if u.ativo and u.tecnico), key=lambda u: u.name),
        "tipos_de_ordem": sorted((t for t in tipos_ordem_servico if t.ativo), key=lambda t: t.descricao),
        "tipo_de_ordem_padrao": await ordem_servico.queries.tipo_usual(read),
        "todos_os_periodos": [p for p in periodos if p.ativo],
        "pode_abrir_ordem": quem.pode(ORDENS),
        "nav": "fila",
    }


def _cliente(cadastro: Cadastro) -> Cliente:
    quem = cadastro.quem
    return Cliente(
        quem.id_cliente,
        titulo(quem.nome_razaosocial),
        quem.codigo_cliente,
        quem.cpf_cnpj,
        telefone_exibido(next(iter(quem.telefones), "")),
        planos(cadastro),
        cadastro.sugerido,
    )


def desde(instant: datetime, now: datetime) -> str:
    """`hoje às 18:02`, `ontem às 18:02`, `16/11 às 18:02`."""
    dia = quando(instant, now)
    return f"{'hoje' if ':' in dia else dia} às {hora(instant)}"


offer(desde=desde)
