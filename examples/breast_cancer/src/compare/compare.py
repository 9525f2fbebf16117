"""Draws the ROC curves of several classifiers and lists them from best to worst."""

import argparse
import json
from pathlib import Path

import matplotlib
import pandas as pd
from sklearn.metrics import accuracy_score, roc_auc_score, roc_curve

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402  (the backend has to be chosen first)

parser = argparse.ArgumentParser()
parser.add_argument("--scores", nargs="+", required=True)
parser.add_argument("--comparison", type=Path, required=True)
args = parser.parse_args()

figure, axes = plt.subplots(figsize=(5.8, 5.2))
rows = []
for path in args.scores:
    frame = pd.read_csv(path)
    kind = frame["kind"].iloc[0]
    area = roc_auc_score(frame["malignant"], frame["score"])
    false_alarms, found, _ = roc_curve(frame["malignant"], frame["score"])
    axes.plot(false_alarms, found, label=f"{kind} ({area:.4f})")
    right = accuracy_score(frame["malignant"], frame["score"] > 0.5)
    rows.append({"kind": kind, "area_under_roc": round(area, 5), "accuracy": round(right, 5)})
    print(f"{kind}: area {area:.4f}, accuracy {right:.4f}", flush=True)

args.comparison.mkdir(parents=True, exist_ok=True)
table = pd.DataFrame(rows).sort_values(["area_under_roc", "kind"], ascending=[False, True])
table.to_csv(args.comparison / "comparison.csv", index=False)
(args.comparison / "best.json").write_text(json.dumps(table.iloc[0].to_dict(), indent=2) + "\n")

axes.plot([0, 1], [0, 1], linewidth=1, color="grey", linestyle="dotted")
axes.set(xlabel="healthy tissue called malignant", ylabel="malignant tumours found", title="ROC on the test tumours")
axes.legend(loc="lower right")
axes.grid(alpha=0.3)
figure.savefig(args.comparison / "roc.png", dpi=110, bbox_inches="tight")
