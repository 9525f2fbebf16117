"""The registry: immutable versions, the same content once."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flows import PIPELINE, train, write

from designer import registry, services, versions
from designer.failures import NotHere, Taken
from designer.kinds import COMPONENTS
from designer.models import ComponentVersion
from designer.uploads import Refused, Upload

pytestmark = pytest.mark.django_db
Zip = Callable[[Path], io.BytesIO]


def register(folder: Path) -> services.Outcome:
    return services.register_component(folder=folder, main="train.yml")


def test_the_same_content_is_registered_once(flow: Path) -> None:
    first, again = register(flow), register(flow)
    assert (first.created, again.created) == (True, False)
    assert first.version == again.version
    assert first.version.ref == "azureml:train:1"


def test_a_version_does_not_change(flow: Path) -> None:
    register(flow)
    write(flow, {"src/train.py": "print('other')"})
    with pytest.raises(Taken, match="azureml:train:1") as taken:
        register(flow)
    assert "to 2" in taken.value.hint
    assert ComponentVersion.objects.count() == 1


def test_a_document_without_version_gets_the_next_number(flow: Path) -> None:
    write(flow, {"train.yml": train(7)})
    register(flow)
    write(flow, {"train.yml": train(8).replace("version: 8\n", ""), "src/train.py": "new"})
    outcome = register(flow)
    assert (outcome.created, outcome.version.version) == (True, "8")
    assert not register(flow).created


def test_comments_words_and_places_make_no_other_content(flow: Path, tmp_path: Path) -> None:
    register(flow)
    text = "# new\n" + train().replace("Train a model", "Train one")
    write(tmp_path / "else", {"deep/fit.yml": text, "deep/src/train.py": "print('training')\n"})
    again = services.register_component(folder=tmp_path / "else", main="deep/fit.yml")
    assert (again.created, again.version.display_name) == (False, "Train one")


def test_only_what_the_component_needs_is_kept_and_compared(flow: Path) -> None:
    outcome = register(flow)
    write(flow, {"README.md": "changed", "pipeline.yml": "changed"})
    assert not register(flow).created
    detail = registry.component_detail(outcome.version)
    assert [item["path"] for item in detail["files"]] == ["train.yml", "src/train.py"]


def test_latest_is_the_newest_registered(flow: Path) -> None:
    register(flow)
    write(flow, {"train.yml": train("0.9")})
    register(flow)
    assert registry.get_version("train", "latest").version == "0.9"
    assert registry.get_version("train", "1").version == "1"
    with pytest.raises(NotHere):
        registry.get_version("train", "5")


def test_a_component_with_errors_is_refused_with_all_of_them(flow: Path) -> None:
    write(flow, {"train.yml": train().replace("./src", "./none").replace("type: number", "type: nmber")})
    with pytest.raises(Refused) as refused:
        register(flow)
    found = {(problem.code, problem.line) for problem in refused.value.problems}
    assert found == {("unknown_type", 8), ("code_not_found", 11)}
    assert ComponentVersion.objects.count() == 0


def test_a_zip_with_a_component_and_its_code_is_registered(flow: Path, zipped: Zip) -> None:
    (flow / "pipeline.yml").unlink()
    outcome = services.register_upload(uploads=[Upload("train.zip", zipped(flow))])
    assert registry.file_text(registry.tree(outcome.version.snapshot), "src/train.py")["text"] == "print('training')\n"


def test_a_yaml_whose_code_did_not_come_along_is_refused(flow: Path) -> None:
    upload = Upload("train.yml", io.BytesIO((flow / "train.yml").read_bytes()))
    with pytest.raises(Refused) as refused:
        services.register_upload(uploads=[upload])
    assert refused.value.problems[0].code == "code_not_found"


def test_a_pipeline_job_is_no_component(flow: Path) -> None:
    with pytest.raises(Refused):
        services.register_upload(uploads=[Upload("pipeline.yml", io.BytesIO(PIPELINE.encode()))])


def test_no_file_outside_of_the_component_can_be_read(flow: Path) -> None:
    version = register(flow).version
    for path in ("../../manifest.json", "/etc/passwd", "", "src", "none", "../manifest.json", "a\0b"):
        with pytest.raises(NotHere):
            registry.file_text(registry.tree(version.snapshot), path)


def found(**query: Any) -> list[str]:
    rows, _after = versions.page(COMPONENTS, **query)
    return [row.component.name for row in rows if isinstance(row, ComponentVersion)]


def test_components_are_found_by_word_tag_and_type(flow: Path) -> None:
    register(flow)
    assert found(search="MODEL train") == found(tags=["area=fit"]) == ["train"]
    assert found(search="nothing") == found(tags=["area=other"]) == found(type_="pipeline") == []


def test_a_component_knows_the_drafts_that_use_it(flow: Path) -> None:
    version = register(flow).version
    canvas = services.compile_submission(yaml_text=PIPELINE.replace("./train.yml", "azureml:train:1")).draw()[""]
    draft = services.create_draft(name="Uses it", canvas=canvas["canvas"])
    services.create_draft(name="Other")
    user = {"kind": "draft", "id": draft.pk, "name": "Uses it", "href": f"/designer/{draft.pk}", "version": ""}
    assert registry.component_detail(version)["used_by"] == [user]
