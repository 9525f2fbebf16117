"""The client against a real server: what a notebook does with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.product import Product
from penstock import Input, MLClient, Output, command, dsl, load_component
from penstock.cli.main import main
from penstock.entities import AmlCompute, Data, Environment, Model
from penstock.exceptions import JobException, ResourceExistsError, ResourceNotFoundError, ValidationException

SOURCE = "import sys\nopen(sys.argv[2] + '/n.txt', 'w').write(open(sys.argv[1]).read().upper())\n"
SHOUT = """
name: shout
version: 1
type: command
inputs: {text: {type: uri_file}}
outputs: {loud: {type: uri_folder}}
code: ./src
environment: {image: python}
command: python shout.py ${{inputs.text}} ${{outputs.loud}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the notebook is: a component, its code, and a file of data."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "shout.py").write_text(SOURCE)
    (tmp_path / "shout.yml").write_text(SHOUT)
    (tmp_path / "words.txt").write_text("hello")
    monkeypatch.chdir(tmp_path)
    return tmp_path


count = command(
    command="wc -c < ${{inputs.loud}}/n.txt > ${{outputs.size}}/size.txt; echo ${{inputs.label}}",
    inputs={"loud": Input(type="uri_folder"), "label": "counted"},
    outputs={"size": Output(type="uri_folder")},
    environment="azureml:python@latest",
)


def two_steps(words: Input) -> object:
    shout = load_component("shout.yml")

    @dsl.pipeline(experiment_name="words", display_name="Shout and count", tags={"owner": "me"})
    def pipeline(text: Input, label: str = "done"):  # type: ignore[no-untyped-def]
        loud = shout(text=text)
        counted = count(loud=loud.outputs.loud, label=label)
        return {"size": counted.outputs.size, "loud": loud.outputs.loud}

    return pipeline(text=words, label="ready")


def test_a_pipeline_is_submitted_followed_and_downloaded(
    client: MLClient, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = client.jobs.create_or_update(two_steps(Input(type="uri_file", path="words.txt")))
    assert job.experiment_name == "words"
    assert job.tags == {"owner": "me"}
    assert job.studio_url.endswith(f"/jobs/{job.name}")
    client.jobs.stream(job.name)
    printed = capsys.readouterr().out
    assert f"RunId: {job.name}" in printed
    assert "Completed" in printed
    job = client.jobs.get(job.name)
    assert job.status == "Completed"
    assert {name: child.status for name, child in job.jobs.items()} == {"loud": "Completed", "counted": "Completed"}
    assert [child.status for child in client.jobs.list(parent_job_name=job.name)] == ["Completed"] * 2
    client.jobs.download(job.name, download_path=folder / "got", output_name="loud")
    assert (folder / "got" / "named-outputs" / "loud" / "n.txt").read_text() == "HELLO"
    client.jobs.download(job.name, download_path=folder / "all", all=True)
    assert (folder / "all" / "named-outputs" / "size" / "size.txt").read_text().strip() == "5"
    assert job.name in {found.name for found in client.jobs.list(max_results=20)}


def test_a_command_is_a_job_of_its_own(client: MLClient, folder: Path) -> None:
    job = command(
        code="./src",
        command="python shout.py ${{inputs.text}} ${{outputs.loud}}",
        inputs={"text": Input(type="uri_file", path=folder / "words.txt")},
        outputs={"loud": Output()},
        environment=Environment(image="python", name="own"),
        experiment_name="alone",
    )
    done = client.jobs.create_or_update(job, tags={"a": "b"})
    client.jobs.stream(done.name)
    found = client.jobs.get(done.name)
    assert (found.status, found.type, found.tags) == ("Completed", "command", {"a": "b"})
    assert job.tags is None


def test_a_job_that_fails_is_an_error_that_tells_why(client: MLClient, folder: Path) -> None:
    failing = command(command="echo no rows >&2; exit 3", environment="azureml:python@latest")
    job = client.jobs.create_or_update(failing)
    with pytest.raises(JobException, match="Failed"):
        client.jobs.stream(job.name)


def test_a_submitted_job_is_changed_archived_and_restored(client: MLClient, folder: Path) -> None:
    job = client.jobs.create_or_update(command(command="true", environment="azureml:python@latest"))
    job.display_name, job.tags = "Renamed", {"x": "y"}
    assert client.jobs.create_or_update(job).display_name == "Renamed"
    client.jobs.archive(job.name)
    assert job.name not in {found.name for found in client.jobs.list(max_results=20)}
    assert job.name in {found.name for found in client.jobs.list(max_results=50, list_view_type="ALL")}
    client.jobs.restore(job.name)
    found = client.jobs.get(job.name)
    assert (found.display_name, found.tags) == ("Renamed", {"x": "y"})


def test_a_name_that_is_taken_answers_its_job_and_says_so(client: MLClient, folder: Path) -> None:
    job = command(name="taken", command="true", environment="azureml:python@latest")
    first = client.jobs.create_or_update(job)
    job.command = "false"
    with pytest.warns(UserWarning, match="nothing new was started"):
        again = client.jobs.create_or_update(job)
    assert again.creation_context.created_at == first.creation_context.created_at


def test_a_running_job_is_canceled(client: MLClient, folder: Path) -> None:
    job = client.jobs.create_or_update(command(command="sleep 600", environment="azureml:python@latest"))
    client.jobs.begin_cancel(job.name).result()
    with pytest.raises(JobException, match="Canceled"):
        client.jobs.stream(job.name)


def test_problems_are_told_all_at_once(client: MLClient, folder: Path) -> None:
    wrong = two_steps(Input(type="uri_file", path="nowhere.txt"))
    with pytest.raises(ValidationException) as raised:
        client.jobs.create_or_update(wrong)
    assert any("nowhere.txt" in problem["message"] for problem in raised.value.problems)
    with pytest.raises(ResourceNotFoundError):
        client.jobs.get("nowhere")


def test_a_job_is_checked_without_being_submitted(client: MLClient, folder: Path) -> None:
    shout = load_component("shout.yml")

    @dsl.pipeline
    def incomplete():  # type: ignore[no-untyped-def]
        shout()

    result = client.jobs.validate(incomplete())
    assert not result.passed
    assert any("text" in message for message in result.error_messages.values())
    assert client.jobs.validate(two_steps(Input(type="uri_file", path="words.txt"))).passed


def test_assets_are_registered_found_and_used(client: MLClient, folder: Path) -> None:
    data = client.data.create_or_update(Data(name="words", version="1", type="uri_file", path="words.txt"))
    assert (data.name, data.version, data.id) == ("words", "1", "azureml:words:1")
    (folder / "words.txt").write_text("other")
    with pytest.raises(ResourceExistsError):
        client.data.create_or_update(Data(name="words", version="1", type="uri_file", path="words.txt"))
    component = client.components.create_or_update(load_component("shout.yml"))
    assert set(component.inputs) == {"text"}
    environment = client.environments.create_or_update(Environment(name="own", version="3", image="python"))
    assert client.environments.get("own", label="latest").version == environment.version == "3"

    fetched = client.components.get("shout")

    @dsl.pipeline
    def registered(text):  # type: ignore[no-untyped-def]
        once = fetched(text=text)
        once.environment = environment
        return {"loud": once.outputs.loud}

    job = client.jobs.create_or_update(registered(text=client.data.get("words", version="1")))
    client.jobs.stream(job.name)
    client.jobs.download(job.name, download_path=folder / "got", output_name="loud")
    assert (folder / "got" / "named-outputs" / "loud" / "n.txt").read_text() == "HELLO"
    model = client.models.create_or_update(Model(name="m", path=folder / "got" / "named-outputs" / "loud"))
    client.models.download("m", version=model.version, download_path=folder / "models")
    assert (folder / "models" / "m" / "n.txt").read_text() == "HELLO"
    assert "words" in {found.name for found in client.data.list()}
    assert [found.version for found in client.data.list(name="words")] == ["1"]
    client.data.archive("words", version="1")
    assert "words" not in {found.name for found in client.data.list()}


def test_a_compute_is_created_the_way_a_course_does_it(client: MLClient) -> None:
    with pytest.raises(ResourceNotFoundError):
        client.compute.get("course-cluster")
    cluster = AmlCompute(name="course-cluster", type="amlcompute", size="STANDARD_DS11_V2", max_instances=2)
    made = client.compute.begin_create_or_update(cluster).result()
    assert (made.name, made.size, made.max_instances) == ("course-cluster", "STANDARD_DS11_V2", 2)
    assert client.compute.get("course-cluster").provisioning_state == "Succeeded"
    assert "course-cluster" in {found.name for found in client.compute.list()}


def test_computes_of_one_type_are_listed_whatever_its_case(client: MLClient) -> None:
    client.compute.begin_create_or_update(AmlCompute(name="of-a-type", size="S")).wait()
    assert "of-a-type" in {found.name for found in client.compute.list(compute_type="AmlCompute")}
    assert list(client.compute.list(compute_type="kubernetes")) == []


def test_every_workspace_has_a_default_datastore(client: MLClient) -> None:
    assert client.datastores.get_default().name == "workspaceblobstore"


def test_a_component_of_the_command_line_is_known_to_the_sdk(
    product: Product, client: MLClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "parts").mkdir()
    (folder / "parts" / "say.py").write_text("print('hi')\n")
    text = "# said once\nname: say\nversion: 7\ntype: command\ncode: ./parts\ncommand: python say.py\n"
    (folder / "say.yml").write_text(text + "environment: {image: python}\n")
    assert main(["component", "create", "-f", "say.yml", "--data-dir", str(product.folder), "-o", "none"]) == 0
    monkeypatch.chdir(folder / "parts")  # a notebook lies somewhere else
    assert client.components.create_or_update(load_component(folder / "say.yml")).version == "7"


def test_a_client_made_for_azure_needs_no_change(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    from penstock.identity import DefaultAzureCredential

    monkeypatch.setenv("PENSTOCK_DATA_DIR", str(product.folder))
    made = MLClient(DefaultAzureCredential(), "subscription", "group", "workspace")
    assert made.workspace_name == "workspace"
    assert list(made.jobs.list(max_results=1)) is not None


def test_a_pipeline_is_scheduled(client: MLClient, folder: Path) -> None:
    from penstock.constants import TimeZone
    from penstock.entities import CronTrigger, JobSchedule, RecurrencePattern, RecurrenceTrigger

    trigger = RecurrenceTrigger(
        frequency="day", interval=1, schedule=RecurrencePattern(hours=[4], minutes=[0, 30]), time_zone=TimeZone.UTC
    )
    job = two_steps(Input(type="uri_file", path="words.txt"))
    made = client.schedules.begin_create_or_update(
        schedule=JobSchedule(name="nightly", trigger=trigger, create_job=job)
    ).result()
    assert (made.name, made.trigger.frequency, len(made.next_fire_times)) == ("nightly", "day", 10)
    assert client.schedules.begin_disable(name="nightly").result().is_enabled is False
    cron = JobSchedule(name="weekly", trigger=CronTrigger(expression="0 3 * * 1"), create_job=job)
    assert client.create_or_update(cron).trigger.expression == "0 3 * * 1"
    assert {"nightly", "weekly"} <= {found.name for found in client.schedules.list()}
    client.schedules.begin_delete("weekly")
    assert "weekly" not in {found.name for found in client.schedules.list()}


def test_a_pipeline_is_published_and_invoked(client: MLClient, folder: Path) -> None:
    from penstock.entities import BatchEndpoint, PipelineComponentBatchDeployment

    shout = load_component("shout.yml")

    @dsl.pipeline(name="shouting")
    def shouting(text: Input(type="uri_file")):  # type: ignore[no-untyped-def,valid-type]
        loud = shout(text=text)
        return {"loud": loud.outputs.loud}

    component = client.components.create_or_update(shouting)
    endpoint = client.batch_endpoints.begin_create_or_update(BatchEndpoint(name="loud", description="d")).result()
    deployment = PipelineComponentBatchDeployment(name="blue", endpoint_name=endpoint.name, component=component)
    client.batch_deployments.begin_create_or_update(deployment).result()
    endpoint.defaults.deployment_name = "blue"
    client.batch_endpoints.begin_create_or_update(endpoint).result()
    endpoint = client.batch_endpoints.get("loud")
    assert endpoint.defaults.deployment_name == "blue"
    assert endpoint.scoring_uri.endswith("/endpoints/loud/invoke")
    job = client.batch_endpoints.invoke(
        endpoint_name="loud", inputs={"text": Input(type="uri_file", path=str(folder / "words.txt"))}
    )
    assert [found.name for found in client.batch_endpoints.list_jobs("loud")] == [job.name]
    client.jobs.stream(job.name)
    client.jobs.download(job.name, download_path=folder / "got", output_name="loud")
    assert (folder / "got" / "named-outputs" / "loud" / "n.txt").read_text() == "HELLO"


def test_the_workspace_tells_where_metrics_go(client: MLClient) -> None:
    assert "mlflow_tracking_uri" in client.workspaces.get("any")
