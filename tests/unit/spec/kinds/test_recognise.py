"""A document says what it is by its schema, else its type, else its keys."""

from __future__ import annotations

import pytest

from designer.spec.document import read_text
from designer.spec.kinds.recognise import recognise
from designer.spec.kinds.table import DOCUMENTS, Kind

HOST = "https://azuremlschemas.azureedge.net/latest/"


@pytest.mark.parametrize("kind", DOCUMENTS.values(), ids=lambda kind: kind.name)
def test_the_last_word_of_the_schema_decides(kind: Kind) -> None:
    for word in kind.schemas:
        for form in (f"{HOST}{word}.schema.json", f"http://x.org/2021/{word.upper()}.json", f"{word}.schema.json"):
            assert recognise({"$schema": form, "type": "whatever"}) == kind.name


@pytest.mark.parametrize(
    ("text", "file", "kind"),
    [
        ("type: pipeline", "", "pipeline"),
        ("type: command", "", "command"),
        ("command: ls\nenvironment: e", "", "command"),
        ("jobs: {}", "", "pipeline"),
        ("trigger: {type: cron}", "", "schedule"),
        ("type: uri_file\npath: x", "", "data"),
        ("type: mltable\npath: x", "", "data"),
        ("paths: [{file: x}]", "", "mltable"),
        ("type: x", "data/MLTable", "mltable"),
        ("type: mltable\npaths: [{file: x}]", "", "mltable"),
        ("type: mlflow_model\npath: x", "", "model"),
        ("name: e\nimage: i", "", "environment"),
        ("name: e\nbuild: {path: .}", "", "environment"),
        ("name: d\npath: x", "", "data"),
        ("type: amlcompute\nname: c", "", "amlcompute"),
        ("type: kubernetes\nname: c", "", "kubernetes"),
        ("type: kubernetes\nendpoint_name: e", "", "online_deployment"),
        ("type: azure_blob\naccount_name: a\ncontainer_name: c", "", "azure_blob"),
        ("type: s3\nbucket: b", "", "s3"),
        ("type: s3\ntarget: b", "", "connection"),
        ("type: snowflake\ntarget: jdbc", "", "connection"),
        ("type: azure_open_ai\nazure_endpoint: e\napi_key: k", "", "connection"),
        ("type: api_key\napi_base: e\napi_key: k", "", "connection"),
        ("type: azure_blob\nurl: u\naccount_name: a\ncontainer_name: c", "", "connection"),
        ("name: e\nchannels: [a]\ndependencies: [python]", "", "conda"),
        ("auth_mode: aad_token\nname: e", "", "batch_endpoint"),
        ("auth_mode: key\ntraffic: {a: 100}", "", "online_endpoint"),
        ("type: pipeline\nendpoint_name: e\ncomponent: x", "", "pipeline_batch_deployment"),
        ("endpoint_name: e\nmodel: m", "", "model_batch_deployment"),
        ("endpoint_name: e\ninstance_type: s", "", "online_deployment"),
        ("inputs: {a: 1}", "", "batch_invoke"),
        ("inputs: {a: 1}\nnodes: []", "flow.dag.yaml", "flow"),
        ("hub_id: h\nname: p", "", "project"),
        ("location: l\nreplication_locations: []", "", "registry"),
        ("name: w\nkey_vault: k", "", "workspace"),
        ("type: command_component", "", "command_component"),
        ("type: nonsense", "", "nonsense"),
        ("a: 1", "", "command"),
    ],
)
def test_without_a_schema_type_and_keys_decide(text: str, file: str, kind: str) -> None:
    assert recognise(read_text(text).root, file) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"$schema: {HOST}batchDeployment.schema.json\nmodel: m", "model_batch_deployment"),
        (f"$schema: {HOST}batchDeployment.schema.json\ncomponent: m", "pipeline_batch_deployment"),
        (f"$schema: {HOST}autoMLImageClassificationJob.schema.json", "automl"),
        (f"$schema: {HOST}unheardOf.schema.json\ntype: pipeline", "pipeline"),
        ("$schema: 5\ntype: sweep", "sweep"),
    ],
)
def test_schemas_that_say_half(text: str, kind: str) -> None:
    assert recognise(read_text(text).root) == kind
