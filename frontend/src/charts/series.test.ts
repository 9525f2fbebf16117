import { expect, it } from "vitest";
import { aligned, extremes, formatSeconds, formatValue, positive, rates, smooth } from "./series";

it("lines with steps of their own share one axis, with holes where a line has no point", () => {
  const columns = aligned([
    { name: "a", points: [[0, 1], [2, 3]] }, // prettier-ignore
    { name: "b", points: [[1, 5]] },
  ]);
  expect(columns).toEqual([
    [0, 1, 2],
    [1, null, 3],
    [null, 5, null],
  ]);
});

it("smoothing keeps a flat line where it is and calms one that jumps", () => {
  const flat = smooth([[0, 2], [1, 2], [2, 2]], 0.9); // prettier-ignore
  for (const [, y] of flat) expect(y).toBeCloseTo(2);
  const jumping = smooth([[0, 0], [1, 10], [2, 0], [3, 10]], 0.9); // prettier-ignore
  expect(jumping.at(-1)![1]).toBeGreaterThan(3);
  expect(jumping.at(-1)![1]).toBeLessThan(8);
});

it("a value that is no number leaves a hole and spoils nothing after it", () => {
  expect(smooth([[0, 1], [1, null], [2, 1]], 0.5).map(([, y]) => y)).toEqual([1, null, 1]); // prettier-ignore
});

it("a logarithmic axis leaves out zero and below", () => {
  expect(positive([[0, 0], [1, -1], [2, 3]]).map(([, y]) => y)).toEqual([null, null, 3]); // prettier-ignore
});

it("values are told short, small ones with an exponent", () => {
  expect(formatValue(0.123456)).toBe("0.1235");
  expect(formatValue(0.00001234)).toBe("1.234e-5");
  expect(formatValue(1234567)).toBe("1,234,567");
  expect(formatValue(null)).toBe("–");
  expect(formatValue(Number.NaN)).toBe("NaN");
});

it("totals become rates, and a total that falls never a negative one", () => {
  expect(rates([[0, 0], [1, 100], [3, 300], [4, 50]])).toEqual([[1, 100], [3, 100], [4, 0]]); // prettier-ignore
});

it("the extremes skip what is no number", () => {
  expect(extremes([[0, 4], [1, null], [2, 1]])).toEqual({ min: 1, max: 4, last: 1 }); // prettier-ignore
  expect(extremes([])).toEqual({ min: null, max: null, last: null });
});

it("seconds on an axis are whole where they are", () => {
  expect([0, 2, 0.5].map((value) => formatSeconds(value, "s"))).toEqual(["0 s", "2 s", "0.5 s"]);
  expect(formatSeconds(90, "s")).toBeNull();
});
