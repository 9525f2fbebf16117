// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { ApiError } from "../api/client";
import { i18next, startI18n } from "../i18n";
import { DataPreview } from "./DataPreview";
import { ErrorState } from "./States";
import { StatusBadge } from "./StatusBadge";
import { Duration } from "./Time";

beforeAll(() => startI18n("en"));
afterEach(async () => {
  cleanup();
  await i18next.changeLanguage("en");
});
const show = (node: ReactNode) => render(<MantineProvider>{node}</MantineProvider>);

describe("a status", () => {
  it("has an icon, a word, and the English word for scripts whatever the language", async () => {
    await i18next.changeLanguage("ko");
    show(<StatusBadge status="Completed" testId="job-status" />);
    const badge = screen.getByTestId("job-status");
    expect(badge.dataset.status).toBe("Completed");
    expect(badge.textContent).toBe("완료");
    expect(badge.querySelector("svg")).not.toBeNull();
  });

  it("that is reused says so, and is Completed for scripts", () => {
    show(<StatusBadge status="Completed" reused compact testId="s" />);
    expect(screen.getByTestId("s")).toMatchObject({ textContent: "Reused", title: "Reused" });
    expect(screen.getByTestId("s").dataset.status).toBe("Completed");
  });
});

describe("a duration", () => {
  it("is exact when over and nothing before the start", () => {
    show(<Duration start="2026-11-20T10:00:00Z" end="2026-11-20T10:01:23Z" />);
    expect(screen.getByText("1 m 23 s")).toBeDefined();
    show(<Duration start={null} end={null} />);
    expect(screen.getByText("–")).toBeDefined();
  });
});

describe("a preview of a table", () => {
  it("names columns with their types, aligns numbers and tells how many rows there are", () => {
    const columns = [
      { name: "age", type: "integer" },
      { name: "city", type: "string" },
    ];
    show(
      <DataPreview
        label="t"
        preview={{ kind: "table", columns, rows: [["1", ""]], total_rows: 2000, truncated: true }}
      />,
    );
    expect(screen.getByRole("columnheader", { name: /age/ }).className).toMatch(/number/);
    expect(screen.getByRole("columnheader", { name: /city/ }).className).not.toMatch(/number/);
    expect(screen.getByText("empty")).toBeDefined();
    expect(screen.getByText("1 of 2,000 rows")).toBeDefined();
  });

  it("of text shows it as text, whatever it looks like", () => {
    show(<DataPreview label="t" preview={{ kind: "text", text: "<b onload=x>hi</b>", truncated: false }} />);
    expect(screen.getByLabelText("t").textContent).toBe("<b onload=x>hi</b>");
  });
});

describe("an error", () => {
  it("says what happened, why, what next, and gives its id", () => {
    const error = new ApiError(409, {
      code: "x",
      message: "The name is taken.",
      hint: "Choose another.",
      id: "e-42",
    });
    show(<ErrorState error={error} what="The job was not submitted." />);
    const alert = screen.getByRole("alert");
    expect(alert.textContent).toContain("The job was not submitted.");
    expect(alert.textContent).toContain("The name is taken. Choose another.");
    expect(alert.textContent).toContain("e-42");
  });

  it("of our own shows no raw message", () => {
    show(<ErrorState error={new TypeError("x is undefined")} what="It cannot be shown." />);
    expect(screen.getByRole("alert").textContent).not.toContain("undefined");
  });
});
