"""Gives every test picture the digit whose score is highest."""

import argparse

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--scores", nargs="+", required=True, help="one file a digit, from 0 on")
parser.add_argument("--guesses", required=True)
args = parser.parse_args()

scores = np.stack([np.loadtxt(path, skiprows=1) for path in args.scores], axis=1)
guess = scores.argmax(axis=1)
ordered = np.sort(scores, axis=1)
margin = ordered[:, -1] - ordered[:, -2]

with open(args.guesses, "w") as file:
    file.write("guess,margin\n" + "".join(f"{g},{m:.6f}\n" for g, m in zip(guess, margin, strict=True)))
print(f"{len(guess)} pictures, closest call {margin.min():.4f}")
