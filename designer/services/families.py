"""Versions of names: puts one in place, changes what may change, archives, labels, deletes. One transaction each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from designer import uses, versions
from designer.failures import BadRequest, InUse, Taken
from designer.kinds import Family, Kind, Plain, Version, family_of, kind_of
from designer.models import AssetVersion, Deployment
from designer.spec.problems import Problem
from designer.spec.references import Reference

LABEL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]{0,99}\Z")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`created` is False when this content was registered before."""

    version: Version
    created: bool
    problems: tuple[Problem, ...] = ()  # what to be warned of


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to be put in place; `version` None asks for the next number. `make` gives the fields of a version."""

    kind: Kind
    name: str
    version: str | None
    digest: str
    make: Callable[[str], dict[str, Any]]
    mentions: Iterable[Reference] = ()
    renews: bool = False  # what people say about known content replaces what they said before


def place(new: NewVersion) -> Outcome:
    """The version, made or known. Raises Taken when its number has other content."""
    try:
        with transaction.atomic():
            return _place(new)
    except IntegrityError:  # two at once: the other was first, now it is a question of content
        with transaction.atomic():
            return _place(new)


def _place(new: NewVersion) -> Outcome:
    kind, name = new.kind, new.name
    family = _family(kind, name)
    known = kind.versions.filter(**{f"{kind.holder}__name": name})
    if new.version is None:
        same = known.filter(digest=new.digest).order_by("-id").first()
    else:
        same = known.filter(version=new.version).first()
        if same is not None and same.digest != new.digest:
            raise Taken(same.ref, f"raise its version, for example to {next_version(kind, name)}")
    if same is not None:
        if new.renews:
            _renew(same, new.make(same.version))
        return Outcome(same, created=False)
    version = new.version or next_version(kind, name)
    fields = {**new.make(version), kind.holder: family}
    row = kind.versions.create(version=version, digest=new.digest, **fields)
    uses.record(kind.one, name, version, new.mentions)
    refresh(kind, family)
    return Outcome(kind.versions.get(pk=row.pk), created=True)


def _family(kind: Kind, name: str) -> Family:
    more: dict[str, Any] = {} if kind.one == "component" else {"kind": kind.one}
    made = kind.families.get_or_create(name=name, **more)[0]
    return kind.families.select_for_update().get(pk=made.pk)  # who numbers a version of the same name waits


def _renew(row: Version, fields: Mapping[str, Any]) -> None:
    """The same content with other words: the words are the new ones, where there are any."""
    changed = {key for key in ("description", "tags", "properties", "display_name", "stage") if fields.get(key)}
    if any(getattr(row, key) != fields[key] for key in changed):
        for key in changed:
            setattr(row, key, fields[key])
        row.save(update_fields=[*changed, "updated"])
        refresh(kind_of(row), family_of(row))


def next_version(kind: Kind, name: str) -> str:
    """One more than the highest number."""
    numbers = kind.versions.filter(**{f"{kind.holder}__name": name}).values_list("version", flat=True)
    return str(max((int(text) for text in numbers if text.isdecimal() and len(text) < 19), default=0) + 1)


def refresh(kind: Kind, family: Family) -> None:
    """Say anew which version is the newest and what a search finds. A name without versions goes away."""
    family.refresh_from_db()  # it may have been read before somebody else changed it
    rows = kind.versions.filter(**{kind.holder: family})
    newest = rows.filter(archived=False).order_by("-id").first() or rows.order_by("-id").first()
    if newest is None:
        family.delete()
        return
    family.newest = newest
    family.words = versions.words_of(family, newest)
    family.save(update_fields=["newest", "words", "updated"])


@transaction.atomic
def change_version(*, row: Version, changes: Mapping[str, Any]) -> Version:
    """Change what people say about a version."""
    changed = [key for key in changes if key != "stage" or isinstance(row, AssetVersion)]
    for key in changed:
        setattr(row, key, changes[key])
    row.save(update_fields=[*changed, "updated"])  # the rest may be older than what is there
    refresh(kind_of(row), family_of(row))
    return row


@transaction.atomic
def change_family(*, kind: Kind, family: Family, changes: Mapping[str, Any]) -> Family:
    """Change what people say about a name; archiving it archives all of its versions."""
    changed = [key for key in ("description", "tags", "archived") if key in changes]
    for key in changed:
        setattr(family, key, changes[key])
    family.save(update_fields=[*changed, "updated"])
    refresh(kind, family)
    return family


@transaction.atomic
def change_plain(*, row: Plain | Deployment, changes: Mapping[str, Any]) -> None:
    for key, value in changes.items():
        if key != "stage":
            setattr(row, key, value)
    row.save()


@transaction.atomic
def set_label(*, row: Version, label: str) -> None:
    """Let a label mean this version; it means one version at a time."""
    if not LABEL.match(label) or label == versions.LATEST:
        raise BadRequest(
            "bad_label", f"`{label[:80]}` cannot be a label: `latest` is computed, others have letters and digits"
        )
    kind = kind_of(row)
    family = kind.families.select_for_update().get(pk=family_of(row).pk)
    if kind.versions.filter(**{kind.holder: family}, version=label).exists():
        raise BadRequest("bad_label", f"`{label}` is a version of `{family.name}` already; choose another label")
    family.labels = {**family.labels, label: row.version}
    family.save(update_fields=["labels", "updated"])


@transaction.atomic
def drop_label(*, kind: Kind, family: Family, label: str) -> None:
    """Taking away what is not there is no failure."""
    family.refresh_from_db()
    family.labels = {key: value for key, value in family.labels.items() if key != label}
    family.save(update_fields=["labels", "updated"])


@transaction.atomic
def delete_version(*, row: Version, force: bool = False) -> None:
    """Forget a version. Raises InUse while something asks for it."""
    kind, family = kind_of(row), family_of(row)
    only = kind.versions.filter(**{kind.holder: family}).count() == 1
    refuse_use(kind.one, family.name, None if only else row.version, force)
    uses.record(kind.one, family.name, row.version, ())
    family.refresh_from_db()
    family.labels = {key: value for key, value in family.labels.items() if value != row.version}
    family.save(update_fields=["labels", "updated"])
    row.delete()
    refresh(kind, family)


@transaction.atomic
def delete_family(*, kind: Kind, family: Family, force: bool = False) -> None:
    """Forget a name with all of its versions. Raises InUse while something asks for one of them."""
    refuse_use(kind.one, family.name, None, force)
    for version in kind.versions.filter(**{kind.holder: family}).values_list("version", flat=True):
        uses.record(kind.one, family.name, version, ())
    family.delete()


def refuse_use(kind: str, name: str, version: str | None, force: bool) -> None:
    """`version` None: whatever version is asked for counts."""
    if force:
        return
    found = [user for user in uses.users_of(kind, name) if version is None or user["version"] == version]
    if found:
        raise InUse(f"azureml:{name}:{version}" if version else name, found)


@transaction.atomic
def delete_plain(*, kind: Kind, row: Plain, force: bool = False) -> None:
    """Forget something without versions. Raises InUse while something asks for it."""
    refuse_use(kind.one, row.name, None, force)
    uses.record(kind.one, row.name, "", ())
    row.delete()
