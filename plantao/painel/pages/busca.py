"""The search of everything, as the palette asks for it and as a page; and the commands (design §9)."""

from typing import NamedTuple

from fastapi import Depends, Request
from starlette.responses import Response

from plantao.acesso.guard import Atendente, entrou
from plantao.acesso.model import ATENDIMENTOS, CHAMADAS, CLIENTES, INTEGRACOES, PERMISSOES_DO_PAPEL, USUARIOS
from plantao.kit.html import page, partial
from plantao.kit.route import Now, PageRouter, Read
from plantao.kit.search import readings
from plantao.kit.text import fold
from plantao.painel.pages import vista
from plantao.painel.queries.busca import Achados, buscar

NA_PALETA = 5
NA_PAGINA = 20


class Comando(NamedTuple):
    """Something to do or somewhere to go; `acao` names what comandos.js does."""

    texto: str
    icone: str
    href: str = ""
    acao: str = ""
    tecla: str = ""
    permissao: str = ""
    outras: str = ""


COMANDOS = (
    Comando("Novo atendimento", "plus", "/atendimentos/novo", tecla="N", permissao=CLIENTES, outras="abrir criar"),
    Comando("Ir para a fila", "inbox", "/fila", tecla="G F", permissao=ATENDIMENTOS, outras="meus atendimentos inicio"),
    Comando("Ir para os sem dono", "user-search", "/fila/sem-dono", tecla="G S", permissao=ATENDIMENTOS),
    Comando(
        "Ir para os vencidos", "alert-triangle", "/fila/vencidos", permissao=ATENDIMENTOS, outras="prazo atrasados"
    ),
    Comando("Ir para as chamadas", "phone", "/chamadas", tecla="G C", permissao=CHAMADAS, outras="ligacoes telefone"),
    Comando("Ir para os clientes", "users", "/clientes", tecla="G L", permissao=CLIENTES, outras="cadastro assinantes"),
    Comando("Ir para as pessoas", "user-circle", "/pessoas", permissao=USUARIOS, outras="usuarios equipe senha ramal"),
    Comando("Nova pessoa", "user-plus", "/pessoas/nova", permissao=USUARIOS, outras="usuario criar cadastrar"),
    Comando("Ir para as integrações", "webhook", "/integracoes", tecla="G I", permissao=INTEGRACOES, outras="api"),
    Comando("Ir para os ajustes", "settings", "/ajustes", outras="preferencias configuracoes som densidade"),
    Comando("Tema escuro", "moon", acao="tema:escuro", outras="mudar aparencia noite"),
    Comando("Tema claro", "sun", acao="tema:claro", outras="mudar aparencia dia"),
    Comando("Sair", "logout", acao="sair", outras="encerrar sessao"),
)

router = PageRouter(dependencies=[Depends(entrou)])


@router.get("/buscar")
async def mostrar_busca(request: Request, read: Read, quem: Atendente, now: Now, q: str = "") -> Response:
    """What `q` may mean, by kind; with `>` before it, commands only."""
    texto = q.strip()
    so_comandos = texto.startswith(">")
    permissoes = PERMISSOES_DO_PAPEL[quem.papel]
    achado = Achados([], [], [], [])
    limite = NA_PALETA if partial(request) else NA_PAGINA
    if texto and not so_comandos:
        achado = await buscar(read, texto, limite, permissoes)
    lidas = readings(texto)
    pessoas = [(p, vista.complemento(p, lidas[0])) for p in map(vista.cliente, achado.clientes)]
    return page(
        request,
        "painel/busca.html",
        q=texto,
        pessoas=pessoas,
        achado=achado,
        comandos=comandos(texto.removeprefix(">"), permissoes),
        limite=limite,
        nav="",
    )


def comandos(texto: str, permissoes: frozenset[str]) -> list[Comando]:
    """The commands of whoever asks in which every word begins a word; without words, all of them."""
    palavras = fold(texto).split()
    return [
        comando
        for comando in COMANDOS
        if (not comando.permissao or comando.permissao in permissoes)
        and all(f" {palavra}" in fold(f" {comando.texto} {comando.outras}") for palavra in palavras)
    ]


@router.get("/teclas")
async def mostrar_teclas(request: Request, quem: Atendente) -> Response:
    """The list of the keys: a dialog."""
    return page(request, "painel/teclas.html")
