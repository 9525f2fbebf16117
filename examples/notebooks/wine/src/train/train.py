"""Fits a random forest."""

import argparse
from pathlib import Path

import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--table", type=Path, required=True)
parser.add_argument("--trees", type=int, required=True)
parser.add_argument("--depth", type=int)
parser.add_argument("--model", type=Path, required=True)
args = parser.parse_args()

wines = pd.read_csv(args.table / "wines.csv")
forest = RandomForestClassifier(n_estimators=args.trees, max_depth=args.depth, random_state=0)
forest.fit(wines.drop(columns="grower"), wines["grower"])
joblib.dump(forest, args.model / "forest.joblib")
print(f"{args.trees} trees, depth {args.depth or 'free'}")
