"""The words of the dialect as constants."""

from __future__ import annotations

from enum import StrEnum


class AssetTypes:
    """Types of data and models."""

    URI_FILE = "uri_file"
    URI_FOLDER = "uri_folder"
    MLTABLE = "mltable"
    MLFLOW_MODEL = "mlflow_model"
    CUSTOM_MODEL = "custom_model"
    TRITON_MODEL = "triton_model"


class InputTypes:
    """Types of parameters."""

    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"


class InputOutputModes:
    """How data comes to a step and leaves it."""

    RO_MOUNT = "ro_mount"
    RW_MOUNT = "rw_mount"
    MOUNT = "mount"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    DIRECT = "direct"
    EVAL_MOUNT = "eval_mount"
    EVAL_DOWNLOAD = "eval_download"


class ModelType:
    """Types of models."""

    CUSTOM = "custom_model"
    MLFLOW = "mlflow_model"
    TRITON = "triton_model"


class JobType:
    """Types of jobs."""

    COMMAND = "command"
    SWEEP = "sweep"
    PIPELINE = "pipeline"
    AUTOML = "automl"
    SPARK = "spark"
    PARALLEL = "parallel"
    IMPORT = "import"
    DATA_TRANSFER = "data_transfer"


class DistributionType:
    """Types of `distribution`."""

    MPI = "mpi"
    TENSORFLOW = "tensorflow"
    PYTORCH = "pytorch"
    RAY = "ray"


class ParallelTaskType:
    """Types of the task of a parallel step."""

    RUN_FUNCTION = "run_function"
    FUNCTION = "function"
    MODEL = "model"


class ListViewType(StrEnum):
    """Which items a list shows."""

    ACTIVE_ONLY = "ActiveOnly"
    ARCHIVED_ONLY = "ArchivedOnly"
    ALL = "All"


class TimeZone(StrEnum):
    """Time zones that schedules often use; any other is given as text, by its Windows name."""

    UTC = "UTC"
    PACIFIC_STANDARD_TIME = "Pacific Standard Time"
    MOUNTAIN_STANDARD_TIME = "Mountain Standard Time"
    CENTRAL_STANDARD_TIME = "Central Standard Time"
    EASTERN_STANDARD_TIME = "Eastern Standard Time"
    GMT_STANDARD_TIME = "GMT Standard Time"
    WEST_EUROPE_STANDARD_TIME = "W. Europe Standard Time"
    CENTRAL_EUROPE_STANDARD_TIME = "Central Europe Standard Time"
    INDIA_STANDARD_TIME = "India Standard Time"
    CHINA_STANDARD_TIME = "China Standard Time"
    TOKYO_STANDARD_TIME = "Tokyo Standard Time"
    KOREA_STANDARD_TIME = "Korea Standard Time"
    AUS_EASTERN_STANDARD_TIME = "AUS Eastern Standard Time"


class NlpModels:
    """Language models that AutoML may be told to use."""

    BERT_BASE_CASED = "bert-base-cased"
    BERT_BASE_UNCASED = "bert-base-uncased"
    BERT_LARGE_CASED = "bert-large-cased"
    BERT_LARGE_UNCASED = "bert-large-uncased"
    DISTILBERT_BASE_CASED = "distilbert-base-cased"
    DISTILBERT_BASE_UNCASED = "distilbert-base-uncased"
    ROBERTA_BASE = "roberta-base"
    ROBERTA_LARGE = "roberta-large"
    XLM_ROBERTA_BASE = "xlm-roberta-base"
    XLM_ROBERTA_LARGE = "xlm-roberta-large"
