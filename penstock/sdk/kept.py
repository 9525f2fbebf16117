"""Names of Azure's SDK that mean nothing on one's own machine, so that a notebook's import lines work.

An object of theirs can be made and printed; handing it to the client tells what is not there, and what is instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NoReturn

from penstock.sdk.body import Body
from penstock.sdk.errors import UserErrorException

# what it is about → its names
GROUPS: Mapping[str, str] = {
    "online endpoints": "AcceleratorMap Deployment DeploymentTemplate Endpoint MarketplacePlan "
    "ManagedOnlineEndpoint ManagedOnlineDeployment KubernetesOnlineEndpoint "
    "KubernetesOnlineDeployment OnlineEndpoint OnlineDeployment OnlineRequestSettings ProbeSettings "
    "DefaultScaleSettings OnlineScaleSettings TargetUtilizationScaleSettings ResourceRequirementsSettings "
    "ResourceSettings DataCollector DataAsset DeploymentCollection RequestLogging Route EndpointAuthKeys "
    "EndpointAuthToken EndpointAadToken CodeConfiguration ServerlessEndpoint",
    "deployments of models": "ModelBatchDeployment ModelBatchDeploymentSettings BatchRetrySettings BatchJob "
    "ModelPackage "
    "ModelConfiguration AzureMLOnlineInferencingServer AzureMLBatchInferencingServer TritonInferencingServer "
    "CustomInferencingServer BaseEnvironment PackageInputPathId PackageInputPathUrl PackageInputPathVersion",
    "feature stores": "FeatureSetBackfillMetadata FeatureSetMaterializationMetadata DataAvailabilityStatus "
    "FeatureStore FeatureStoreEntity FeatureSet FeatureSetSpecification FeatureStoreSettings "
    "FeatureWindow Feature DataColumn DataColumnType MaterializationSettings MaterializationStore MaterializationType "
    "MaterializationComputeResource ComputeRuntime FeatureSetBackfillRequest",
    "monitors": "FADProductionData LlmData GenerationSafetyQualitySignal GenerationTokenStatisticsSignal "
    "CustomMonitoringMetricThreshold ModelPerformanceMetricThreshold "
    "ModelPerformanceClassificationThresholds ModelPerformanceRegressionThresholds "
    "MonitorDefinition MonitorSchedule MonitoringTarget AlertNotification Notification ServerlessSparkCompute "
    "DataDriftSignal DataQualitySignal PredictionDriftSignal FeatureAttributionDriftSignal CustomMonitoringSignal "
    "ModelPerformanceSignal MonitorInputData MonitorFeatureFilter DataSegment ProductionData ReferenceData "
    "BaselineDataRange FixedInputData TrailingInputData StaticInputData DataDriftMetricThreshold "
    "DataQualityMetricThreshold PredictionDriftMetricThreshold FeatureAttributionDriftMetricThreshold "
    "CategoricalDriftMetrics NumericalDriftMetrics DataQualityMetricsNumerical DataQualityMetricsCategorical",
    "registries and other workspaces": "CapabilityHost "
    "AzureAIServicesConnection AzureBlobStoreConnection AzureContentSafetyConnection "
    ""
    "AzureSpeechServicesConnection MicrosoftOneLakeConnection OpenAIConnection SerpConnection NetworkAcls "
    "PrivateEndpoint OutboundRule AzureAISearchConfig GitSource LocalSource IndexDataSource "
    "IndexModelConfiguration "
    "Registry RegistryRegionDetails Hub Project WorkspaceConnection ManagedNetwork "
    "IsolationMode CustomerManagedKey SystemCreatedAcrAccount SystemCreatedStorageAccount FqdnDestination "
    "PrivateEndpointDestination ServiceTagDestination AzureOpenAIConnection AzureAISearchConnection APIKeyConnection "
    "ServerlessConnection Index WorkspaceModelReference MarketplaceSubscription",
    "fine-tuning": "CustomModelFineTuningJob",
    "imports of data": "DataImport ImportDataSchedule",
}
# Functions of `azure.ai.ml` itself → what they are about.
LOADERS: Mapping[str, str] = {
    "load_online_endpoint": "online endpoints",
    "load_online_deployment": "online endpoints",
    "load_serverless_endpoint": "online endpoints",
    "load_marketplace_subscription": "online endpoints",
    "load_model_package": "deployments of models",
    "load_feature_store": "feature stores",
    "load_feature_store_entity": "feature stores",
    "load_feature_set": "feature stores",
    "load_registry": "registries and other workspaces",
    "load_connection": "registries and other workspaces",
    "load_workspace_connection": "registries and other workspaces",
    "load_index": "registries and other workspaces",
    "load_capability_host": "registries and other workspaces",
}
# Parts of documents that are kept as they are written.
PARTS = frozenset(
    [
        "AccountKeyConfiguration",
        "SasTokenConfiguration",
        "ServicePrincipalConfiguration",
        "CertificateConfiguration",
        "NoneCredentialConfiguration",
        "UsernamePasswordConfiguration",
        "PatTokenConfiguration",
        "AccessKeyConfiguration",
        "ApiKeyConfiguration",
        "AmlComputeSshSettings",
        "ComputeInstanceSshSettings",
        "VirtualMachineSshSettings",
        "NetworkSettings",
        "AssignedUserConfiguration",
        "SetupScripts",
        "ScriptReference",
        "ComputeSchedules",
        "ComputeStartStopSchedule",
        "CustomApplications",
        "ImageSettings",
        "EndpointsSettings",
        "VolumeSettings",
        "AutoScaleSettings",
        "AutoPauseSettings",
        "SparkJobEntry",
        "ComputeConfiguration",
        "JobResources",
        "IntellectualProperty",
        "ServerlessComputeSettings",
    ]
)
AUTOML_PARTS = frozenset(
    [
        "TabularLimitSettings",
        "TabularFeaturizationSettings",
        "TrainingSettings",
        "StackEnsembleSettings",
        "ColumnTransformer",
        "NlpLimitSettings",
        "NlpFeaturizationSettings",
        "NlpFixedParameters",
        "NlpSweepSettings",
        "NlpSearchSpace",
        "ImageLimitSettings",
        "ImageSweepSettings",
        "ImageModelSettingsClassification",
        "ImageModelSettingsObjectDetection",
        "ImageClassificationSearchSpace",
        "ImageObjectDetectionSearchSpace",
    ]
)
_TREES = "DECISION_TREE RANDOM_FOREST EXTREME_RANDOM_TREES LIGHT_GBM GRADIENT_BOOSTING"
_REGRESSIONS = f"ELASTIC_NET KNN LASSO_LARS SGD {_TREES} XG_BOOST_REGRESSOR"
AUTOML_WORDS: Mapping[str, str] = {
    "ClassificationModels": "LOGISTIC_REGRESSION SGD MULTINOMIAL_NAIVE_BAYES BERNOULLI_NAIVE_BAYES SVM LINEAR_SVM KNN "
    f"{_TREES} XG_BOOST_CLASSIFIER",
    "RegressionModels": _REGRESSIONS,
    "ForecastingModels": "AUTO_ARIMA PROPHET NAIVE SEASONAL_NAIVE "
    "AVERAGE SEASONAL_AVERAGE EXPONENTIAL_SMOOTHING ARIMAX "
    f"TCN_FORECASTER {_REGRESSIONS}",
    "BlockedTransformers": "TEXT_TARGET_ENCODER ONE_HOT_ENCODER CAT_TARGET_ENCODER TF_IDF WO_E_TARGET_ENCODER "
    "LABEL_ENCODER WORD_EMBEDDING NAIVE_BAYES COUNT_VECTORIZER HASH_ONE_HOT_ENCODER",
    "FeaturizationMode": "AUTO CUSTOM OFF",
    "NCrossValidationsMode": "AUTO CUSTOM",
    "ForecastHorizonMode": "AUTO CUSTOM",
    "TargetLagsMode": "AUTO CUSTOM",
    "TargetRollingWindowSizeMode": "AUTO CUSTOM",
    "ShortSeriesHandlingConfiguration": "NONE AUTO PAD DROP",
    "TargetAggregationFunction": "NONE SUM MAX MIN MEAN",
    "UseStl": "NONE SEASON SEASON_TREND",
    "LearningRateScheduler": "NONE WARMUP_COSINE STEP",
    "StochasticOptimizer": "NONE SGD ADAM ADAMW",
    "SamplingAlgorithmType": "GRID RANDOM BAYESIAN",
    "ValidationMetricType": "NONE COCO VOC COCO_VOC",
    "LogTrainingMetrics": "ENABLE DISABLE",
    "LogValidationLoss": "ENABLE DISABLE",
}
_about = {name: about for about, names in GROUPS.items() for name in names.split()}
_made: dict[str, Any] = {}


class Kept(Body):
    """An object that can be made and printed, and is not taken by the client."""

    _about: str = ""


class Part(Body):
    """A part of a document, kept as it is."""

    _is_value = True

    def __init__(self, *values: Any, **keys: Any) -> None:
        if values:
            raise UserErrorException(f"{type(self).__name__} takes its values by name")
        super().__init__(**keys)


def entity(name: str) -> Any:
    """The class of a name of `azure.ai.ml.entities`, or None."""
    if name in PARTS:
        return _once(name, lambda: type(name, (Part,), {"__doc__": "Kept as it is written."}))
    if name in _about:
        about = _about[name]
        return _once(name, lambda: type(name, (Kept,), {"_about": about, "__doc__": f"Of {about}: not provided here."}))
    return None


def loader(name: str) -> Any:
    """The `load_…` of something that is not provided here, or None: it can be imported, and tells so when called."""
    if name not in LOADERS:
        return None

    def load(*_: Any, **__: Any) -> NoReturn:
        refuse(LOADERS[name])

    return _once(name, lambda: load)


def of_automl(name: str) -> Any:
    """The class of a name of `azure.ai.ml.automl`, or None."""
    if name in AUTOML_PARTS:
        return _once(name, lambda: type(name, (Part,), {"__doc__": "Kept as it is written."}))
    if name in AUTOML_WORDS:
        return _once(name, lambda: StrEnum(name, {word: word.lower() for word in AUTOML_WORDS[name].split()}))
    return None


def _once(name: str, make: Callable[[], Any]) -> Any:
    if name not in _made:
        _made[name] = make()
    return _made[name]


def refuse(about: str) -> NoReturn:
    """What Penstock does not do, and what it does instead."""
    raise UserErrorException(
        f"Penstock has no {about}",
        hint="pipelines are published with batch_endpoints; files of other kinds are kept as they are",
        code="not_provided",
    )


class NotProvided:
    """Stands where `azure.ai.ml` has operations that Penstock has not."""

    def __init__(self, about: str) -> None:
        self._about = about

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        refuse(self._about)
