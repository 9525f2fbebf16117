"""`manage.py prepare`: tables, messages and samples, when something changed."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from penstock.database import cannot_open
from penstock.prepare import prepare


class Command(BaseCommand):
    help = "Make the workspace ready: migrate, compile messages, register the samples."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="even when nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        url = os.environ.get("PENSTOCK_DATABASE_URL")
        if url and (trouble := cannot_open(url)):
            raise CommandError(trouble)
        try:
            done = prepare(settings.WORKSPACE, force=options["force"])
        except OperationalError as error:
            where = "" if url else f" {settings.WORKSPACE.db}"
            raise CommandError(f"the database{where} cannot be used: {str(error).strip()}") from None
        self.stdout.write("The workspace is ready." if done else "The workspace was ready.")
