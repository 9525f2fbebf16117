"""Fits one kind of classifier and scores the test tumours with it."""

import argparse
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

parser = argparse.ArgumentParser()
parser.add_argument("--data", type=Path, required=True)
parser.add_argument("--kind", default="logistic_regression")
parser.add_argument("--size", type=int, default=100)
parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--model", type=Path, required=True)
parser.add_argument("--scores", type=Path, required=True)
args = parser.parse_args()

KINDS = {
    "logistic_regression": lambda: make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)),
    "random_forest": lambda: RandomForestClassifier(args.size, random_state=args.seed),
    "gradient_boosting": lambda: GradientBoostingClassifier(n_estimators=args.size, random_state=args.seed),
}

train, test = pd.read_csv(args.data / "train.csv"), pd.read_csv(args.data / "test.csv")
print(f"fitting {args.kind} on {len(train)} tumours", flush=True)
model = KINDS[args.kind]().fit(train.drop(columns="malignant"), train["malignant"])

score = model.predict_proba(test.drop(columns="malignant"))[:, 1]
right = ((score > 0.5) == test["malignant"]).mean()
print(f"{right:.1%} of {len(test)} test tumours told right", flush=True)

args.model.mkdir(parents=True, exist_ok=True)
joblib.dump(model, args.model / "model.joblib")
pd.DataFrame({"kind": args.kind, "malignant": test["malignant"], "score": score.round(6)}).to_csv(
    args.scores, index=False
)
