"""`manage.py spectacular --file frontend/openapi.json`: writes the OpenAPI document; `--check` tells of drift."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Write the OpenAPI document of the REST interface."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--file", type=Path, help="where to write it; without it, to standard output")
        parser.add_argument("--format", choices=["openapi-json"], default="openapi-json", help="JSON is all there is")
        parser.add_argument("--check", action="store_true", help="write nothing, fail when the file differs")

    def handle(self, *args: Any, **options: Any) -> None:
        from penstock.schema import generate, to_text

        text, path = to_text(generate()), options["file"]
        if path is None:
            self.stdout.write(text, ending="")
        elif options["check"]:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path} is out of date: run `manage.py spectacular --file {path}`")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
