"""Writes the diabetes data as two CSV tables: one to learn from, one to test on."""

import argparse

from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--test-share", type=float, default=0.25)
parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--train-table", required=True)
parser.add_argument("--test-table", required=True)
args = parser.parse_args()

# scaled=False keeps the measurements in their own units: years, kg/m2, mmHg …
frame = load_diabetes(as_frame=True, scaled=False).frame.rename(columns={"target": "progression"})
print(f"{len(frame)} patients, {frame.shape[1] - 1} measurements each")

train, test = train_test_split(frame, test_size=args.test_share, random_state=args.seed)
train.to_csv(args.train_table, index=False)
test.to_csv(args.test_table, index=False)
print(f"{len(train)} to learn from, {len(test)} to test on")
