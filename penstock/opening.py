"""Opens the workspace in a process that is no server: Django is set up, tables are there. Failures are in words."""

from __future__ import annotations

import os

from penstock.cli.errors import CommandFailed
from penstock.database import cannot_open
from penstock.workspace import Workspace


def open_workspace() -> Workspace:
    """The workspace that the environment names, ready for use. Raises CommandFailed when its database is not."""
    url = os.environ.get("PENSTOCK_DATABASE_URL")
    if url and (trouble := cannot_open(url)):
        raise CommandFailed("no_database", trouble)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import OperationalError

    from penstock.prepare import prepare

    workspace: Workspace = settings.WORKSPACE
    try:
        prepare(workspace)
    except OperationalError as error:
        where = "" if url else f" {workspace.db}"
        raise CommandFailed("no_database", f"the database{where} cannot be used: {str(error).strip()}") from None
    return workspace
