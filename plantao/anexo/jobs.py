"""What is done for files every so often."""

from datetime import datetime

from plantao.anexo import rules
from plantao.kit.jobs import every
from plantao.kit.settings import Instance
from plantao.kit.storage import Storage
from plantao.kit.tx import Tx


@every(hours=1)
async def varrer(tx: Tx, now: datetime) -> None:
    """Delete what killed processes left behind: half-arrived files, and files no record knows."""
    settings = Instance.settings
    storage = Storage(settings.attachments_dir, settings.max_file_size, settings.max_files)
    storage.sweep_entries()
    for chave in await rules.sem_registro(tx, list(await storage.settled_keys())):
        storage.delete(chave)
