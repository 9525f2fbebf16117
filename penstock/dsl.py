"""`from penstock import dsl`, then `@dsl.pipeline`."""

from penstock.sdk.pipeline_function import pipeline

__all__ = ["pipeline"]
