// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "../i18n";
import { ColumnProfile } from "./ColumnProfile";
import { barsOf, cellOf, formatNumber, formatShare, highest, shareOf, type DataProfile } from "./profile";

beforeAll(() => startI18n("en"));
afterEach(cleanup);

const profile: DataProfile = {
  rows: 1000,
  rows_total: 250_000,
  columns: [
    {
      name: "age",
      type: "integer",
      nulls: 120,
      distinct: 70,
      min: 1,
      max: 80,
      mean: 29.69911,
      std: 14.5,
      histogram: [
        { from: 0, to: 40, count: 600 },
        { from: 40, to: 80, count: 280 },
      ],
      top: null,
    },
    {
      name: "sex",
      type: "string",
      nulls: 0,
      distinct: 2,
      top: [
        { value: "male", count: 640 },
        { value: "female", count: 360 },
      ],
    },
    {
      name: "note",
      type: "string",
      nulls: 1000,
      distinct: 0,
      min: null,
      max: null,
      mean: null,
      std: null,
      histogram: null,
      top: null,
    },
  ],
};

const show = () =>
  render(
    <MantineProvider>
      <ColumnProfile profile={profile} label="titanic.csv" />
    </MantineProvider>,
  );

describe("the profile of a table", () => {
  it("tells type, empty cells, range, mean and how much was read", () => {
    show();
    const age = screen.getByTestId("profile:age").textContent;
    for (const words of ["whole number", "12%", "70", "1 – 80", "29.699", "± 14.5"])
      expect(age).toContain(words);
    expect(screen.getByText(/first 1,000 of 250,000 rows/)).toBeDefined();
    expect(screen.getByTestId("profile:note").textContent).toContain("100%");
  });

  it("says in words what its pictures show", () => {
    show();
    expect(screen.getByRole("img", { name: "Histogram of age: most lie in 0 – 40 (600)" })).toBeDefined();
    expect(screen.getByRole("img", { name: "Values of sex: the most frequent is male (640)" })).toBeDefined();
  });

  it("opens a column for its numbers, with the keyboard", async () => {
    show();
    const button = screen.getByRole("button", { name: "sex" });
    button.focus();
    await userEvent.keyboard("{Enter}");
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(screen.getByRole("rowheader", { name: "female" })).toBeDefined();
    expect((screen.getByRole("button", { name: "note" }) as HTMLButtonElement).disabled).toBe(true);
  });
});

describe("numbers of a profile", () => {
  it("are short and keep what matters", () => {
    expect(formatNumber(1234567, "en")).toBe("1,234,567");
    expect(formatNumber(0.30000000000000004, "en")).toBe("0.3");
    expect(formatNumber(0.0000123456, "en")).toBe("1.2346E-5");
    expect(formatNumber(0, "en")).toBe("0");
    expect(cellOf("", "en")).toBeNull();
    expect(cellOf({ a: 1 }, "en")).toBe('{"a":1}');
  });

  it("never call something nothing", () => {
    expect(formatShare(shareOf(1, 1_000_000), "en")).toBe("< 0.1%");
    expect(formatShare(0, "en")).toBe("0%");
    expect(shareOf(0, 0)).toBe(0);
    const bars = barsOf(
      {
        name: "x",
        type: "number",
        nulls: 0,
        histogram: [
          { from: 0, to: 1, count: 1 },
          { from: 1, to: 2, count: 1e6 },
          { from: 2, to: 3, count: 0 },
        ],
      },
      "en",
    );
    expect(bars.map((bar) => bar.height)).toEqual([0.06, 1, 0]);
    expect(highest(bars)?.label).toBe("1 – 2");
  });
});
