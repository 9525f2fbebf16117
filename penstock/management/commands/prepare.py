"""`manage.py prepare`: tables, messages and samples, when something changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from penstock.prepare import prepare


class Command(BaseCommand):
    help = "Make the workspace ready: migrate, compile messages, register the samples."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--force", action="store_true", help="even when nothing changed")

    def handle(self, *args: Any, **options: Any) -> None:
        done = prepare(settings.WORKSPACE, force=options["force"])
        self.stdout.write("The workspace is ready." if done else "The workspace was ready.")
