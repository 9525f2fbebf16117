"""The errors that the SDK raises, by the names that programs for Azure ML catch."""

from penstock.sdk.errors import (
    ClientAuthenticationError,
    HttpResponseError,
    JobException,
    MlException,
    ResourceExistsError,
    ResourceNotFoundError,
    ServiceRequestError,
    UserErrorException,
    ValidationException,
)

__all__ = [
    "ClientAuthenticationError", "HttpResponseError", "JobException", "MlException", "ResourceExistsError",
    "ResourceNotFoundError", "ServiceRequestError", "UserErrorException", "ValidationException",
]  # fmt: skip
