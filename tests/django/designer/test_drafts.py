"""Drafts: nothing that was drawn is lost, nothing newer is overwritten."""

from typing import Any

import pytest

from designer import services
from designer.failures import NotHere, Stale
from designer.models import Draft, empty_canvas
from designer.uploads import Refused

pytestmark = pytest.mark.django_db


def drawn(*names: str, **job: Any) -> dict[str, Any]:
    canvas = empty_canvas()
    canvas["job"] = job
    canvas["nodes"] = [{"name": name, "type": "command", "component": f"./{name}.yml", "inputs": {}} for name in names]
    return canvas


def test_a_new_draft_is_empty_and_has_a_name() -> None:
    draft = services.create_draft()
    assert (draft.name, draft.revision, draft.nodes) == ("Untitled pipeline", 1, 0)
    assert draft.canvas == empty_canvas()


def test_a_name_that_is_taken_gets_a_number() -> None:
    names = [services.create_draft(name="Flow").name for _ in range(3)]
    assert names == ["Flow", "Flow 2", "Flow 3"]
    assert services.create_draft(canvas=drawn(display_name=" My   flow ")).name == "My flow"


def test_each_save_is_a_new_revision() -> None:
    draft = services.create_draft()
    saved = services.save_draft(draft_id=draft.pk, canvas=drawn("a", "b"), revision=1)
    assert (saved.revision, saved.nodes) == (2, 2)
    assert services.get_draft(draft.pk).canvas["nodes"][1]["name"] == "b"


def test_a_stale_save_changes_nothing_and_answers_what_is_there() -> None:
    draft = services.create_draft()
    services.save_draft(draft_id=draft.pk, canvas=drawn("theirs"), revision=1)
    with pytest.raises(Stale) as stale:
        services.save_draft(draft_id=draft.pk, canvas=drawn("mine"), revision=1)
    assert stale.value.draft.revision == 2
    assert services.get_draft(draft.pk).canvas["nodes"][0]["name"] == "theirs"


def test_a_save_whose_answer_was_lost_can_be_sent_again() -> None:
    draft = services.create_draft()
    first = services.save_draft(draft_id=draft.pk, canvas=drawn("a"), revision=1)
    again = services.save_draft(draft_id=draft.pk, canvas=drawn("a"), revision=1)
    assert first.revision == again.revision == 2


def test_unknown_keys_of_a_canvas_are_carried_along() -> None:
    canvas = drawn("a") | {"$note": {"x": 1}}
    assert services.create_draft(canvas=canvas).canvas["$note"] == {"x": 1}


@pytest.mark.parametrize("canvas", [{}, [], None, "x", {"format": "other"}, drawn() | {"nodes": {}}])
def test_what_is_no_canvas_is_refused_and_the_draft_stays(canvas: Any) -> None:
    draft = services.create_draft(canvas=drawn("a"))
    with pytest.raises(Refused):
        services.save_draft(draft_id=draft.pk, canvas=canvas, revision=1)
    assert services.get_draft(draft.pk).revision == 1


def test_a_copy_keeps_the_files_and_leaves_the_original_alone() -> None:
    draft = services.create_draft(name="Flow", canvas=drawn("a"), folder="f" * 64, main="pipeline.yml")
    copied = services.copy_draft(draft_id=draft.pk)
    services.save_draft(draft_id=copied.pk, canvas=drawn(), revision=1)
    assert (copied.name, copied.folder, copied.main) == ("Flow 2", draft.folder, draft.main)
    assert services.get_draft(draft.pk).nodes == 1


def test_renaming_keeps_the_revision_so_that_open_tabs_stay_fresh() -> None:
    draft = services.create_draft()
    assert services.rename_draft(draft_id=draft.pk, name="  New \n name ").name == "New name"
    assert services.get_draft(draft.pk).revision == 1
    with pytest.raises(Refused):
        services.rename_draft(draft_id=draft.pk, name="  ")


def test_what_is_not_there_is_said_to_be_not_there() -> None:
    draft = services.create_draft()
    services.delete_draft(draft_id=draft.pk)
    for call in (
        lambda: services.get_draft(draft.pk),
        lambda: services.delete_draft(draft_id=draft.pk),
        lambda: services.save_draft(draft_id=draft.pk, canvas=drawn(), revision=1),
    ):
        with pytest.raises(NotHere):
            call()


def test_the_list_is_newest_first() -> None:
    first, second = services.create_draft(name="one"), services.create_draft(name="two")
    services.save_draft(draft_id=first.pk, canvas=drawn("a"), revision=1)
    assert [draft.pk for draft in services.list_drafts()] == [first.pk, second.pk]


def test_an_id_cannot_be_misread_in_an_address() -> None:
    assert not set("".join(services.create_draft().pk for _ in range(20))) & set("01ilo/ ")
    assert Draft.objects.count() == 20
