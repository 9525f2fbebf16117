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


class NlpLearningRateScheduler(StrEnum):
    """How the learning rate of a language model changes."""

    NONE = "None"
    LINEAR = "Linear"
    COSINE = "Cosine"
    COSINE_WITH_RESTARTS = "CosineWithRestarts"
    POLYNOMIAL = "Polynomial"
    CONSTANT = "Constant"
    CONSTANT_WITH_WARMUP = "ConstantWithWarmup"


class TabularTrainingMode(StrEnum):
    """Whether AutoML trains on several machines."""

    AUTO = "Auto"
    DISTRIBUTED = "Distributed"
    NON_DISTRIBUTED = "NonDistributed"


class ImageClassificationModelNames(StrEnum):
    """Models that AutoML may be told to use for images."""

    MOBILENETV2 = "mobilenetv2"
    RESNEST50 = "resnest50"
    RESNEST101 = "resnest101"
    RESNET18 = "resnet18"
    RESNET34 = "resnet34"
    RESNET50 = "resnet50"
    RESNET101 = "resnet101"
    RESNET152 = "resnet152"
    SERESNEXT = "seresnext"
    VITB16R224 = "vitb16r224"
    VITL16R224 = "vitl16r224"
    VITS16R224 = "vits16r224"


class ImageObjectDetectionModelNames(StrEnum):
    """Models that AutoML may be told to use to find objects."""

    YOLOV5 = "yolov5"
    FASTERRCNN_RESNET18_FPN = "fasterrcnn_resnet18_fpn"
    FASTERRCNN_RESNET34_FPN = "fasterrcnn_resnet34_fpn"
    FASTERRCNN_RESNET50_FPN = "fasterrcnn_resnet50_fpn"
    FASTERRCNN_RESNET101_FPN = "fasterrcnn_resnet101_fpn"
    FASTERRCNN_RESNET152_FPN = "fasterrcnn_resnet152_fpn"
    RETINANET_RESNET50_FPN = "retinanet_resnet50_fpn"


class ImageInstanceSegmentationModelNames(StrEnum):
    """Models that AutoML may be told to use to find outlines."""

    MASKRCNN_RESNET18_FPN = "maskrcnn_resnet18_fpn"
    MASKRCNN_RESNET34_FPN = "maskrcnn_resnet34_fpn"
    MASKRCNN_RESNET50_FPN = "maskrcnn_resnet50_fpn"
    MASKRCNN_RESNET101_FPN = "maskrcnn_resnet101_fpn"
    MASKRCNN_RESNET152_FPN = "maskrcnn_resnet152_fpn"


class BatchDeploymentOutputAction:
    """What a batch deployment does with results."""

    APPEND_ROW = "append_row"
    SUMMARY_ONLY = "summary_only"


class WorkspaceKind:
    """Kinds of workspaces."""

    DEFAULT = "default"
    HUB = "hub"
    PROJECT = "project"
    FEATURE_STORE = "featurestore"
