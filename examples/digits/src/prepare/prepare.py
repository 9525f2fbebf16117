"""Splits the handwritten digits into two NumPy archives: one to learn from, one to test on."""

import argparse

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("--test-share", type=float, default=0.4)
parser.add_argument("--seed", type=int, default=7)
parser.add_argument("--train", required=True)
parser.add_argument("--test", required=True)
args = parser.parse_args()

images, labels = load_digits(return_X_y=True)
images = images / 16.0
parts = train_test_split(images, labels, test_size=args.test_share, stratify=labels, random_state=args.seed)
train_images, test_images, train_labels, test_labels = parts

# An open file, because np.savez adds ".npz" to a name that lacks it.
with open(args.train, "wb") as file:
    np.savez(file, images=train_images, labels=train_labels)
with open(args.test, "wb") as file:
    np.savez(file, images=test_images, labels=test_labels)
print(f"{len(train_labels)} pictures to learn from, {len(test_labels)} to test on")
