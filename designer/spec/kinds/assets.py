"""Registered things: data, tables, models, environments, code, indexes, and what is kept of features."""

from __future__ import annotations

from typing import Annotated, Literal

from designer.spec.kinds.base import Anything, Flag, Mapping, Path, Ref, Spec, Text, TextMap, Texts, key, suggested
from designer.spec.kinds.common import Described, EnvironmentBody, Headed
from designer.spec.kinds.transfers import Elsewhere


class Asset(Described):
    """What all registered things have."""

    name: Text = key("The name.", runs="yes", wanted=True)
    version: Text = key("The version, any text. A new one is made up when absent.", runs="yes")
    properties: TextMap = key("More facts, kept with it.", runs="yes")
    latest_version: Text = key("The newest version, as an export tells.")
    auto_delete_setting: Mapping = key("When it may be deleted.")
    stage: Text = key("How ripe it is, in your own word.", runs="yes")


class Data(Asset):
    """A named version of data: a file, a folder or a table."""

    type: Literal["uri_file", "uri_folder", "mltable"] = key(
        "What lies there.", default="uri_folder", runs="yes", shows="uri_folder"
    )
    path: Path = key("A local path (copied when registered) or an address.", required=True, runs="yes")
    datastore: Text = key("Where a local path is uploaded to.")
    display_name: Text = key("The name people see.", runs="yes")
    intellectual_property: Mapping = key("Kept as written.")


class DataImport(Asset):
    """Data that a schedule brings from a database or another storage."""

    type: Literal["uri_file", "uri_folder", "mltable"] = key("What comes of it.")
    path: Path = key("Where it goes.", required=True)
    source: Elsewhere = key("What is read.", required=True)
    datastore: Text = key("Kept as written.")


class TableFile(Spec):
    file: Path = key("One file.", required=True)


class TableFolder(Spec):
    folder: Path = key("All files of a folder.", required=True)


class TablePattern(Spec):
    pattern: Path = key("All files that match.", required=True)


class MLTable(Headed):
    """The file `MLTable` in a folder: which files make the table and how they are read."""

    type: Text = key("`mltable`.")
    paths: list[TableFile | TableFolder | TablePattern] = key("The files.", required=True)
    transformations: list[Anything] = key("How they are read: `read_delimited`, `read_parquet`, `take` …")
    traits: Mapping = key("Columns with a meaning: time, series.")
    metadata: Mapping = key("More facts about the table.")
    name: Text = key("Kept as written.")
    description: Text = key("Kept as written.")
    version: Text = key("Kept as written.")
    tags: TextMap = key("Kept as written.")


class Model(Asset):
    """A named version of a trained model."""

    type: Literal["custom_model", "mlflow_model", "triton_model"] = key(
        "How the model is stored.", default="custom_model", runs="yes", shows="custom_model"
    )
    path: Path = key("A local path, an address, or an output of a job.", runs="yes")
    flavors: Mapping = key("How other libraries load it.", runs="yes")
    datastore: Text = key("Where a local path is uploaded to.")
    job_name: Text = key("The job that made it, as an export tells.")
    utc_time_created: Text = key("When it was made, as an export tells.")
    intellectual_property: Mapping = key("Kept as written.")
    system_metadata: Mapping = key("Kept as written.")
    default_deployment_template: Mapping = key("How it is usually deployed.")
    allowed_deployment_templates: list[Mapping] = key("How it may be deployed.")
    display_name: Text = key("The name people see.", runs="yes")


class EnvironmentAsset(EnvironmentBody, Asset):
    """A named version of an environment: an image, a conda file, a folder to build from."""

    name: Text = key("The name.", runs="yes", wanted=True)
    version: Text = key("The version, any text.", runs="yes")
    intellectual_property: Mapping = key("Kept as written.")


class Code(Asset):
    """A registered folder of code."""

    path: Path = key("The folder.")
    datastore: Text = key("Where it is uploaded to.")


class Index(Asset):
    """A registered index for search."""

    path: Path = key("Where it lies.", required=True)
    datastore: Text = key("Kept as written.")


class FeatureColumn(Spec):
    name: Text = key("The column.", required=True)
    type: Text = key("Its type.", required=True)
    description: Text = key("What it means.")
    tags: TextMap = key("Words to find it by.")


class FeatureSetPath(Spec):
    path: Path = key("The folder with the specification.", required=True)


class FeatureSet(Headed):
    """A set of features and how it is computed."""

    name: Text = key("The name.", required=True)
    version: Text = key("The version.", required=True)
    specification: FeatureSetPath = key("Where the specification lies.", required=True)
    entities: Texts = key("The entities it is about.", required=True)
    stage: Literal["Development", "Production", "Archived"] = key("How ripe it is.")
    description: Text = key("What it is for.")
    tags: TextMap = key("Words to find it by.")
    materialization_settings: Mapping = key("When and how its values are stored.")
    latest_version: Text = key("Kept as written.")
    properties: TextMap = key("Kept as written.")


class FeatureStoreEntity(Headed):
    """What features are about, and the columns that name it."""

    name: Text = key("The name.", required=True)
    version: Text = key("The version.", required=True)
    index_columns: list[FeatureColumn] = key("The columns that name one of them.", required=True)
    stage: Literal["Development", "Production", "Archived"] = key("How ripe it is.")
    description: Text = key("What it is for.")
    tags: TextMap = key("Words to find it by.")
    properties: TextMap = key("More facts.")
    latest_version: Text = key("Kept as written.")


class FeatureSource(Spec):
    type: Annotated[str, suggested("mltable", "csv", "parquet", "deltatable", "custom", "feature_set")] = key(
        "How the source is stored.", required=True
    )
    path: Path = key("Where it lies.")
    timestamp_column: Mapping = key("The column with the time.")
    source_delay: Mapping = key("How late rows arrive.")
    source_process_code: Mapping = key("Code that reads the source.")
    kwargs: TextMap = key("Its arguments.")


class FeatureSetSpec(Headed):
    """The specification of a feature set: source, transformation, features."""

    source: FeatureSource = key("Where rows come from.", required=True)
    feature_transformation_code: Mapping = key("Code that makes features of rows.")
    features: list[FeatureColumn] = key("The features.", required=True)
    index_columns: list[FeatureColumn] = key("The columns that name what a row is about.")
    source_lookback: Mapping = key("How far back the source is read.")
    temporal_join_lookback: Mapping = key("How old a value may be in a join.")


class FeatureRetrieval(Spec):
    """Which features a training asks for."""

    feature_stores: list[Mapping] = key("Stores with their features.")
    serialization_version: Anything = key("Version of this form.")


class DeploymentTemplate(Headed):
    """How models are usually deployed."""

    name: Text = key("The name.", required=True)
    version: Text = key("The version.")
    display_name: Text = key("The name people see.")
    description: Text = key("What it is for.")
    tags: TextMap = key("Words to find it by.")
    type: Text = key("The kind of template.")
    deployment_template_type: Text = key("The kind of template.")
    environment: Mapping | Ref = key("The environment.")
    environment_variables: TextMap = key("Variables of the process.")
    request_settings: Mapping = key("Time and number of requests.")
    liveness_probe: Mapping = key("How life is asked for.")
    readiness_probe: Mapping = key("How readiness is asked for.")
    instance_count: Anything = key("Machines.")
    default_instance_type: Text = key("Size of machine.")
    allowed_instance_types: Texts | Text = key("Sizes that will do.")
    accelerator_maps: list[Mapping] = key("Processors that will do.")
    model_mount_path: Path = key("Where the model is put.")
    scoring_port: Anything = key("Port of the server.")
    scoring_path: Path = key("Path of the server.")
    stage: Text = key("How ripe it is.")


class BatchInvoke(Headed):
    """The file with inputs that a call of a batch endpoint is given."""

    inputs: dict[str, Anything] = key("Literals and data by name.", runs="yes")
    outputs: dict[str, Anything] = key("Where outputs go, by name.", runs="yes")
    properties: TextMap = key("Settings of the job.")
    settings: Mapping = key("Settings of the job.")
    tags: TextMap = key("Words to find the job by.")
    experiment_name: Text = key("The experiment of the job.", runs="yes")
    display_name: Text = key("The name people see.")
    description: Text = key("What the call is for.")
    name: Text = key("The job's name.")
    job_name: Text = key("The job's name.")
    retain: Flag = key("Kept as written.")
