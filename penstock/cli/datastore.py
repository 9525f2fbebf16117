"""`penstock datastore …`"""

from __future__ import annotations

from dataclasses import replace

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import NAME, Verb, flag

CREDENTIAL = flag(
    "--credential",
    action="extend",
    nargs="+",
    default=[],
    metavar="KEY[=VALUE]",
    help="a secret, kept encrypted: KEY=@FILE, KEY=VALUE, or KEY for PENSTOCK_CREDENTIAL_<KEY> or a question",
)
FORGET = flag("--forget-credentials", action="store_true", help="take all of its secrets away first")
OWN = {"create": ("stores:create", (CREDENTIAL,)), "update": ("stores:update", (CREDENTIAL, FORGET))}


def _with_credentials(verb: Verb) -> Verb:
    if verb.name not in OWN:
        return verb
    call, flags = OWN[verb.name]
    return replace(verb, call=call, flags=(*verb.flags, *flags))


VERBS = (
    *map(_with_credentials, verbs("datastore", "datastores", versioned=False, rewrites=True)),
    Verb("test", "say whether a datastore can be opened", "stores:test", (NAME,)),
    Verb(
        "browse",
        "what is in a folder of a datastore",
        "stores:browse",
        (NAME, flag("--path", "-p", default="", metavar="P", help="the folder (its own)")),
    ),
)
