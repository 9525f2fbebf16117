"""Who uses what is registered: documents that name it, drafts, and whatever other parts of the product add."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from django.db.models import Q

from designer.asset_shapes import Users
from designer.kinds import PLAIN, VERSIONED
from designer.models import Draft, Mention
from designer.spec.references import Reference

WORDS = {kind.one: kind.word for kind in (*VERSIONED.values(), *PLAIN.values())}
MOST = 50  # of each kind of user
Provider = Callable[[str, str], Iterable[Users]]
_providers: list[Provider] = []


def add_provider(provider: Provider) -> None:
    """Another part of the product tells who uses (kind, name)."""
    if provider not in _providers:
        _providers.append(provider)


def users_of(kind: str, name: str) -> list[Users]:
    """Registered documents, drafts, then what others tell; the newest of each first."""
    found = [*_documents(kind, name), *_drafts(name)]
    for provider in _providers:
        found.extend(provider(kind, name))
    return found


def _documents(kind: str, name: str) -> list[Users]:
    rows = Mention.objects.filter(target=name, target_kind=target_kind(kind)).order_by("-id")[:MOST]
    return [
        {
            "kind": row.kind,  # type: ignore[typeddict-item]
            "id": f"{row.name}:{row.version}" if row.version else row.name,
            "name": row.name,
            "href": f"/{WORDS[row.kind]}/{row.name}" + (f"/{row.version}" if row.version else ""),
            "version": row.target_version,
        }
        for row in rows
    ]


def _drafts(name: str) -> list[Users]:
    """Drafts whose document names it. Text decides: a note that names it counts."""
    signs = (f"azureml:{name}:", f"azureml:{name}@")
    colon, at = (json.dumps(text)[1:-1] for text in signs)
    rows = Draft.objects.filter(Q(canvas__icontains=colon) | Q(canvas__icontains=at)).order_by("-updated")
    return [
        {"kind": "draft", "id": pk, "name": shown, "href": f"/designer/{pk}", "version": ""}
        for pk, shown in rows.values_list("pk", "name")[:MOST]
    ]


def target_kind(kind: str) -> str:
    """Data and models are asked for in the same way."""
    return "data" if kind == "model" else kind


def record(kind: str, name: str, version: str, references: Iterable[Reference]) -> None:
    """Remember what a registered document asks for, in place of what it asked for before."""
    Mention.objects.filter(kind=kind, name=name, version=version).delete()
    Mention.objects.bulk_create(
        Mention(
            kind=kind,
            name=name,
            version=version,
            target_kind=one.kind,
            target=one.name[:255],
            target_version=(one.version or "")[:100],
        )
        for one in sorted(set(references), key=str)
    )
