"""Names for jobs that nobody named: two words and a few letters, easy to say and to find again."""

from __future__ import annotations

import re
import secrets


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_FIRST = _words(
    "amber bold brisk calm clear cool deep early even fair fleet fresh gentle golden grand green keen kind late light"
    " lively lucid mellow mild neat noble open pale plain polite proud quick quiet rapid ready round serene sharp"
    " silver smooth soft solid steady still swift tidy warm wide wise young"
)
_SECOND = _words(
    "basin bay beck bend brook canal cascade channel cove creek current dam delta drift eddy fall ferry fjord ford"
    " fountain gorge gulf harbor inlet lagoon lake levee lock marsh mill mist oxbow pool rapid reef ripple river sluice"
    " spring strait stream surf swell tide valley wave weir well wharf"
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
VALID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def new_name() -> str:
    """For example `steady_brook_k3x9p`."""
    tail = "".join(secrets.choice(_LETTERS) for _ in range(5))
    return f"{secrets.choice(_FIRST)}_{secrets.choice(_SECOND)}_{tail}"
