"""`penstock data …`"""

from __future__ import annotations

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import flag

VERBS = verbs(
    "data",
    "data",
    flag("--path", "-p", help="the file or folder, or an address"),
    flag("--type", "-t", choices=("uri_file", "uri_folder", "mltable"), help="what it is"),
    fields=("path", "type"),
    downloads=True,
)
