"""Data that is too large to be copied into the store: it is registered where it lies, and read from there."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings


def stays_in_place(place: Path) -> bool:
    """Whether a file or folder is larger than what is copied. Counts no further than that."""
    most = settings.DATA_COPY_BYTES
    try:
        if place.is_file():
            return place.stat().st_size > most
        size = 0
        for folder, _, names in os.walk(place):
            for name in names:
                size += os.lstat(os.path.join(folder, name)).st_size
                if size > most:
                    return True
    except OSError:  # whoever copies it says what is wrong
        return False
    return False
