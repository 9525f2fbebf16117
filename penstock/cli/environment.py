"""`penstock environment …`"""

from __future__ import annotations

from penstock.cli.asset_verbs import verbs
from penstock.cli.verbs import flag

VERBS = verbs(
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
