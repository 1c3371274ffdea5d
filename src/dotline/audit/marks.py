"""How far each chain had come, noted in a file of the home: no database can make it forget what it was told.

The file is a lower bound. It is written after the heads, so a process killed between leaves it behind, never ahead.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from dotline.audit.rules import Mark
from dotline.base.whole import write_whole

NAME = "ledger-heads.json"


def path() -> Path:
    """Where the file lies."""
    return Path(settings.DOTLINE_HOME) / NAME


def read() -> dict[tuple[str, str], Mark] | None:
    """(chain, witness) -> mark; empty before the first; None where the file says nothing that we wrote."""
    try:
        told = json.loads(path().read_text())
        return {
            (store, witness): Mark(int(mark["number"]), int(mark["size"]), str(mark["hash"]))
            for store, marks in told.items()
            for witness, mark in marks.items()
        }
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def write(store: str, marks: Mapping[str, Mark]) -> None:
    """Note the newest heads of a chain, by witness; what is noted of other chains stays."""
    told: dict[str, dict[str, object]] = {}
    for (chain, witness), mark in (read() or {}).items():
        told.setdefault(chain, {})[witness] = asdict(mark)
    told[store] = {witness: asdict(mark) for witness, mark in marks.items()}
    write_whole(path(), json.dumps(told, sort_keys=True))
