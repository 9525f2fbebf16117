"""Fits gradient boosted trees round by round, and keeps the learning curve as a table and a picture."""

import argparse
from pathlib import Path

import joblib
import matplotlib
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.metrics import root_mean_squared_error
from sklearn.model_selection import KFold

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402  (the backend has to be chosen first)

TREES_A_ROUND = 10

parser = argparse.ArgumentParser()
parser.add_argument("--table", required=True)
parser.add_argument("--learning-rate", type=float, default=0.05)
parser.add_argument("--trees", type=int, default=200)
parser.add_argument("--loss", default="squared_error")
parser.add_argument("--model", type=Path, required=True)
args = parser.parse_args()

frame = pd.read_csv(args.table)
features, target = frame.drop(columns="progression"), frame["progression"]
print(f"learning from {len(frame)} patients, rate {args.learning_rate}, {args.trees} trees", flush=True)

model = GradientBoostingRegressor(
    learning_rate=args.learning_rate, loss=args.loss, max_depth=3, subsample=0.7, warm_start=True, random_state=7
)
folds = [(clone(model), *parts) for parts in KFold(10, shuffle=True, random_state=7).split(features)]

curve = []
for trees in range(TREES_A_ROUND, args.trees + 1, TREES_A_ROUND):
    model.set_params(n_estimators=trees).fit(features, target)
    fit_error = root_mean_squared_error(target, model.predict(features))
    errors = []
    for fold, known, held_out in folds:
        fold.set_params(n_estimators=trees).fit(features.iloc[known], target.iloc[known])
        errors.append(root_mean_squared_error(target.iloc[held_out], fold.predict(features.iloc[held_out])))
    held_out_error = sum(errors) / len(errors)
    curve.append({"trees": trees, "fit_error": fit_error, "held_out_error": held_out_error})
    print(f"{trees:4d} trees: error {fit_error:6.2f} on known, {held_out_error:6.2f} on held-out patients", flush=True)

args.model.mkdir(parents=True, exist_ok=True)
joblib.dump(model, args.model / "model.joblib")
table = pd.DataFrame(curve).round(4)
table.to_csv(args.model / "learning_curve.csv", index=False)

axes = table.plot(x="trees", y=["fit_error", "held_out_error"], figsize=(7, 4.2))
axes.set_ylabel("root mean squared error")
axes.set_title(f"Learning curve, rate {args.learning_rate}")
axes.grid(alpha=0.3)
plt.savefig(args.model / "learning_curve.png", dpi=110, bbox_inches="tight")
print("saved the model", flush=True)
