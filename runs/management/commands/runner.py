"""`manage.py runner`: the background process that drives runs."""

from __future__ import annotations

import logging
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from runs.runner import serve


class Command(BaseCommand):
    help = "Drives runs until it is told to stop."
    requires_system_checks = ()  # start-up time is a feature

    def handle(self, *args: Any, **options: Any) -> None:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s runner: %(message)s")
        sys.exit(serve(settings.WORKSPACE))
