"""The people of the provider: who they are, what they may do, at which extension, and whether they come in."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, TypeVar

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso import queries
from plantao.acesso.guard import Atendente, precisa
from plantao.acesso.model import API, PERMISSOES_API, PERMISSOES_DO_PAPEL, USUARIOS, Papel, setores
from plantao.acesso.queries import Cadastro, Ficha
from plantao.acesso.rules import usuarios as rules
from plantao.acesso.rules.credenciais import Faltas
from plantao.acesso.rules.formulario import Envio, nova_chave, primeira_vez, uma_vez
from plantao.kit.bag import Bag
from plantao.kit.columns import INT64_MAX
from plantao.kit.errors import NotFound, Refusal
from plantao.kit.events import writing
from plantao.kit.html import goto, offer, page
from plantao.kit.route import Corpo, Now, PageRouter, Read
from plantao.kit.tx import Tx, reading

T = TypeVar("T")

PAPEIS = {
    Papel.ATENDENTE: "Atendente",
    Papel.TECNICO: "Técnico",
    Papel.SUPERVISOR: "Supervisor",
    Papel.ADMINISTRADOR: "Administrador",
}
PERMISSOES = (
    "Ler atendimentos", "Abrir e mudar atendimentos", "Ler ordens de serviço", "Abrir e mudar ordens de serviço",
    "Ler clientes", "Avisar e cancelar ligações", "Ler configurações", "Mudar configurações",
)  # fmt: skip
"""The permissions of the API in words, in the order of `PERMISSOES_API`."""
ATOS = ("senha", "encerrar", "desativar")
"""What is asked twice."""

router = PageRouter(prefix="/pessoas", dependencies=[Depends(precisa(USUARIOS))])


class Formulario(NamedTuple):
    """What is written of a person, as it was typed."""

    name: str = ""
    email: str = ""
    papel: str = Papel.ATENDENTE
    ramal: str = ""
    identificador_interno: str = ""
    id_setor: str = ""
    senha: str = ""
    api: bool = False
    permissoes: tuple[str, ...] = PERMISSOES_API

    @classmethod
    def de(cls, bag: Bag) -> "Formulario":
        """What was sent."""
        texto = {nome: str(bag.get(nome) or "") for nome in cls._fields if nome not in ("api", "permissoes")}
        permissoes = bag.get("permissoes")
        marcadas = tuple(map(str, permissoes)) if isinstance(permissoes, list) else ()
        return cls(**texto, api=bool(bag.get("api")), permissoes=marcadas)

    @classmethod
    def da(cls, c: Cadastro) -> "Formulario":
        """What is kept; who is no user of a program is offered everything a program may do."""
        texto = {nome: str(getattr(c, nome) or "") for nome in Ficha._fields if nome != "permissoes"}
        api = API in c.permissoes
        return cls(**texto, api=api, permissoes=tuple(c.permissoes) if api else PERMISSOES_API)

    @property
    def ficha(self) -> Ficha:
        """The same as the rules take it."""
        texto = (self.name, self.email, self.papel, self.ramal, self.identificador_interno)
        id_setor = int(self.id_setor) if self.id_setor.isascii() and self.id_setor.isdigit() else -1
        permissoes = [API, *(p for p in self.permissoes if p != API)] if self.api else []
        return Ficha(*texto, min(id_setor, INT64_MAX) if self.id_setor else None, permissoes)


@router.get("")
async def listar(request: Request, read: Read, now: Now) -> Response:
    """Everybody; who left comes last."""
    return page(request, "acesso/pessoas.html", nav="pessoas", pessoas=await queries.cadastros(read, now))


@router.get("/nova")
async def nova(request: Request) -> Response:
    """The form of a person to be."""
    return _pagina(request, None, Formulario())


@router.post("/nova")
async def criar(request: Request, bag: Corpo, quem: Atendente, now: Now) -> Response:
    """Let somebody in; a password that was not chosen is made, and is in the answer to this form and nowhere else."""
    f = Formulario.de(bag)
    envio = Envio.de(quem.id_usuario, request.url.path, bag.get("chave"))
    provisoria = "" if f.senha else rules.senha_provisoria(envio.acaso)
    senha = f.senha or provisoria

    async def fazer(tx: Tx) -> int:
        return await uma_vez(tx, envio, now, lambda: rules.criar_usuario(tx, f.ficha, senha, now, quem.id_usuario))

    try:
        id_usuario = await _gravar(request, fazer)
    except Faltas as recusa:
        return _pagina(request, None, f, 422, faltas=recusa.faltas)
    return await _depois(request, id_usuario, feito="Pessoa criada.", provisoria=provisoria)


@router.get("/{id_usuario:int}")
async def mostrar(request: Request, id_usuario: int, read: Read) -> Response:
    """A person, and what can be done."""
    c = await _um(request, read, id_usuario)
    return _pagina(request, c, Formulario.da(c))


@router.post("/{id_usuario:int}")
async def editar(request: Request, id_usuario: int, bag: Corpo, quem: Atendente, now: Now) -> Response:
    """Write something else of a person."""
    f = Formulario.de(bag)

    async def fazer(tx: Tx) -> None:
        await rules.editar_usuario(tx, id_usuario, f.ficha, now, quem.id_usuario)

    try:
        await _gravar(request, fazer)
    except Faltas as recusa:
        async with reading(request.app.state.database) as read:
            return _pagina(request, await _um(request, read, id_usuario), f, 422, faltas=recusa.faltas)
    return await _depois(request, id_usuario, feito="Alterações guardadas.")


@router.get("/{id_usuario:int}/confirmar/{ato}")
async def confirmar(request: Request, id_usuario: int, ato: str, read: Read) -> Response:
    """The dialog before what ends sessions."""
    if ato not in ATOS:
        raise NotFound("Esta página não existe.")
    c = await _um(request, read, id_usuario)
    return page(request, "acesso/pessoa_dialogo.html", c=c, ato=ato, chave=nova_chave())


@router.post("/{id_usuario:int}/senha")
async def trocar_senha(request: Request, id_usuario: int, bag: Corpo, quem: Atendente, now: Now) -> Response:
    """A new password; one that was not chosen is made, and is in the answer to this form and nowhere else."""
    escolhida = str(bag.get("senha") or "")
    envio = Envio.de(quem.id_usuario, request.url.path, bag.get("chave"))
    provisoria = "" if escolhida else rules.senha_provisoria(envio.acaso)

    async def fazer(tx: Tx) -> None:
        if await primeira_vez(tx, envio, now):
            await rules.trocar_senha(tx, id_usuario, escolhida or provisoria, now, quem.id_usuario)

    await _gravar(request, fazer)
    return await _depois(request, id_usuario, feito="Senha trocada.", provisoria=provisoria)


@router.post("/{id_usuario:int}/encerrar")
async def encerrar(request: Request, id_usuario: int, quem: Atendente, now: Now) -> Response:
    """Sign a person out of every browser."""
    await _gravar(request, lambda tx: rules.encerrar_sessoes(tx, id_usuario, now, quem.id_usuario))
    return await _depois(request, id_usuario, feito="Sessões encerradas.")


@router.post("/{id_usuario:int}/desativar")
async def desativar(request: Request, id_usuario: int, quem: Atendente, now: Now) -> Response:
    """Let a person in no more."""
    await _gravar(request, lambda tx: rules.desativar_usuario(tx, id_usuario, now, quem.id_usuario))
    return await _depois(request, id_usuario, feito="Pessoa desativada.")


@router.post("/{id_usuario:int}/reativar")
async def reativar(request: Request, id_usuario: int, quem: Atendente, now: Now) -> Response:
    """Let a person in again."""
    try:
        await _gravar(request, lambda tx: rules.reativar_usuario(tx, id_usuario, now, quem.id_usuario))
    except NotFound:
        raise
    except Refusal as recusa:
        return await _depois(request, id_usuario, status=422, erro=recusa.msg)
    return await _depois(request, id_usuario, feito="Pessoa reativada.")


async def _gravar(request: Request, fazer: Callable[[Tx], Awaitable[T]]) -> T:
    """Do it in a transaction of its own: what is refused leaves nothing behind, and the page is read after it."""
    async with writing(request.app.state.database, request.app.state.tail.wake) as tx:
        return await fazer(tx)


async def _depois(request: Request, id_usuario: int, provisoria: str = "", **context: Any) -> Response:
    """The page after a change, at the address of the person, unless it was one's own end here.

    A password that was made is shown first: it is nowhere else; one that was replaced since is not shown again.
    """
    async with reading(request.app.state.database) as read:
        c = await _um(request, read, id_usuario)
        eu = await queries.sessao_viva(read, request.state.quem.sessao, request.state.now)
        if provisoria and not await rules.senha_de_hoje(read, id_usuario, provisoria):
            provisoria = ""
    if eu is None and not provisoria:
        return goto(request, "/entrar")
    if eu and USUARIOS not in PERMISSOES_DO_PAPEL[Papel(eu.papel)]:
        return goto(request, "/")
    response = _pagina(request, c, Formulario.da(c), provisoria=provisoria, **context)
    response.headers["HX-Push-Url"] = f"/pessoas/{id_usuario}"
    return response


def _pagina(request: Request, c: Cadastro | None, f: Formulario, status: int = 200, **context: Any) -> Response:
    ativos = [(s.id_setor, s.nome) for s in setores if s.ativo or str(s.id_setor) == f.id_setor]
    conhecido = {"faltas": {}, "feito": None, "erro": None, "provisoria": ""} | context
    return page(
        request,
        "acesso/pessoa.html",
        status,
        nav="pessoas",
        c=c,
        f=f,
        chave=nova_chave(),
        papeis=list(PAPEIS.items()),
        setores=[("", "Nenhum"), *((str(numero), nome) for numero, nome in sorted(ativos, key=lambda s: s[1]))],
        permissoes=list(zip(PERMISSOES_API, PERMISSOES, strict=True)),
        **conhecido,
    )


async def _um(request: Request, read: Read, id_usuario: int) -> Cadastro:
    found = await queries.cadastro(read, id_usuario, request.state.now)
    if found is None:
        raise NotFound("Esta pessoa não existe.")
    return found


def papel_exibido(papel: str) -> str:
    """`Técnico`: a role as it is written on the screen."""
    return PAPEIS[Papel(papel)]


def setor_exibido(id_setor: int | None) -> str:
    """The name of a department; nothing for none."""
    found = setores.get(id_setor)
    return found.nome if found else ""


offer(papel_exibido=papel_exibido, setor_exibido=setor_exibido)
