"""Learns to tell one digit from the others: logistic regression by plain gradient descent."""

import argparse

import numpy as np

parser = argparse.ArgumentParser()
parser.add_argument("--train", required=True)
parser.add_argument("--digit", type=int, required=True)
parser.add_argument("--rounds", type=int, default=200)
parser.add_argument("--rate", type=float, default=0.5)
parser.add_argument("--weights", required=True)
args = parser.parse_args()

with np.load(args.train) as data:
    images, labels = data["images"], data["labels"]
is_digit = (labels == args.digit).astype(float)

weights, bias = np.zeros(images.shape[1]), 0.0
for step in range(1, args.rounds + 1):
    chance = 1 / (1 + np.exp(-(images @ weights + bias)))
    error = chance - is_digit
    weights -= args.rate * (images.T @ error / len(images) + 1e-4 * weights)
    bias -= args.rate * error.mean()
    if step % max(1, args.rounds // 5) == 0:
        loss = -np.mean(is_digit * np.log(chance + 1e-12) + (1 - is_digit) * np.log(1 - chance + 1e-12))
        print(f"digit {args.digit}, round {step}: loss {loss:.4f}", flush=True)

rows = [",".join(f"{weight:.6f}" for weight in row) for row in weights.reshape(8, 8)]
with open(args.weights, "w") as file:
    file.write("\n".join([*rows, f"{bias:.6f}" + ",0" * 7]) + "\n")
