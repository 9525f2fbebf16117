"""Finds what is registered by its name alone. Reads rows only."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from designer.failures import NotHere
from designer.kinds import Kind, Plain
from designer.versions import LIMIT, MOST, tagged


def get(kind: Kind, name: str) -> Plain:
    assert kind.plain is not None
    found = kind.plain.objects.filter(name=name).first()
    if found is None:
        raise NotHere(kind.one, name[:200])
    return found


def page(
    kind: Kind,
    *,
    search: str = "",
    type_: str = "",
    tags: Iterable[str] = (),
    archived: str = "exclude",
    after: str = "",
    limit: int = LIMIT,
) -> tuple[list[Plain], str | None]:
    """What fits, by name, and the name after which the next page begins."""
    assert kind.plain is not None
    rows = tagged(kind.plain.objects.order_by("name"), tags, "tags")
    if archived != "include":
        rows = rows.filter(archived=archived == "only")
    if type_:
        rows = rows.filter(type__iexact=type_)
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(display_name__icontains=word) | Q(description__icontains=word))
    if after:
        rows = rows.filter(name__gt=after)
    limit = max(1, min(limit, MOST))
    found = list(rows[: limit + 1])
    return found[:limit], found[limit - 1].name if len(found) > limit else None
