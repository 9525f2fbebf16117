"""Compares the guesses with the truth: a confusion table, its picture and the share told right."""

import argparse
import json
from pathlib import Path

import matplotlib
import numpy as np

matplotlib.use("Agg")
from matplotlib import pyplot as plt  # noqa: E402  (the backend has to be chosen first)

parser = argparse.ArgumentParser()
parser.add_argument("--guesses", required=True)
parser.add_argument("--test", required=True)
parser.add_argument("--report", type=Path, required=True)
args = parser.parse_args()

guesses = np.loadtxt(args.guesses, delimiter=",", skiprows=1, usecols=0).astype(int)
with np.load(args.test) as data:
    labels = data["labels"]
confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (labels, guesses), 1)
accuracy = float(np.trace(confusion) / len(labels))
print(f"{accuracy:.1%} of {len(labels)} digits told right", flush=True)

args.report.mkdir(parents=True, exist_ok=True)
metrics = {"pictures": len(labels), "accuracy": round(accuracy, 4)}
(args.report / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
lines = [f"{digit}," + ",".join(map(str, row)) for digit, row in enumerate(confusion)]
header = "digit," + ",".join(f"taken_for_{digit}" for digit in range(10))
(args.report / "confusion.csv").write_text("\n".join([header, *lines]) + "\n")

figure, axes = plt.subplots(figsize=(5.6, 5))
axes.imshow(confusion, cmap="Blues")
for row, column in np.argwhere(confusion > 0):
    colour = "white" if confusion[row, column] > confusion.max() / 2 else "black"
    axes.text(column, row, confusion[row, column], ha="center", va="center", color=colour, fontsize=8)
axes.set(xticks=range(10), yticks=range(10), xlabel="taken for", ylabel="digit", title=f"{accuracy:.1%} told right")
figure.savefig(args.report / "confusion.png", dpi=110, bbox_inches="tight")
