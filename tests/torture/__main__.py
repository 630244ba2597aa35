"""`make torture`: kill the server under load, again and again, on both databases."""

from __future__ import annotations

import argparse
import secrets
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.torture.rounds import Torture
from tools.postgres import Unavailable, end_cleanly
from tools.serverproc import DidNotStart, empty_base

DATABASES = ("sqlite", "postgres")


def torture(database: str, options: argparse.Namespace) -> bool:
    """Every round on one database; answers whether all held."""
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="plantao-torture-") as folder,
        empty_base(database, Path(folder) / "dados") as settings,
    ):
        sizes = {"writes": options.writes, "connections": options.connections}
        faults = Torture(settings, Path(folder), options.seed, **sizes).run(
            options.rounds, lambda line: print(f"{database} {line}", flush=True)
        )
    for fault in faults[:20]:
        print(f"{database}: {fault}")
    print(
        f"{database}: {f'{len(faults)} faults' if faults else 'all held'}, {time.monotonic() - began:.0f} s", flush=True
    )
    return not faults


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill the server under load, again and again.")
    parser.add_argument("databases", nargs="*", metavar="database", help="sqlite, postgres (default: both)")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--writes", type=int, default=500, help="in each round")
    parser.add_argument("--connections", type=int, default=32, help="a fifth of the writes take two at a time")
    parser.add_argument(
        "--seed", type=int, default=secrets.randbelow(2**32), help="of what is written and when it stops"
    )
    options = parser.parse_args()
    if unknown := set(options.databases) - set(DATABASES):
        parser.error(f"no such database: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, end_cleanly)
    print(f"seed {options.seed}")
    try:
        held = [torture(database, options) for database in options.databases or DATABASES]
    except (Unavailable, DidNotStart) as why:
        print(why, file=sys.stderr)
        return 1
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
