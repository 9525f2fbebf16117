"""Jobs ask for what is registered: by version, by label, by the latest, in every form that files use."""

import json
from pathlib import Path
from typing import Any

import pytest
from asset_client import Registry
from django.core.files.uploadedfile import SimpleUploadedFile

from runs.models import AssetUse, Document, Job, Run
from runs.reads import state_of
from tests.desk import Desk

COMPONENT = "name: show\nversion: {}\ntype: command\nenvironment: current\ncommand: echo {}\n"


def job(path: str, *, type_: str = "uri_folder", environment: str = "current", compute: str = "cpu") -> dict[str, str]:
    text = f"""
type: pipeline
jobs:
  read:
    command: ls ${{{{inputs.rows}}}}
    environment: {environment}
    compute: azureml:{compute}
    inputs: {{rows: {{type: {type_}, path: '{path}'}}}}
"""
    return {"yaml": text}


def submitted(registry: Registry, body: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """(the value that the step is given, the warnings of the job)."""
    answer = registry.post("jobs", body)
    assert answer.status_code == 201, answer.content
    name = answer.json()["name"]
    plan = json.loads(Document.objects.get(run__name=name).plan)
    return plan["children"][0]["inputs"]["rows"], Run.objects.get(name=name).warnings


@pytest.fixture
def rows(registry: Registry) -> None:
    for version in (1, 2):
        document = f"name: rows\nversion: {version}\npath: ./d\n"
        registry.send_zip("data", {"a.yml": document, "d/rows.csv": f"{version}\n"})
    registry.post("data/rows/1/labels", {"label": "good"})


@pytest.mark.parametrize(
    ("path", "version"),
    [
        ("azureml:rows:1", "1"),
        ("azureml:rows@latest", "2"),
        ("azureml:rows:latest", "2"),
        ("azureml:rows@good", "1"),
        ("azureml://registries/shared/data/rows/versions/1", "1"),
        ("azureml://subscriptions/s/resourcegroups/g/workspaces/w/data/rows/labels/latest", "2"),
    ],
)
def test_registered_data_is_given_to_the_step(registry: Registry, rows: None, path: str, version: str) -> None:
    value, warnings = submitted(registry, job(path))
    place = Path(registry.get(f"data/rows/{version}").json()["path"])
    assert place == place.parents[1] / value["snapshot"] / "tree"
    assert warnings == []
    assert AssetUse.objects.get(kind="data").version == version


@pytest.mark.parametrize(
    "address",
    [
        "azureml://datastores/blob/paths/data/rows",
        "azureml://datastores/blob/paths/models/rows/versions/1",
        "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/blob/paths/x/data/rows",
        "https://example.org/data/rows",
        "wasbs://c@a.blob.core.windows.net/data/rows",
    ],
)
def test_a_path_that_looks_like_a_name_is_a_path(registry: Registry, rows: None, address: str) -> None:
    value, _ = submitted(registry, job(address))
    assert (value["uri"], value.get("snapshot")) == (address, None)


def test_an_archived_version_is_given_by_its_number_only(registry: Registry, rows: None) -> None:
    registry.post("data/rows/2/archive")
    assert "snapshot" in submitted(registry, job("azureml:rows:2"))[0]
    submitted(registry, job("azureml:rows@latest"))
    assert sorted(AssetUse.objects.values_list("version", flat=True)) == ["1", "2"]


def test_data_that_lies_elsewhere_keeps_its_address(registry: Registry) -> None:
    registry.post("data", {"name": "web", "type": "uri_file", "path": "https://example.org/a.csv"})
    value, _ = submitted(registry, job("azureml:web@latest", type_="uri_file"))
    assert value["uri"] == "https://example.org/a.csv"


def test_what_nobody_registered_is_told_with_what_may_be_meant(registry: Registry, rows: None) -> None:
    value, warnings = submitted(registry, job("azureml:row:1", environment="azureml:py31@latest"))
    assert value["uri"] == "azureml:row:1"
    assert any("no data and no model named `row`" in text and "did you mean `rows`?" in text for text in warnings)
    assert any("no environment named `py31`" in text for text in warnings)
    _, warnings = submitted(registry, job("azureml:rows:7"))
    assert any("not its version or label `7`" in text for text in warnings)


def test_a_draft_tells_what_nobody_registered(registry: Registry, rows: None) -> None:
    text = job("azureml:row:1", environment="azureml:py31@latest")["yaml"].encode()
    draft = registry.terminal.post("/api/v1/drafts/import", {"file": SimpleUploadedFile("p.yml", text)}).json()
    found = {problem["code"]: problem for problem in draft["problems"] if problem["code"].startswith("unknown_")}
    assert found["unknown_data"]["hint"] == "did you mean `rows`?"
    assert (found["unknown_data"]["node"], found["unknown_data"]["severity"]) == ("read", "warning")
    assert found["unknown_environment"]["line"] > 0
    good = SimpleUploadedFile("p.yml", job("azureml:rows@good")["yaml"].encode())
    assert registry.terminal.post("/api/v1/drafts/import", {"file": good}).json()["problems"] == []


def test_a_registered_environment_is_recognised(registry: Registry, rows: None) -> None:
    registry.send("environments", "name: py311\nversion: 4\nimage: python:3.11\n")
    _, warnings = submitted(registry, job("azureml:rows:1", environment="azureml:py311@latest"))
    assert len(warnings) == 1
    assert "py311" in warnings[0]
    assert AssetUse.objects.get(kind="environment").version == "4"


def test_curated_environments_are_nobodys_mistake(registry: Registry, rows: None) -> None:
    for name in (
        "azureml:AzureML-sklearn-1.5@latest",
        "azureml://registries/azureml/environments/sklearn-1.5/labels/latest",
    ):
        _, warnings = submitted(registry, job("azureml:rows:1", environment=name))
        assert not any("registered" in text for text in warnings), name


def test_data_may_be_registered_from_other_data(registry: Registry, rows: None) -> None:
    registry.post("data", {"name": "copy", "path": "azureml:rows@good"})
    assert registry.get("data/copy/1").json()["path"] == registry.get("data/rows/1").json()["path"]
    assert [user["href"] for user in registry.get("data/rows/1").json()["used_by"]] == ["/data/copy/1"]
    refused = registry.post("data", {"name": "copy", "path": "azureml:rws:1"})
    assert refused.json()["error"]["problems"][0]["hint"] == "did you mean `rows`?"


def test_a_model_without_its_description_is_warned_about(registry: Registry) -> None:
    files = {"m.yml": "name: m\ntype: mlflow_model\npath: ./m\n", "m/w.bin": "1"}
    assert [problem["code"] for problem in registry.send_zip("models", files).json()["problems"]] == ["no_mlmodel"]
    good = registry.send_zip("models", {**files, "m/MLmodel": "flavors: {}\n"}).json()
    assert (good["version"], good["problems"]) == ("2", [])


def test_models_are_found_where_data_is_asked_for(registry: Registry) -> None:
    registry.send_zip("models", {"m.yml": "name: m\ntype: custom_model\npath: ./m\n", "m/w.bin": "1"})
    value, _ = submitted(registry, job("azureml:m@latest", type_="custom_model"))
    assert value["type"] == "custom_model"
    assert AssetUse.objects.get().kind == "model"


def test_a_component_is_found_by_label_and_not_by_an_archived_version(registry: Registry) -> None:
    for version in (1, 2, 3):
        registry.send("components", COMPONENT.format(version, version))
    registry.post("components/show/1/labels", {"label": "stable"})
    registry.post("components/show/3/archive")
    for reference, expected in (("@stable", "1"), ("@latest", "2"), (":latest", "2"), (":3", "3")):
        answer = registry.post(
            "jobs", {"yaml": f"type: pipeline\njobs: {{a: {{component: azureml:show{reference}}}}}\n"}
        )
        plan = json.loads(Document.objects.get(run__name=answer.json()["name"]).plan)
        assert plan["children"][0]["component_version"] == expected, reference


def test_a_component_is_known_by_the_name_and_version_it_was_given(registry: Registry) -> None:
    document = COMPONENT.format(1, "hi").replace("version: 1\n", "")
    made = registry.send("components", document, name="other", version="7").json()
    assert (made["ref"], made["spec"]["version"], made["spec"]["name"]) == ("azureml:other:7", "7", "other")
    answer = registry.post("jobs", {"yaml": "type: pipeline\njobs: {a: {component: azureml:other@latest}}\n"})
    plan = json.loads(Document.objects.get(run__name=answer.json()["name"]).plan)
    assert (plan["children"][0]["component_name"], plan["children"][0]["component_version"]) == ("other", "7")


def test_a_component_of_a_registry_elsewhere_is_taken_from_here_with_a_note(registry: Registry) -> None:
    registry.send("components", COMPONENT.format(1, "hi"))
    reference = "azureml://registries/azureml/components/show/versions/1"
    answer = registry.post("jobs", {"yaml": f"type: pipeline\njobs: {{a: {{component: '{reference}'}}}}\n"})
    warnings = Run.objects.get(name=answer.json()["name"]).warnings
    assert warnings == ["`azureml:show:1`, registered here, stands in for the component of the registry `azureml`"]


def test_an_asset_knows_the_jobs_and_components_that_use_it(registry: Registry, rows: None) -> None:
    submitted(registry, job("azureml:rows@latest"))
    pipeline = "name: flow\nversion: 1\ntype: pipeline\njobs: {a: {component: azureml:show:1}}\n"
    registry.send("components", COMPONENT.format(1, "hi"))
    assert registry.send("components", pipeline).status_code == 201
    run = Run.objects.get()
    user = {"kind": "job", "id": run.name, "name": run.display_name, "href": f"/jobs/{run.name}", "version": "2"}
    assert registry.get("data/rows/1").json()["used_by"] == [user]
    used = registry.get("components/show/1").json()["used_by"]
    assert used == [{"kind": "component", "id": "flow:1", "name": "flow", "href": "/components/flow/1", "version": "1"}]
    refused = registry.delete("components/show/1")
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "in_use")
    assert refused.json()["error"]["used_by"] == used
    assert registry.delete("components/show/1", force="true").status_code == 204


def test_uses_of_ten_thousand_jobs_are_read_from_an_index(
    registry: Registry, rows: None, django_assert_max_num_queries: Any
) -> None:
    runs = Run.objects.bulk_create(
        Run(name=f"r{n}", display_name="x", experiment_name="e", origin="o", created=n, updated=n)
        for n in range(10_000)
    )
    AssetUse.objects.bulk_create(AssetUse(run=run, kind="data", name="rows", version="1") for run in runs)
    with django_assert_max_num_queries(12):
        used = registry.get("data/rows/1").json()["used_by"]
    assert [user["id"] for user in used[:2]] == ["r9999", "r9998"]
    plan = AssetUse.objects.filter(kind="data", name="rows").order_by("-id").explain()
    assert "INDEX" in plan.upper()
    assert "TEMP B-TREE" not in plan


@pytest.fixture
def left(desk: Desk, registry: Registry) -> str:
    """The name of a job that wrote an output and an artifact."""
    text = """
type: pipeline
outputs: {made: {type: uri_folder}}
jobs:
  make:
    command: echo 1 > ${{outputs.made}}/w.txt && mkdir outputs/model && echo 2 > outputs/model/MLmodel
    environment: current
    outputs: {made: "${{parent.outputs.made}}"}
"""
    run = Run.objects.get(name=registry.post("jobs", {"yaml": text}).json()["name"])
    assert desk.finish(run)[""]["status"] == "Completed", state_of(run)
    return run.name


def test_what_a_job_left_becomes_a_model_or_the_input_of_another(left: str, registry: Registry) -> None:
    for address, file in (
        (f"azureml://jobs/{left}/outputs/made/paths/", "w.txt"),
        (f"azureml://jobs/{left}/outputs/made", "w.txt"),
        (f"azureml://jobs/{left}.make/outputs/artifacts/paths/model/", "MLmodel"),
        (f"runs:/{left}.make/model", "MLmodel"),
        (f"runs:/{left}.make/outputs/model", "MLmodel"),
        (f"runs:/{left}/made", "w.txt"),
    ):
        made = registry.post("models", {"name": "m", "path": address})
        assert made.status_code in (200, 201), (address, made.content)
        version = made.json()["version"]
        assert [item["path"] for item in registry.get(f"models/m/{version}").json()["files"]] == [file], address
    value, _ = submitted(registry, job(f"azureml://jobs/{left}/outputs/made"))
    assert value["snapshot"]


def test_what_a_job_did_not_leave_is_refused_and_other_jobs_stay_text(left: str, registry: Registry) -> None:
    refused = registry.post("models", {"name": "m", "path": f"azureml://jobs/{left}/outputs/mad"})
    assert refused.json()["error"]["problems"][0]["code"] == "output_not_here"
    assert "made" in refused.json()["error"]["message"]
    for address in (f"runs:/{left}.make/../../..", f"runs:/{left}.make/none"):
        assert registry.post("models", {"name": "m", "path": address}).status_code == 422, address
    elsewhere = registry.post("models", {"name": "m", "path": "runs:/somewhere_else/model"}).json()
    assert elsewhere["path"] == "runs:/somewhere_else/model"
    assert Job.objects.filter(run__name=left).count() == 2
