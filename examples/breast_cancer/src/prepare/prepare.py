"""Splits the breast cancer data into train.csv and test.csv."""

import argparse
from pathlib import Path

from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--test-share", type=float, default=0.3)
parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--data", type=Path, required=True)
args = parser.parse_args()

frame = load_breast_cancer(as_frame=True).frame
frame["malignant"] = 1 - frame.pop("target")  # the data set itself calls the malignant ones 0
train, test = train_test_split(frame, test_size=args.test_share, stratify=frame["malignant"], random_state=args.seed)

args.data.mkdir(parents=True, exist_ok=True)
train.to_csv(args.data / "train.csv", index=False)
test.to_csv(args.data / "test.csv", index=False)
print(f"{len(train)} tumours to learn from, {len(test)} to test on, {int(frame['malignant'].sum())} malignant in all")
