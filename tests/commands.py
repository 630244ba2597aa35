"""The `plantao` command as an administrator gives it, in this process, on the data of some settings."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple
from unittest.mock import patch

import pytest

from plantao.app import configure
from plantao.cli import main
from plantao.kit.settings import Instance, Settings

SECRET = "um segredo só deste teste, longo e próprio"
ROBO, SENHA = "robo@provedor.com.br", "senha do robô"


class Ended(NamedTuple):
    """How a command ended: its exit code, what it said and what it complained of."""

    code: int
    said: str
    complained: str


def environment(settings: Settings, **more: str) -> dict[str, str]:
    """That of a command on the data of `settings`, and nothing of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PLANTAO_")}
    where = {
        "PLANTAO_DATA_DIR": str(settings.data_dir),
        "PLANTAO_DATABASE_URL": settings.database_url,
        "PLANTAO_SECRET_KEY": settings.secret_key,
    }
    return inherited | where | more


def run(settings: Settings, *args: str, **more: str) -> Ended:
    """Give the command and wait until it has ended; the settings of this process stay what they were."""
    before, said, complained = Instance.settings, io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(settings, **more), clear=True),
        patch.object(sys, "argv", ["plantao", *args]),
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        try:
            with pytest.raises(SystemExit) as end:
                main()
        finally:
            configure(before)
    return Ended(int(end.value.code or 0), said.getvalue(), complained.getvalue())


def refused(settings: Settings, *args: str, **more: str) -> str:
    """The sentence with which the command says no, and nothing else."""
    ended = run(settings, *args, **more)
    assert (ended.code, ended.said) == (1, ""), ended
    [sentence] = ended.complained.splitlines()
    return sentence


def installed(settings: Settings) -> tuple[int, str]:
    """What an administrator does first: the schema, a user, a program; answers the program's id and secret."""
    user = ["usuario", "criar", "Robô", ROBO, "--senha", SENHA, "--api"]
    for args in (["migrate"], user):
        assert run(settings, *args).code == 0
    return program(run(settings, "cliente-api", "criar", "Robô").said)


def program(said: str) -> tuple[int, str]:
    """The id and the secret that `cliente-api criar` showed."""
    lines = dict(line.split(": ") for line in said.splitlines())
    assert lines.keys() == {"client_id", "client_secret"}
    return int(lines["client_id"]), lines["client_secret"]
