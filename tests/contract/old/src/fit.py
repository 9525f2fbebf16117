"""Fits price = a * size and writes a."""

import argparse
import csv
import pathlib

parser = argparse.ArgumentParser()
parser.add_argument("--table", type=pathlib.Path)
parser.add_argument("--scale", type=float, default=1.0)
parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("outputs"))
given = parser.parse_args()
table = next(given.table.glob("*.csv")) if given.table.is_dir() else given.table
with table.open() as file:
    rows = [(float(row["size"]), float(row["price"])) for row in csv.DictReader(file)]
slope = given.scale * sum(size * price for size, price in rows) / sum(size * size for size, _ in rows)
given.out.mkdir(exist_ok=True)
(given.out / "slope.txt").write_text(f"{slope:.3f}\n")
print(f"slope {slope:.3f}")
