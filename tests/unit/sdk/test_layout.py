"""What can be imported from where, and what importing costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import penstock
from penstock.exceptions import UserErrorException

ROOT = Path(__file__).parents[3]
MODULES = ("automl", "constants", "dsl", "entities", "exceptions", "identity", "parallel", "sweep")


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_every_name_that_is_promised_is_there() -> None:
    for name in penstock.__all__:
        assert getattr(penstock, name) is not None
    for module in MODULES:
        found = import_module(f"penstock.{module}")
        assert all(hasattr(found, name) for name in found.__all__)
    with pytest.raises(AttributeError):
        _ = penstock.nothing


@pytest.mark.parametrize("name", ["load_online_endpoint", "load_registry", "load_feature_store"])
def test_loaders_of_what_is_not_provided_are_imported_and_tell_so(name: str) -> None:
    with pytest.raises(UserErrorException, match="Penstock has no"):
        getattr(penstock, name)(source="any.yml")


def test_type_checkers_and_python_are_told_the_same_names() -> None:
    tree = ast.parse((ROOT / "penstock" / "__init__.py").read_text())
    checked = next(node for node in tree.body if isinstance(node, ast.If))
    names = {alias.name for item in checked.body if isinstance(item, ast.ImportFrom) for alias in item.names}
    assert names == set(penstock.__all__)


def test_importing_penstock_loads_no_sdk_and_the_sdk_no_django() -> None:
    assert not any(name.startswith("penstock.") for name in modules_after("import penstock"))
    loaded = modules_after(
        "from penstock import MLClient, Input, command, dsl, load_component, entities, sweep, automl"
    )
    assert not {"django", "rest_framework", "networkx", "rich", "ruamel"} & loaded


def test_an_import_line_of_a_notebook_works_for_what_is_not_provided() -> None:
    from penstock.automl import ClassificationModels, TabularLimitSettings
    from penstock.constants import TimeZone
    from penstock.entities import ManagedOnlineEndpoint

    endpoint = ManagedOnlineEndpoint(name="scores", auth_mode="key")
    assert str(endpoint) == "name: scores\nauth_mode: key\n"
    client = penstock.MLClient()
    with pytest.raises(UserErrorException, match="no online endpoints"):
        client.begin_create_or_update(endpoint)
    with pytest.raises(UserErrorException, match="no feature stores"):
        client.feature_stores.list()
    assert ClassificationModels.LIGHT_GBM == "light_gbm"
    assert TabularLimitSettings(max_trials=3).max_trials == 3
    assert TimeZone.KOREA_STANDARD_TIME == "Korea Standard Time"
    with pytest.raises(ImportError):
        from penstock.entities import Nothing  # noqa: F401


def test_automl_settings_are_written_as_they_were_given() -> None:
    from penstock import Input, automl

    job = automl.classification(
        training_data=Input(type="mltable", path="azureml:rows:1"),
        target_column_name="y",
        primary_metric=automl.ClassificationPrimaryMetrics.AUC_WEIGHTED,
        compute="cpu",
        experiment_name="search",
        n_cross_validations=5,
    )
    job.set_limits(timeout_minutes=10, max_trials=3)
    job.set_training(blocked_training_algorithms=[automl.ClassificationModels.SVM, "knn"])
    job.set_featurization(mode="auto")
    assert job._to_dict() == {
        "type": "automl",
        "task": "classification",
        "training_data": {"type": "mltable", "path": "azureml:rows:1"},
        "target_column_name": "y",
        "primary_metric": "auc_weighted",
        "compute": "azureml:cpu",
        "n_cross_validations": 5,
        "limits": {"timeout_minutes": 10, "max_trials": 3},
        "training": {"blocked_training_algorithms": ["svm", "knn"]},
        "featurization": {"mode": "auto"},
        "experiment_name": "search",
    }


def test_computes_and_datastores_are_read_as_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "pool.yml").write_text("name: pool\ntype: synapsespark\nresource_id: /a/b\n")
    (tmp_path / "lake.yml").write_text("name: lake\ntype: one_lake\none_lake_workspace_name: w\n")
    assert type(penstock.load_compute(tmp_path / "pool.yml")).__name__ == "SynapseSparkCompute"
    lake = penstock.load_datastore(tmp_path / "lake.yml")
    assert (type(lake).__name__, lake.one_lake_workspace_name) == ("OneLakeDatastore", "w")
