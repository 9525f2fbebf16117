"""Finds what is registered by name, version, label or words. Reads rows only."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTransform

from designer.failures import NotHere
from designer.kinds import Family, Kind, Version, family_of, kind_of

LATEST = "latest"
LIMIT, MOST = 100, 10_000
ARCHIVED = ("exclude", "include", "only")


def find(kind: Kind, name: str, version: str | None = None, label: str | None = None) -> Version | None:
    """An exact version, else the version with that label. None and "latest" are the newest that is not archived."""
    if label in (None, LATEST) and version in (None, LATEST):
        family = kind.families.select_related("newest").filter(name=name, archived=False).first()
        newest = family.newest if family is not None else None
        return None if newest is None or newest.archived else _of(kind, name).get(pk=newest.pk)
    rows = _of(kind, name)
    if version not in (None, LATEST) and (row := rows.filter(version=version).first()) is not None:
        return row
    labels = kind.families.filter(name=name).values_list("labels", flat=True).first() or {}
    return rows.filter(version=labels.get(label or version, "")).first()


def get(kind: Kind, name: str, version: str) -> Version:
    found = find(kind, name, version)
    if found is None:
        raise NotHere(kind.one, f"{name}:{version}"[:200])
    return found


def before(row: Version) -> Version:
    """The version registered before this one; the first is its own."""
    rows = _of(kind_of(row), family_of(row).name).filter(pk__lt=row.pk)
    return rows.order_by("-id").first() or row


def get_family(kind: Kind, name: str) -> Family:
    found = kind.families.select_related("newest").filter(name=name).first()
    if found is None:
        raise NotHere(kind.one, name[:200])
    return found


def _of(kind: Kind, name: str) -> QuerySet[Version]:
    return kind.versions.filter(**{f"{kind.holder}__name": name})


def versions_of(kind: Kind, families: Iterable[Family]) -> dict[int, list[str]]:
    """Version texts of several names, newest first."""
    found: dict[int, list[str]] = {family.pk: [] for family in families}
    key = f"{kind.holder}_id"
    rows = kind.rows.filter(**{f"{key}__in": list(found)}).order_by("-id").values_list(key, "version")
    for holder, version in rows:
        found[holder].append(version)
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
) -> tuple[list[Version], str | None]:
    """The newest version of each name that fits, by name, and the name after which the next page begins.

    Each of `tags` is `key` or `key=value`; `search` is words. All of them must be there.
    """
    rows = kind.families.exclude(newest=None).order_by("name")
    if archived == "exclude":
        rows = rows.filter(archived=False, newest__archived=False)
    elif archived == "only":
        rows = rows.exclude(archived=False, newest__archived=False)
    if type_:
        rows = rows.filter(newest__type__iexact=type_)
    rows = tagged(rows, tags, "newest__tags")
    for word in search.casefold().split():
        rows = rows.filter(words__contains=word)
    if after:
        rows = rows.filter(name__gt=after)
    limit = max(1, min(limit, MOST))
    names = list(rows.values_list("name", "newest_id")[: limit + 1])
    by_id = kind.rows.in_bulk([pk for _, pk in names[:limit]])
    found = [by_id[pk] for _, pk in names[:limit]]
    return found, names[limit - 1][0] if len(names) > limit else None


def tagged(rows: QuerySet, tags: Iterable[str], field: str) -> QuerySet:
    """Only rows with all of these tags; values are texts."""
    for number, tag in enumerate(tags):
        key, equals, value = tag.partition("=")
        if key and not equals:
            rows = rows.filter(**{f"{field}__has_key": key})
        elif key:
            rows = rows.annotate(**{f"wanted{number}": KeyTransform(key, field)}).filter(**{f"wanted{number}": value})
    return rows


def latest_of(family: Family) -> str | None:
    """The version that `latest` means; None when all are archived."""
    newest = family.newest
    return newest.version if newest is not None and not newest.archived and not family.archived else None


def words_of(family: Family, row: Version) -> str:
    """What a search looks at."""
    tags = [*row.tags, *map(str, row.tags.values())]
    return " ".join([family.name, row.display_name, row.description, family.description, *tags]).casefold()


def labels_of(row: Version, latest: str | None) -> list[str]:
    labels = [label for label, version in sorted(family_of(row).labels.items()) if version == row.version]
    return [*([LATEST] if row.version == latest else []), *labels]
