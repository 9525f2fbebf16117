"""The Django app of runs. It tells the designer what only runs know."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    name = "runs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from designer.outside import provide_compute_loads, provide_job_documents, provide_job_outputs, provide_looks
        from designer.uses import add_provider

        provide_job_outputs(_find)
        provide_job_documents(_document)
        provide_compute_loads(_load)
        provide_looks(_data, _table)
        add_provider(_jobs_using)


def _find(address: str):  # type: ignore[no-untyped-def]
    from runs.left import find

    return find(address)


def _document(name: str):  # type: ignore[no-untyped-def]
    from runs.left import document

    return document(name)


def _load(name: str):  # type: ignore[no-untyped-def]
    from runs.loads import load_of

    return load_of(name)


def _data(address: str):  # type: ignore[no-untyped-def]
    from runs.tables import fetched

    return fetched(address)


def _table(place, rows: int):  # type: ignore[no-untyped-def]
    from runs.tables import preview_when_needed

    return preview_when_needed(place, rows)


def _jobs_using(kind: str, name: str):  # type: ignore[no-untyped-def]
    from runs.uses import jobs_using

    return jobs_using(kind, name)
