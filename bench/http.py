"""Loads the server over HTTP from another process: wrk where it is installed, else a client of our own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import httpx2

from bench.cases import PAGE, TICKETS_OF_CLIENT, Case

SCRIPT = Path(__file__).with_name("wrk.lua")
SECONDS = 60.0


class Load(NamedTuple):
    """What one round gave; latencies in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    failed: int
    bytes: int

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def loader() -> str:
    """Which program makes the load."""
    if not shutil.which("wrk"):
        return "our own asyncio client (wrk is not installed)"
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
    return " ".join(said.split()[:2])


def check(url: str, token: str, case: Case) -> int:
    """Ask everything once, make sure the answers are what they should be; answers their mean length in bytes."""
    total = 0
    with httpx2.Client(
        base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=SECONDS, trust_env=False
    ) as http:
        for request in case.requests:
            answer = http.request(request.method, request.path, content=request.body or None)
            read = answer.json()
            wanted = {"R1": PAGE, "R1 deep": PAGE, "R2": TICKETS_OF_CLIENT}.get(case.name)
            found = None if wanted is None else len(read.get("atendimentos", ()))
            if read["status"] not in ("success", "suscess") or found != wanted:
                raise RuntimeError(f"{case.name}: {request.path} was answered {answer.text[:300]}")
            total += len(answer.content)
    return total // len(case.requests)


def write_requests(file: Path, token: str, case: Case) -> None:
    """The file both clients read."""
    lines = [f"{request.method}\t{request.path}\t{request.body}" for request in case.requests]
    file.write_text("\n".join([token, *lines]) + "\n")


def load(url: str, file: Path, connections: int, seconds: float) -> Load:
    """One round."""
    if shutil.which("wrk"):
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{max(1, round(seconds))}s",
            "-s",
            str(SCRIPT),
            url,
            "--",
            str(file),
        ]
    else:
        command = [sys.executable, "-m", "bench.client", url, str(file), str(connections), str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")
    said = done.stdout
    found = Load(**json.loads(said.strip().splitlines()[-1]))
    if found.failed:
        raise RuntimeError(f"{found.failed} of {found.requests} requests failed")
    return found
