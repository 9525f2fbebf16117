"""All kinds of document and all node types, with where each is declared. Loads a declaration when asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Literal

from designer.spec.kinds.base import Spec

Family = Literal[
    "job", "component", "node", "data", "model", "environment", "compute", "datastore", "schedule", "endpoint",
    "deployment", "connection", "workspace", "registry", "feature", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """`models` are the declarations (several when a further word such as `task` decides); `schemas` the last words of
    `$schema`, folded; `types` the values of `type` that mean this kind whatever else is written."""

    name: str
    family: Family
    title: str
    module: str
    models: tuple[str, ...]
    schemas: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    def declarations(self) -> list[type[Spec]]:
        return _declarations(self.module, self.models)


@cache
def _declarations(module: str, names: tuple[str, ...]) -> list[type[Spec]]:
    found = import_module(f"designer.spec.kinds.{module}")
    return [getattr(found, name) for name in names]


_AUTOML = (
    "automljob", "automlclassificationjob", "automlregressionjob", "automlforecastingjob",
    "automlnlptextclassificationjob",
    "automlnlptextclassificationmultilabeljob", "automlnlptextnerjob", "automlnlpnerjob",
    "automlimageclassificationjob", "automlimageclassificationmultilabeljob", "automlimageobjectdetectionjob",
    "automlimageinstancesegmentationjob",
)  # fmt: skip
_JOBS = (
    Kind("pipeline", "job", "Pipeline job", "jobs", ("PipelineJob",), ("pipelinejob",)),
    Kind("command", "job", "Command job", "jobs", ("CommandJob",), ("commandjob",)),
    Kind("sweep", "job", "Sweep job", "sweeps", ("SweepJob",), ("sweepjob",)),
    Kind("parallel", "job", "Parallel job", "steps", ("ParallelJob",), ("paralleljob",)),
    Kind("spark", "job", "Spark job", "steps", ("SparkJob",), ("sparkjob",)),
    Kind("automl", "job", "AutoML job", "automl", ("TableJob", "TextJob", "ImageJob"), _AUTOML),
    Kind("import", "job", "Import job", "transfers", ("ImportJob",), ("importjob",)),
    Kind("data_transfer", "job", "Data transfer job", "transfers", ("TransferJob",), ("datatransferjob",
         "datatransfercopyjob", "datatransferimportjob", "datatransferexportjob")),
    Kind("finetuning", "job", "Fine-tuning job", "transfers", ("FineTuningJob",), ("finetuningjob",
         "azureopenaifinetuningjob", "custommodelfinetuningjob")),
    Kind("distillation", "job", "Distillation job", "transfers", ("DistillationJob",), ("distillationjob",)),
)  # fmt: skip
_COMPONENTS = (
    Kind("pipeline_component", "component", "Pipeline component", "jobs", ("PipelineComponent",),
         ("pipelinecomponent",)),
    Kind("command_component", "component", "Command component", "jobs", ("CommandComponent",), ("commandcomponent",)),
    Kind("parallel_component", "component", "Parallel component", "steps", ("ParallelComponent",),
         ("parallelcomponent",)),
    Kind("spark_component", "component", "Spark component", "steps", ("SparkComponent",), ("sparkcomponent",)),
    Kind("sweep_component", "component", "Sweep component", "sweeps", ("SweepComponent",), ("sweepcomponent",)),
    Kind("automl_component", "component", "AutoML component", "automl", ("AutoMLComponent",), ("automlcomponent",)),
    Kind("data_transfer_component", "component", "Data transfer component", "transfers", ("TransferComponent",),
         ("datatransfercomponent",)),
    Kind("import_component", "component", "Import component", "transfers", ("ImportComponent",), ("importcomponent",)),
    Kind("flow", "component", "Flow", "jobs", ("Flow",), ("flow",)),
)  # fmt: skip
_ASSETS = (
    Kind("data", "data", "Data asset", "assets", ("Data",), ("data", "dataset"), ("uri_file", "uri_folder", "mltable")),
    Kind("data_import", "data", "Data import", "assets", ("DataImport",), ("dataimport",)),
    Kind("mltable", "data", "MLTable file", "assets", ("MLTable",), ("mltable",)),
    Kind("model", "model", "Model", "assets", ("Model",), ("model",), ("custom_model", "mlflow_model", "triton_model")),
    Kind("environment", "environment", "Environment", "assets", ("EnvironmentAsset",), ("environment",)),
    Kind("code", "other", "Code asset", "assets", ("Code",), ("code", "codeasset")),
    Kind("index", "other", "Index", "assets", ("Index",), ("index", "mlindex")),
)  # fmt: skip
_COMPUTES = (
    Kind("amlcompute", "compute", "Cluster", "storage", ("Cluster",), ("amlcompute", "compute"), ("amlcompute",)),
    Kind("computeinstance", "compute", "Compute instance", "storage", ("Instance",), ("computeinstance",),
         ("computeinstance",)),
    Kind("kubernetes", "compute", "Kubernetes compute", "storage", ("Kubernetes",), ("kubernetescompute",), ()),
    Kind("virtualmachine", "compute", "Virtual machine", "storage", ("VirtualMachine",), ("vmcompute",
         "virtualmachinecompute"), ("virtualmachine",)),
    Kind("synapsespark", "compute", "Synapse Spark pool", "storage", ("SynapseSpark",), ("synapsesparkcompute",
         "synapsespark"), ("synapsespark",)),
    Kind("attached", "compute", "Attached compute", "storage", ("Attached",), ("attachedcompute",), ("attached",)),
)  # fmt: skip
_DATASTORES = (
    Kind("azure_blob", "datastore", "Blob datastore", "storage", ("AzureBlob",), ("azureblob",), ("azure_blob",)),
    Kind("azure_file", "datastore", "File share datastore", "storage", ("AzureFile",), ("azurefile",), ("azure_file",)),
    Kind("azure_data_lake_gen1", "datastore", "Data lake (gen 1) datastore", "storage", ("LakeGen1",),
         ("azuredatalakegen1", "azureadlsgen1"), ("azure_data_lake_gen1",)),
    Kind("azure_data_lake_gen2", "datastore", "Data lake (gen 2) datastore", "storage", ("LakeGen2",),
         ("azuredatalakegen2", "azureadlsgen2"), ("azure_data_lake_gen2",)),
    Kind("one_lake", "datastore", "OneLake datastore", "storage", ("OneLake",), ("onelake",), ("one_lake",)),
    Kind("hdfs", "datastore", "Hadoop datastore", "storage", ("Hdfs",), ("hdfs",), ("hdfs",)),
    Kind("local", "datastore", "Local datastore", "storage", ("LocalStore",), (), ("local",)),
    Kind("s3", "datastore", "S3 datastore", "storage", ("S3",), ("s3",), ("s3",)),
    Kind("gcs", "datastore", "Google storage datastore", "storage", ("Gcs",), ("gcs",), ("gcs",)),
    Kind("sftp", "datastore", "SFTP datastore", "storage", ("Sftp",), ("sftp",), ("sftp",)),
)  # fmt: skip
# Types that mean a connection and nothing else; `azure_blob`, `s3` and others are datastores, too.
_CONNECTIONS = (
    "git", "container_registry", "python_feed", "snowflake", "azure_sql_db", "azure_synapse_analytics",
    "azure_my_sql_db", "azure_postgres_db", "custom", "azure_one_lake", "azure_open_ai", "azure_ai_services",
    "azure_ai_search", "azure_content_safety", "azure_speech_services", "api_key", "open_ai", "serp", "serverless",
    "azure_cognitive_search", "cognitive_service",
)  # fmt: skip
_SERVICES = (
    Kind("schedule", "schedule", "Schedule", "schedules", ("Schedule",), ("schedule", "monitorschedule",
         "importdataschedule", "jobschedule")),
    Kind("batch_endpoint", "endpoint", "Batch endpoint", "serving", ("BatchEndpoint",), ("batchendpoint",)),
    Kind("online_endpoint", "endpoint", "Online endpoint", "serving", ("OnlineEndpoint",), ("managedonlineendpoint",
         "kubernetesonlineendpoint", "onlineendpoint", "endpoint")),
    Kind("pipeline_batch_deployment", "deployment", "Pipeline behind a batch endpoint", "serving",
         ("PipelineBatchDeployment",), ("pipelinecomponentbatchdeployment", "pipelinebatchdeployment")),
    Kind("model_batch_deployment", "deployment", "Model behind a batch endpoint", "serving", ("ModelBatchDeployment",),
         ("modelbatchdeployment",)),
    Kind("online_deployment", "deployment", "Model behind an online endpoint", "serving", ("OnlineDeployment",),
         ("managedonlinedeployment", "kubernetesonlinedeployment", "onlinedeployment")),
    Kind("batch_invoke", "other", "Inputs of a batch call", "assets", ("BatchInvoke",), ("batchinvoke",)),
    Kind("deployment_template", "deployment", "Deployment template", "assets", ("DeploymentTemplate",),
         ("deploymenttemplate",)),
    Kind("connection", "connection", "Connection", "workspaces", ("Connection",),
         ("workspaceconnection", "connection"), _CONNECTIONS),
    Kind("workspace", "workspace", "Workspace", "workspaces", ("Workspace",), ("workspace",)),
    Kind("hub", "workspace", "Hub", "workspaces", ("Hub",), ("hub", "workspacehub")),
    Kind("project", "workspace", "Project", "workspaces", ("Project",), ("project",)),
    Kind("registry", "registry", "Registry", "workspaces", ("Registry",), ("registry",)),
    Kind("capability_host", "workspace", "Capability host", "workspaces", ("CapabilityHost",), ("capabilityhost",)),
    Kind("feature_store", "feature", "Feature store", "workspaces", ("FeatureStore",), ("featurestore",)),
    Kind("feature_set", "feature", "Feature set", "assets", ("FeatureSet",), ("featureset", "featuresetasset")),
    Kind("feature_set_spec", "feature", "Specification of a feature set", "assets", ("FeatureSetSpec",),
         ("featuresetspec", "featuresetspecification")),
    Kind("feature_store_entity", "feature", "Feature store entity", "assets", ("FeatureStoreEntity",),
         ("featurestoreentity",)),
    Kind("feature_retrieval", "feature", "Feature retrieval", "assets", ("FeatureRetrieval",), ("featureretrieval",)),
)  # fmt: skip
_NODES = (
    Kind("command", "node", "Command node", "jobs", ("CommandNode",)),
    Kind("pipeline", "node", "Pipeline node", "jobs", ("PipelineNode",)),
    Kind("sweep", "node", "Sweep node", "sweeps", ("SweepNode",)),
    Kind("parallel", "node", "Parallel node", "steps", ("ParallelNode",)),
    Kind("spark", "node", "Spark node", "steps", ("SparkNode",)),
    Kind("automl", "node", "AutoML node", "automl", ("TableNode", "TextNode", "ImageNode")),
    Kind("import", "node", "Import node", "transfers", ("ImportNode",)),
    Kind("data_transfer", "node", "Data transfer node", "transfers", ("TransferNode",)),
    Kind("finetuning", "node", "Fine-tuning node", "transfers", ("FineTuningNode",)),
    Kind("if_else", "node", "Condition node", "transfers", ("IfElse",)),
    Kind("do_while", "node", "Loop node", "transfers", ("DoWhile",)),
    Kind("parallel_for", "node", "For-each node", "transfers", ("ParallelFor",)),
)

DOCUMENTS: dict[str, Kind] = {
    kind.name: kind for kind in (*_JOBS, *_COMPONENTS, *_ASSETS, *_COMPUTES, *_DATASTORES, *_SERVICES)
}
NODES: dict[str, Kind] = {kind.name: kind for kind in _NODES}
