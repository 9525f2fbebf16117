"""Predicts the test wines and reports how well."""

import argparse
import json
from pathlib import Path

import joblib
import matplotlib
import pandas as pd
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score, f1_score

matplotlib.use("Agg")

parser = argparse.ArgumentParser()
parser.add_argument("--model", type=Path, required=True)
parser.add_argument("--table", type=Path, required=True)
parser.add_argument("--report", type=Path, required=True)
args = parser.parse_args()

wines = pd.read_csv(args.table / "wines.csv")
forest = joblib.load(args.model / "forest.joblib")
found = forest.predict(wines.drop(columns="grower"))
metrics = {
    "accuracy": accuracy_score(wines["grower"], found),
    "f1": f1_score(wines["grower"], found, average="macro"),
    "wines": len(wines),
}
(args.report / "metrics.json").write_text(json.dumps(metrics, indent=2))
ConfusionMatrixDisplay.from_predictions(wines["grower"], found).figure_.savefig(args.report / "confusion.png", dpi=80)
print(metrics)
