"""`penstock data …`"""

from __future__ import annotations

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import LABEL, NAME, VERSION, Verb, flag

FILE = flag("--file-name", metavar="F", help="one file of a folder")
WHICH = (NAME, VERSION, LABEL)
GIVEN = {"kind": "data", "kinds": "data", "versioned": True}

VERBS = (
    *verbs(
        "data",
        "data",
        flag("--path", "-p", help="the file or folder, or an address"),
        flag("--type", "-t", choices=("uri_file", "uri_folder", "mltable"), help="what it is"),
        fields=("path", "type"),
        downloads=True,
    ),
    Verb("profile", "what is in each column of a table", "looks:profile", (*WHICH, FILE), given=GIVEN),
    Verb("lineage", "which job wrote it, and which read it", "looks:lineage", WHICH, given=GIVEN),
)
