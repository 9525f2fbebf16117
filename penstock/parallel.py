"""The layout that notebooks import from: `from penstock.parallel import parallel_run_function, RunFunction`."""

from penstock.sdk.builders import parallel_run_function
from penstock.sdk.component import RunFunction
from penstock.sdk.nodes import Parallel as ParallelJob

__all__ = ["ParallelJob", "RunFunction", "parallel_run_function"]
