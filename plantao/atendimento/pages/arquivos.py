"""The files of a ticket: byte for byte as a download, a PDF in the browser's viewer, of an image a preview made anew.

What comes to be kept is examined here in words for whoever chose it (architecture §8).
"""

import asyncio
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from fastapi import Depends, Request
from PIL import Image, ImageOps
from starlette.responses import FileResponse, Response

from plantao import anexo
from plantao.acesso.guard import precisa
from plantao.acesso.model import ATENDIMENTOS
from plantao.atendimento.pages.exibicao import tamanho
from plantao.atendimento.pages.vista import id_pedido
from plantao.atendimento.queries.ficha import Anexo, um_anexo
from plantao.kit.errors import NotFound
from plantao.kit.html import HEADERS
from plantao.kit.params import inteiro_de
from plantao.kit.route import PageRouter, Read
from plantao.kit.settings import Instance
from plantao.kit.storage import Incoming, Received, Storage

SEM_ARQUIVO = "Este arquivo não existe ou é de outro atendimento."
SEM_PREVIA = "Este arquivo não tem prévia."
PDF = "application/pdf"
FORMATOS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}
LADO = 480
PIXELS = 60_000_000
"""An image with more is not opened: a small file may unfold into more memory than there is."""
AO_MESMO_TEMPO = 2

_vagas = asyncio.Semaphore(AO_MESMO_TEMPO)
router = PageRouter(
    prefix="/atendimentos/{id_atendimento}/anexos/{id_anexo}", dependencies=[Depends(precisa(ATENDIMENTOS))]
)


def faltas(arquivos: Incoming) -> str:
    """What is wrong with the files of a form, if anything is."""
    maximo = Instance.settings.max_files
    if arquivos.count > maximo:
        return f"São no máximo {maximo} arquivos por vez."
    aceitas = anexo.rules.extensoes()
    motivos = ((arquivo.name, _motivo(arquivo, aceitas)) for arquivo in arquivos.received)
    return " ".join(f"“{nome}” {motivo}." for nome, motivo in motivos if motivo)


def _motivo(arquivo: Received, aceitas: list[str]) -> str:
    if not arquivo.size:
        return "está vazio"
    if not arquivo.acceptable:
        return f"passa de {tamanho(arquivo.limit)}"
    return "" if anexo.rules.do_tipo(arquivo, aceitas) else f"não é de um tipo aceito: {', '.join(aceitas)}"


@router.get("")
async def baixar(request: Request, read: Read) -> Response:
    """The file as it came, never shown in the browser."""
    arquivo, caminho = await _achar(request, read)
    return _entregar(arquivo, caminho, "attachment", "application/octet-stream", "default-src 'none'; sandbox")


@router.get("/ver")
async def ver(request: Request, read: Read) -> Response:
    """A PDF as it came, for the browser's viewer; its bytes said that it is one, and it is taken for nothing else."""
    arquivo, caminho = await _achar(request, read)
    if arquivo.tipo != PDF:
        raise NotFound(SEM_PREVIA)
    # No `sandbox`: Safari would show an empty page, and Chromium's viewer does not heed it.
    return _entregar(arquivo, caminho, "inline", PDF, "default-src 'none'; frame-ancestors 'none'")


def _entregar(arquivo: Anexo, caminho: Path, como: str, tipo: str, politica: str) -> Response:
    nome = f"{como}; filename*=UTF-8''{quote(arquivo.nome, safe='')}"
    cabecalhos = HEADERS | {"Content-Disposition": nome, "Content-Security-Policy": politica}
    return FileResponse(caminho, headers=cabecalhos, media_type=tipo)


@router.get("/previa")
async def previa(request: Request, read: Read) -> Response:
    """A small JPEG made of an image, without anything else the file held."""
    arquivo, caminho = await _achar(request, read)
    formato = FORMATOS.get(arquivo.tipo)
    if formato is None:
        raise NotFound(SEM_PREVIA)
    async with _vagas:
        feita = await asyncio.to_thread(_reduzir, caminho, formato)
    if feita is None:
        raise NotFound(SEM_PREVIA)
    return Response(feita, headers=HEADERS | {"Cache-Control": "private, max-age=86400"}, media_type="image/jpeg")


async def _achar(request: Request, read: Read) -> tuple[Anexo, Path]:
    texto: str = request.path_params["id_anexo"]
    if not (texto.isascii() and texto.isdigit()):
        raise NotFound(SEM_ARQUIVO)
    arquivo = await um_anexo(read, id_pedido(request), inteiro_de(texto))
    storage: Storage = request.app.state.storage
    caminho = storage.path(arquivo.chave) if arquivo else None
    if arquivo is None or caminho is None or not await asyncio.to_thread(caminho.is_file):
        raise NotFound(SEM_ARQUIVO)
    return arquivo, caminho


def _reduzir(caminho: Path, formato: str) -> bytes | None:
    """A preview; None of what is no image after all."""
    try:
        with Image.open(caminho, formats=[formato]) as imagem:
            if imagem.width * imagem.height > PIXELS:
                return None
            imagem.draft("RGB", (LADO, LADO))
            pequena = ImageOps.exif_transpose(imagem)
            pequena.thumbnail((LADO, LADO))
            fundo = Image.new("RGB", pequena.size, "white")
            com_alfa = pequena.convert("RGBA")
            fundo.paste(com_alfa, mask=com_alfa)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    saida = BytesIO()
    fundo.save(saida, "JPEG", quality=80)
    return saida.getvalue()
