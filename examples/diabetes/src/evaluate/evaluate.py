"""Predicts the test patients: metrics as JSON, predictions as a table and as a picture."""

import argparse
import json
from pathlib import Path

import joblib
import matplotlib
import pandas as pd
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402  (the backend has to be chosen first)

parser = argparse.ArgumentParser()
parser.add_argument("--model", type=Path, required=True)
parser.add_argument("--table", required=True)
parser.add_argument("--report", type=Path, required=True)
args = parser.parse_args()

frame = pd.read_csv(args.table)
model = joblib.load(args.model / "model.joblib")
predicted = model.predict(frame.drop(columns="progression"))
known = frame["progression"]

metrics = {
    "patients": len(frame),
    "root_mean_squared_error": round(root_mean_squared_error(known, predicted), 3),
    "mean_absolute_error": round(mean_absolute_error(known, predicted), 3),
    "r2": round(r2_score(known, predicted), 4),
}
for name, value in metrics.items():
    print(f"{name}: {value}", flush=True)

args.report.mkdir(parents=True, exist_ok=True)
(args.report / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")

table = frame.assign(predicted=predicted.round(1), error=(predicted - known).round(1))
table.to_csv(args.report / "predictions.csv", index=False)

figure, axes = plt.subplots(figsize=(5.6, 5.2))
axes.scatter(known, predicted, s=22, alpha=0.7)
limits = [min(known.min(), predicted.min()) - 10, max(known.max(), predicted.max()) + 10]
axes.plot(limits, limits, linewidth=1, color="grey")
axes.set(xlim=limits, ylim=limits, xlabel="known progression", ylabel="predicted progression")
axes.set_title(f"{len(frame)} test patients, r2 = {metrics['r2']}")
axes.grid(alpha=0.3)
figure.savefig(args.report / "predictions.png", dpi=110, bbox_inches="tight")
