"""The samples that ship: readable, registered once, one click to a draft without problems."""

from pathlib import Path
from typing import Any

import pytest
from flows import PIPELINE, train, write

from designer import reading, samples, services
from designer.exports import draft_yaml
from designer.failures import NotHere
from designer.models import ComponentVersion

pytestmark = pytest.mark.django_db


def test_every_sample_that_ships_opens_without_problems_and_compiles() -> None:
    found = samples.list_samples()
    assert {sample["name"] for sample in found} >= {"diabetes", "breast_cancer", "digits"}
    for sample in found:
        assert sample["title"]
        assert sample["description"]
        draft = samples.open_sample(name=sample["name"])
        assert reading.draft_json(draft)["problems"] == []
        assert services.compile_submission(draft_id=draft.pk).root is not None


def test_registering_the_samples_again_changes_nothing() -> None:
    assert samples.register_samples() > 0
    before = list(ComponentVersion.objects.values_list("pk", flat=True))
    assert samples.register_samples() == 0
    assert list(ComponentVersion.objects.values_list("pk", flat=True)) == before


def test_a_broken_sample_is_told_and_does_not_stop_the_others(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SAMPLES_DIR = tmp_path
    write(tmp_path / "bad", {"pipeline.yml": "- no", "train.yml": train().replace("./src", "./none")})
    write(tmp_path / "good", {"pipeline.yml": PIPELINE, "train.yml": train(), "src/train.py": ""})
    assert samples.register_samples() == 1
    assert "code folder" in caplog.text
    assert [sample["name"] for sample in samples.list_samples()] == ["good"]
    for name in ("bad", "none", "../good"):
        with pytest.raises(NotHere):
            samples.open_sample(name=name)


def test_a_title_comes_from_the_readme_when_the_document_has_none(settings: Any, tmp_path: Path) -> None:
    settings.SAMPLES_DIR = tmp_path
    text = PIPELINE.replace("display_name: Fit one\n", "")
    write(tmp_path / "one", {"pipeline.yml": text, "README.md": "# My title\n\nWhat it\nshows.\n\nMore."})
    sample = samples.list_samples()[0]
    assert (sample["title"], sample["description"]) == ("My title", "What it shows.")


def test_the_yaml_of_an_opened_sample_stands_alone() -> None:
    samples.register_samples()
    draft = samples.open_sample(name="diabetes")
    text = draft_yaml(draft).decode()
    assert "component: azureml:prepare_diabetes:1" in text
    assert "./" not in text
    assert services.compile_submission(yaml_text=text).root is not None


def test_a_component_file_that_is_registered_nowhere_stays_as_written() -> None:
    draft = samples.open_sample(name="diabetes")
    assert "component: ./prepare.yml" in draft_yaml(draft).decode()
