"""Scores every test picture with the weights of one digit."""

import argparse

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--weights", required=True)
parser.add_argument("--test", required=True)
parser.add_argument("--scores", required=True)
args = parser.parse_args()

table = np.loadtxt(args.weights, delimiter=",")
weights, bias = table[:8].ravel(), table[8, 0]
with np.load(args.test) as data:
    images = data["images"]

scores = images @ weights + bias
with open(args.scores, "w") as file:
    file.write("score\n" + "".join(f"{score:.6f}\n" for score in scores))
print(f"{len(scores)} pictures scored, {int((scores > 0).sum())} look like it")
