"""`penstock compute …`: names that documents use; every step runs on this machine."""

from __future__ import annotations

from penstock.cli.asset_verbs import FORCE, verbs
from penstock.cli.verbs import NAME, Verb, flag

MANAGED = verbs(
    "compute",
    "computes",
    flag("--type", "-t", help="amlcompute, computeinstance, kubernetes, …"),
    flag("--size", help="size of its machines"),
    flag("--min-instances", type=int, dest="min_instances"),
    flag("--max-instances", type=int, dest="max_instances"),
    flag("--idle-time-before-scale-down", type=int, dest="idle_time_before_scale_down", metavar="SECONDS"),
    flag("--tier", help="dedicated or low_priority"),
    flag("--location", "-l", help="kept"),
    flag("--identity-type", "-i", dest="identity_type", help="of no effect here"),
    flag("--user-assigned-identities", help="of no effect here"),
    flag("--ssh-public-access-enabled", nargs="?", help="of no effect here"),
    flag("--admin-username", help="of no effect here"),
    flag("--admin-password", help="of no effect here"),
    flag("--vnet-name", help="of no effect here"),
    flag("--subnet", help="of no effect here"),
    fields=("type", "size", "min_instances", "max_instances", "idle_time_before_scale_down", "tier", "location"),
    versioned=False,
    rewrites=True,
)


VERBS = (
    *MANAGED,
    *(
        Verb(
            verb,
            f"{verb} a compute: of no effect here, where every step runs on this machine",
            "assets:show",
            (NAME,),
            given=MANAGED[1].given,
        )
        for verb in ("start", "stop", "restart")
    ),
    Verb(
        "attach",
        "register a compute that is elsewhere: a name too",
        "assets:create",
        (*MANAGED[0].flags, flag("--resource-id", help="kept"), flag("--namespace", help="kept")),
        given={**MANAGED[0].given, "fields": (*MANAGED[0].given["fields"], "resource_id", "namespace")},
    ),
    Verb("detach", "remove a compute", "assets:delete", (NAME, FORCE), answers=False, given=MANAGED[1].given),
)
