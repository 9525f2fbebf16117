"""What a service of the designer may refuse, for people to read. The API gives each its status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from designer.asset_shapes import Users
    from designer.models import Draft


class NotHere(LookupError):
    """There is no such draft, component, version, sample or file."""

    def __init__(self, what: str, name: str) -> None:
        self.what, self.name = what, name
        super().__init__(f"there is no {what} `{name}`")


class Stale(Exception):
    """Somebody saved a newer revision; carries the present draft so that nothing is lost."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__("a newer revision was saved")


class Taken(Exception):
    """The version exists with other content; versions do not change."""

    def __init__(self, ref: str, hint: str) -> None:
        self.ref, self.hint = ref, hint
        super().__init__(f"`{ref}` is registered with other content")


class InUse(Exception):
    """It cannot be deleted while something uses it; carries what does."""

    def __init__(self, ref: str, users: Sequence[Users]) -> None:
        self.ref, self.users = ref, users
        super().__init__(f"`{ref}` is in use")


class BadRequest(Exception):
    """What was asked makes no sense; `message` says what would."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        self.code, self.message, self.hint = code, message, hint
        super().__init__(message)
