"""Splits the wines that ship with scikit-learn into two tables."""

import argparse
from pathlib import Path

from sklearn.datasets import load_wine
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--test-share", type=float, required=True)
parser.add_argument("--seed", type=int, required=True)
parser.add_argument("--train-table", type=Path, required=True)
parser.add_argument("--test-table", type=Path, required=True)
args = parser.parse_args()

wines = load_wine(as_frame=True).frame.rename(columns={"target": "grower"})
train, test = train_test_split(wines, test_size=args.test_share, random_state=args.seed, stratify=wines["grower"])
for folder, table in ((args.train_table, train), (args.test_table, test)):
    table.to_csv(folder / "wines.csv", index=False)
print(f"{len(train)} wines to learn from, {len(test)} to test on")
