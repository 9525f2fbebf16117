"""Where data and models come from, what is in them, and which version people mean: as a person sees it."""

from __future__ import annotations

import secrets
import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server
from tests.e2e.registry import open_tab, register
from tests.e2e.studio import Studio

ROWS = b"age,sex,fare\n" + b"".join(
    f"{20 + n % 40},{'male' if n % 3 else 'female'},{n / 4 if n % 5 else ''}\n".encode() for n in range(200)
)
PIPELINE = """\
type: pipeline
inputs:
  rows: {{type: uri_file, path: "azureml:{name}:1"}}
outputs:
  model: {{type: custom_model}}
jobs:
  train:
    command: cp ${{{{inputs.rows}}}} ${{{{outputs.model}}}}/rows.csv
    environment: azureml:current@latest
    inputs: {{rows: "${{{{parent.inputs.rows}}}}"}}
    outputs: {{model: "${{{{parent.outputs.model}}}}"}}
"""


@pytest.fixture
def name() -> str:
    return f"rows_{secrets.token_hex(3)}"


def data(server: Server, name: str) -> None:
    document = f"name: {name}\nversion: 1\ntype: uri_file\npath: ./rows.csv\n"
    register(server, "data", ("data.yml", document.encode()), ("rows.csv", ROWS))


def run(server: Server, text: str) -> str:
    """Runs a pipeline to its end: answers its name."""
    job = dict(server.api.post("jobs", {"yaml": text}))
    deadline, status = time.monotonic() + 90, ""
    while time.monotonic() < deadline and status != "Completed":
        status = server.api.get(f"jobs/{job['name']}/state")["job"]["status"]
        assert status not in ("Failed", "Canceled"), server.api.get(f"jobs/{job['name']}")
        time.sleep(0.1)  # between two looks
    assert status == "Completed"
    return str(job["name"])


def test_data_has_a_profile_of_each_column(studio: Studio, server: Server, name: str) -> None:
    data(server, name)
    studio.open(f"/data/{name}/1")
    open_tab(studio, "profile")
    age = studio.id("profile:age")
    expect(age).to_contain_text("whole number")
    expect(age).to_contain_text("20 – 59")
    expect(studio.id("profile:fare")).to_contain_text("20%")
    expect(studio.id("profile:sex").get_by_role("img")).to_have_accessible_name(
        "Values of sex: the most frequent is male (133)"
    )
    age.get_by_role("button", name="age").press("Enter")
    expect(studio.page.get_by_text("How the values of age are spread")).to_be_visible()
    expect(studio.id("column-profile")).to_contain_text("All 200 rows were read.")


def test_an_mltable_is_shown_as_the_table_that_it_describes(studio: Studio, server: Server, name: str) -> None:
    document = f"name: {name}\nversion: 1\ntype: mltable\npath: ./table\n"
    table = b"paths:\n  - file: ./rows.csv\ntransformations:\n  - read_delimited: {delimiter: ','}\n"
    files = (("data.yml", document.encode()), ("table/MLTable", table), ("table/rows.csv", ROWS))
    register(server, "data", *files)
    studio.open(f"/data/{name}/1")
    open_tab(studio, "preview")
    expect(studio.id("data-preview").get_by_role("columnheader").first).to_contain_text("age", timeout=60_000)
    open_tab(studio, "profile")
    expect(studio.id("profile:age")).to_contain_text("20 – 59", timeout=60_000)


def test_lineage_leads_from_data_to_the_step_that_read_it(studio: Studio, server: Server, name: str) -> None:
    data(server, name)
    studio.open(f"/data/{name}/1?tab=lineage")
    expect(studio.id("lineage")).to_contain_text("No job has read it yet.")
    job = run(server, PIPELINE.format(name=name))
    studio.open(f"/data/{name}/1?tab=lineage")
    studio.id("read-by").get_by_role("link").first.click()
    studio.page.wait_for_url(f"**/jobs/{job}*")


def test_a_model_is_registered_from_an_output_and_its_alias_moves(studio: Studio, server: Server, name: str) -> None:
    data(server, name)
    job = run(server, PIPELINE.format(name=name))
    for version in ("1", "2"):
        studio.open(f"/jobs/{job}?node=train&tab=io")
        studio.id("register-model:model").click()
        studio.id("by-path:name").fill(name)
        studio.id("by-path:version").fill(version)
        studio.id("by-path:register").click()
        studio.page.wait_for_url(f"**/models/{name}/{version}")
    studio.id("aliases-add").click()
    studio.id("aliases-name").fill("champion")
    studio.id("aliases-name").press("Enter")
    expect(studio.id("aliases")).to_contain_text("champion")
    studio.open(f"/models/{name}/1")
    studio.id("aliases-add").click()
    studio.id("aliases-name").fill("champion")
    expect(studio.id("aliases")).to_contain_text("points at version 2 now; it will move here")
    studio.id("aliases-name").press("Enter")
    expect(studio.id("aliases").get_by_text("champion", exact=True)).to_be_visible()
    assert server.api.get(f"models/{name}/2")["aliases"] == []
    expect(studio.id("model-origin").get_by_role("link").first).to_contain_text(job)
    open_tab(studio, "lineage")
    expect(studio.id("written-by")).to_contain_text(job)
