"""MLflow's server on a real PostgreSQL in place of its SQLite file."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from tests.process.tracking.conftest import Tracked, product

__all__ = ["product"]

LOG = "import mlflow\nmlflow.log_metric('m', 1)\nmlflow.end_run()\nmlflow.log_metric('late', 2)"


def test_what_steps_log_is_kept_in_postgresql(product: Callable[..., Tracked], postgres: str) -> None:
    tracked = product(PENSTOCK_MLFLOW_DATABASE_URL=postgres)
    job = tracked.run("logs", LOG)["jobs"]["train"]
    assert job["metrics"] == {"m": 1, "late": 2}, tracked.log("logs")
    with psycopg.connect(postgres) as connection:
        found = connection.execute("SELECT run_uuid, key FROM latest_metrics ORDER BY key").fetchall()
    assert found == [(job["mlflow_run_id"], "late"), (job["mlflow_run_id"], "m")]
    assert not (tracked.product.folder / "tracking" / "mlflow.db").exists()
