"""`penstock component …`"""

from __future__ import annotations

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import FILE, SETS, Verb

VERBS = (
    *verbs("component", "components", downloads=True),
    Verb("validate", "list the problems of a component file, with their lines", "job:validate", (FILE, SETS)),
)
