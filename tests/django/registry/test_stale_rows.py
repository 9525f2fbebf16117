"""Changes to names and versions that were read before somebody else changed them: nothing gets lost."""

import pytest
from asset_client import Registry

from designer import versions
from designer.kinds import DATA
from designer.services import families

FIT = "name: fit\nversion: 1\ntype: command\nenvironment: current\ncommand: echo 1\n"


@pytest.fixture(autouse=True)
def rows(registry: Registry) -> None:
    for version in (1, 2, 3):
        registry.send("data", f"name: rows\nversion: {version}\npath: azureml://datastores/a/paths/{version}\n")


def labels() -> dict[str, str]:
    return versions.get_family(DATA, "rows").labels


def test_a_label_set_meanwhile_survives_another_change_of_the_name() -> None:
    read_before = versions.get_family(DATA, "rows")
    families.set_label(row=versions.get(DATA, "rows", "1"), label="gold")
    families.change_family(kind=DATA, family=read_before, changes={"description": "houses"})
    assert labels() == {"gold": "1"}


def test_a_label_set_meanwhile_survives_the_end_of_another() -> None:
    families.set_label(row=versions.get(DATA, "rows", "1"), label="gold")
    read_before = versions.get_family(DATA, "rows")
    families.set_label(row=versions.get(DATA, "rows", "2"), label="silver")
    families.drop_label(kind=DATA, family=read_before, label="gold")
    assert labels() == {"silver": "2"}


def test_a_label_set_meanwhile_survives_a_version_that_goes() -> None:
    going = versions.get(DATA, "rows", "3")
    assert families.family_of(going).name == "rows"  # it is known from here on
    families.set_label(row=versions.get(DATA, "rows", "1"), label="gold")
    families.delete_version(row=going)
    assert labels() == {"gold": "1"}


def test_a_version_archived_meanwhile_stays_archived() -> None:
    read_before = versions.get(DATA, "rows", "2")
    families.change_version(row=versions.get(DATA, "rows", "2"), changes={"archived": True})
    families.change_version(row=read_before, changes={"description": "houses"})
    found = versions.get(DATA, "rows", "2")
    assert (found.archived, found.description) == (True, "houses")


@pytest.mark.parametrize(("kind", "document"), [("components", FIT), ("data", "name: a\npath: azureml://x\n")])
def test_a_file_whose_name_no_disk_takes_is_refused(registry: Registry, kind: str, document: str) -> None:
    refused = registry.send(kind, document, "가" * 120 + ".yml")
    assert refused.status_code == 422
    assert refused.json()["error"]["problems"][0]["code"] == "bad_name"
