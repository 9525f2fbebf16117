// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ChoiceList } from "./ChoiceList";

beforeEach(() => {
  window.matchMedia = ((query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })) as unknown as typeof window.matchMedia;
});
afterEach(cleanup);

function show() {
  const onChoose = vi.fn<(item: string) => void>();
  render(
    <MantineProvider>
      <ChoiceList
        items={["train model", "clean table", "train tree"]}
        textOf={(item) => item}
        render={(item) => item}
        onChoose={onChoose}
        title="Choices"
        search="Find"
        nothing="Nothing"
        testId="c"
      />
    </MantineProvider>,
  );
  return onChoose;
}

it("is searched by typing, walked with the arrows and chosen with Enter", async () => {
  const onChoose = show();
  await userEvent.type(screen.getByRole("combobox", { name: "Find" }), "train{ArrowDown}{Enter}");
  expect(onChoose).toHaveBeenCalledWith("train tree");
});

it("says when nothing is found, and then chooses nothing", async () => {
  const onChoose = show();
  await userEvent.type(screen.getByRole("combobox", { name: "Find" }), "zebra{Enter}");
  expect(screen.getByText("Nothing")).toBeDefined();
  expect(onChoose).not.toHaveBeenCalled();
});
