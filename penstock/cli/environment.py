"""`penstock environment …`"""

from __future__ import annotations

from dataclasses import replace

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import LABEL, NAME, VERSION, Verb, flag

_REGISTERED = verbs(
    "environment",
    "environments",
    flag("--image", "-i", help="the container image"),
    flag("--conda-file", "-c", dest="conda_file", help="the conda file"),
    flag("--build-context", "-b", dest="build_path", metavar="FOLDER", help="the folder with a Dockerfile"),
    flag("--dockerfile-path", "-d", dest="build_dockerfile_path", metavar="PATH", help="the Dockerfile in it"),
    flag("--os-type", dest="os_type", help="linux or windows"),
    flag("--description", help="what it is"),
    flag("--datastore", help="of no effect here"),
    fields=("image", "conda_file", "build.path", "build.dockerfile_path", "os_type"),
    downloads=True,
)
_MAYBE_NAME = flag("--name", "-n", help="only this one, with its lock and its log")

VERBS = (
    *(replace(verb, call="building:show") if verb.name == "show" else verb for verb in _REGISTERED),
    Verb(
        "build",
        "build an environment now: a registered one, `current` or `classic`",
        "building:build",
        (
            NAME,
            VERSION,
            LABEL,
            flag("--upgrade", action="store_true", help="choose the versions of its packages anew"),
            flag("--no-wait", action="store_true", help="do not wait until it is built"),
        ),
    ),
    Verb("builds", "how far each environment is built", "building:builds", (_MAYBE_NAME, VERSION, LABEL)),
    Verb("rules", "which environment stands in for which name or image", "building:rules"),
)
