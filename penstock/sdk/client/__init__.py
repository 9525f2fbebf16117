"""The client of the SDK: `MLClient` and what it can do. Talks to a server, or opens the workspace without one."""

from penstock.sdk.client.ml_client import MLClient

__all__ = ["MLClient"]
