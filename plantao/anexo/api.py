"""What a route that receives files depends on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from plantao.anexo import rules
from plantao.kit.db import Database
from plantao.kit.events import writing
from plantao.kit.log import log
from plantao.kit.storage import Incoming

_desfazendo: set[asyncio.Task[None]] = set()


async def recebe_arquivos(request: Request) -> AsyncIterator[Incoming]:
    """Let the files of the request go to the disk; a route names this before its transaction, which then ends first."""
    arquivos = request.state.sink = request.app.state.storage.receive("files")
    try:
        yield arquivos
    except BaseException:
        task = asyncio.create_task(_desfazer(request.app.state.database, arquivos))
        _desfazendo.add(task)
        task.add_done_callback(_desfazendo.discard)
        await asyncio.shield(task)
        raise
    if not arquivos.kept:
        arquivos.forget()


Arquivos = Annotated[Incoming, Depends(recebe_arquivos, scope="function")]
"""The files of the request, forgotten unless it succeeds."""


async def _desfazer(database: Database, arquivos: Incoming) -> None:
    """Delete the files of a request that failed, but for those that a row names after all.

    Whoever is cancelled, or loses the database, while it commits does not know how that ended, so it is looked up
    afterwards. Where that fails too the files stay, and the sweep deletes those that no row knows.
    """
    await arquivos.rest()
    conhecidas: set[str] = set()
    if arquivos.kept:
        try:
            async with writing(database, lambda: None) as tx:
                conhecidas = await rules.com_registro(tx, arquivos)
        except Exception:
            log.exception("files")
            return
    arquivos.forget(conhecidas)
