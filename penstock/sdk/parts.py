"""The small mappings inside jobs and components: resources, limits, distribution, identity, services."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from penstock.sdk.body import Body


class JobResourceConfiguration(Body):
    """`resources`: how many machines of which kind."""

    _keys: ClassVar[tuple[str, ...]] = (
        "instance_count", "instance_type", "max_instance_count", "locations", "shm_size", "docker_args",
        "properties", "runtime_version",
    )  # fmt: skip

    def __init__(
        self,
        *,
        instance_count: int | None = None,
        instance_type: str | list[str] | None = None,
        locations: list[str] | None = None,
        shm_size: str | None = None,
        docker_args: str | list[str] | None = None,
        properties: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            instance_count=instance_count,
            instance_type=instance_type,
            locations=locations,
            shm_size=shm_size,
            docker_args=docker_args,
            properties=properties,
            **kwargs,
        )


class ResourceConfiguration(JobResourceConfiguration):
    """`resources` under its other name."""


class SparkResourceConfiguration(Body):
    """`resources` of a Spark job."""

    _keys: ClassVar[tuple[str, ...]] = ("instance_type", "runtime_version")

    def __init__(self, *, instance_type: str | None = None, runtime_version: str | None = None, **kwargs: Any) -> None:
        super().__init__(instance_type=instance_type, runtime_version=runtime_version, **kwargs)


class CommandJobLimits(Body):
    """`limits` of one step: `timeout` in seconds."""

    _keys: ClassVar[tuple[str, ...]] = ("timeout",)

    def __init__(self, *, timeout: int | None = None, **kwargs: Any) -> None:
        super().__init__(timeout=timeout, **kwargs)


class SweepJobLimits(Body):
    """`limits` of a sweep: how many trials, how many at once, and how long (seconds)."""

    _keys: ClassVar[tuple[str, ...]] = ("max_concurrent_trials", "max_total_trials", "timeout", "trial_timeout")

    def __init__(
        self,
        *,
        max_concurrent_trials: int | None = None,
        max_total_trials: int | None = None,
        timeout: int | None = None,
        trial_timeout: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            max_concurrent_trials=max_concurrent_trials,
            max_total_trials=max_total_trials,
            timeout=timeout,
            trial_timeout=trial_timeout,
            **kwargs,
        )


class QueueSettings(Body):
    """`queue_settings` of serverless compute."""

    _keys: ClassVar[tuple[str, ...]] = ("job_tier", "priority")

    def __init__(self, *, job_tier: str | None = None, priority: str | None = None, **kwargs: Any) -> None:
        super().__init__(job_tier=job_tier, priority=priority, **kwargs)


class RetrySettings(Body):
    """`retry_settings` of a parallel step."""

    _keys: ClassVar[tuple[str, ...]] = ("timeout", "max_retries")

    def __init__(self, *, timeout: int | None = None, max_retries: int | None = None, **kwargs: Any) -> None:
        super().__init__(timeout=timeout, max_retries=max_retries, **kwargs)


class _Typed(Body):
    """A mapping whose `type` says which of several forms it is."""

    _type: ClassVar[str] = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"type": self._type, **kwargs})


class DistributionConfiguration(_Typed):
    """Base of what `distribution` can be."""


class MpiDistribution(DistributionConfiguration):
    """Ranks started as `mpirun` starts them."""

    _type = "mpi"
    _keys = ("type", "process_count_per_instance")

    def __init__(self, *, process_count_per_instance: int | None = None, **kwargs: Any) -> None:
        super().__init__(process_count_per_instance=process_count_per_instance, **kwargs)


class PyTorchDistribution(DistributionConfiguration):
    """Ranks with the environment variables of `torch.distributed`."""

    _type = "pytorch"
    _keys = ("type", "process_count_per_instance")

    def __init__(self, *, process_count_per_instance: int | None = None, **kwargs: Any) -> None:
        super().__init__(process_count_per_instance=process_count_per_instance, **kwargs)


class TensorFlowDistribution(DistributionConfiguration):
    """Workers and parameter servers with `TF_CONFIG`."""

    _type = "tensorflow"
    _keys = ("type", "worker_count", "parameter_server_count")

    def __init__(
        self, *, parameter_server_count: int | None = 0, worker_count: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(parameter_server_count=parameter_server_count, worker_count=worker_count, **kwargs)


class RayDistribution(DistributionConfiguration):
    """A Ray cluster of the job's own."""

    _type = "ray"
    _keys = (
        "type", "port", "address", "include_dashboard", "dashboard_port", "head_node_additional_args",
        "worker_node_additional_args",
    )  # fmt: skip


class _Identity(_Typed):
    """Base of what `identity` can be."""


class UserIdentityConfiguration(_Identity):
    """The job acts as the user who submits it."""

    _type = "user_identity"
    _keys = ("type",)


class AmlTokenConfiguration(_Identity):
    """The job acts by a token of the workspace."""

    _type = "aml_token"
    _keys = ("type",)


class ManagedIdentityConfiguration(_Identity):
    """The job acts as a managed identity."""

    _type = "managed"
    _keys = ("type", "client_id", "object_id", "principal_id", "resource_id")


class IdentityConfiguration(Body):
    """The identity of a compute or endpoint."""

    _keys: ClassVar[tuple[str, ...]] = ("type", "user_assigned_identities", "principal_id", "tenant_id")


class JobService(Body):
    """An interactive service of a job (`services`). It is kept, and does nothing on one's own machine."""

    _keys: ClassVar[tuple[str, ...]] = ("type", "port", "nodes", "log_dir", "ssh_public_keys", "properties", "endpoint")


class _NamedService(JobService):
    _type: ClassVar[str] = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"type": self._type, **kwargs})


class SshJobService(_NamedService):
    """Entry by ssh."""

    _type = "ssh"


class TensorBoardJobService(_NamedService):
    """TensorBoard on `log_dir`."""

    _type = "tensor_board"


class JupyterLabJobService(_NamedService):
    """JupyterLab beside the job."""

    _type = "jupyter_lab"


class VsCodeJobService(_NamedService):
    """VS Code beside the job."""

    _type = "vs_code"


_DISTRIBUTIONS: tuple[type[DistributionConfiguration], ...] = (
    MpiDistribution,
    PyTorchDistribution,
    TensorFlowDistribution,
    RayDistribution,
)
_IDENTITIES: tuple[type[_Identity], ...] = (
    UserIdentityConfiguration,
    AmlTokenConfiguration,
    ManagedIdentityConfiguration,
)
_SERVICES: tuple[type[_NamedService], ...] = (
    SshJobService,
    TensorBoardJobService,
    JupyterLabJobService,
    VsCodeJobService,
)


def _by_type(kinds: tuple[type[Any], ...], other: type[Body]) -> Any:
    def read(value: Any, base: Path) -> Any:
        if not isinstance(value, Mapping):
            return value
        word = str(value.get("type", "")).lower().replace("_", "")
        kind = next((kind for kind in kinds if kind._type.replace("_", "") == word), other)
        return kind._load(value, base)

    return read


read_distribution = _by_type(_DISTRIBUTIONS, DistributionConfiguration)
read_identity = _by_type(_IDENTITIES, _Identity)
read_service = _by_type(_SERVICES, JobService)
