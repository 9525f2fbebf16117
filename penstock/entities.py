"""The layout that notebooks import from: `from penstock.entities import Environment, Data, AmlCompute`."""

from __future__ import annotations

from typing import Any

from penstock.sdk import kept
from penstock.sdk.assets import Asset, BuildContext, Data, Environment, Model
from penstock.sdk.automl import AutoMLJob
from penstock.sdk.command import Command, ParameterizedCommand, Sweep
from penstock.sdk.component import (
    CommandComponent,
    Component,
    ParallelComponent,
    PipelineComponent,
    RunFunction,
    SparkComponent,
)
from penstock.sdk.infrastructure import (
    AmlCompute,
    AzureBlobDatastore,
    AzureDataLakeGen2Datastore,
    AzureFileDatastore,
    Compute,
    ComputeInstance,
    Datastore,
    KubernetesCompute,
    OneLakeDatastore,
    SynapseSparkCompute,
    VirtualMachineCompute,
    Workspace,
)
from penstock.sdk.nodes import Job, Parallel, Pipeline, Spark
from penstock.sdk.parts import (
    AmlTokenConfiguration,
    CommandJobLimits,
    IdentityConfiguration,
    JobResourceConfiguration,
    JobService,
    JupyterLabJobService,
    ManagedIdentityConfiguration,
    QueueSettings,
    ResourceConfiguration,
    RetrySettings,
    SparkResourceConfiguration,
    SshJobService,
    TensorBoardJobService,
    UserIdentityConfiguration,
    VsCodeJobService,
)
from penstock.sdk.pipeline_job import PipelineJob, PipelineJobSettings
from penstock.sdk.schedules import (
    BatchDeployment,
    BatchEndpoint,
    CronTrigger,
    JobSchedule,
    PipelineComponentBatchDeployment,
    RecurrencePattern,
    RecurrenceTrigger,
    Schedule,
)

CommandJob = Command
SparkJob = Spark

__all__ = [
    "AmlCompute", "AmlTokenConfiguration", "Asset", "AutoMLJob", "AzureBlobDatastore", "AzureDataLakeGen2Datastore",
    "AzureFileDatastore", "BatchDeployment", "BatchEndpoint", "BuildContext", "Command", "CommandComponent",
    "CommandJob", "CommandJobLimits", "Component", "Compute", "ComputeInstance", "CronTrigger", "Data", "Datastore",
    "Environment", "IdentityConfiguration", "Job", "JobResourceConfiguration", "JobSchedule", "JobService",
    "JupyterLabJobService", "KubernetesCompute", "ManagedIdentityConfiguration", "Model", "OneLakeDatastore",
    "Parallel", "ParallelComponent", "ParameterizedCommand", "Pipeline", "PipelineComponent",
    "PipelineComponentBatchDeployment", "PipelineJob", "PipelineJobSettings", "QueueSettings", "RecurrencePattern",
    "RecurrenceTrigger", "ResourceConfiguration", "RetrySettings", "RunFunction", "Schedule", "Spark",
    "SparkComponent", "SparkJob", "SparkResourceConfiguration", "SshJobService", "Sweep", "SynapseSparkCompute",
    "TensorBoardJobService", "UserIdentityConfiguration", "VirtualMachineCompute", "VsCodeJobService", "Workspace",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Names of `azure.ai.ml.entities` that mean nothing here can be imported all the same."""
    found = kept.entity(name)
    if found is None:
        raise AttributeError(f"module 'penstock.entities' has no attribute {name!r}")
    return found
