// @vitest-environment jsdom
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { startI18n } from "../../i18n";
import { DeleteJobs } from "./DeleteJobs";

beforeAll(() => startI18n("en"));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const feed = { how: "reused", job: "later", node: "prep", name: "later/prep" };
const inUse = { error: { code: "in_use", message: "It feeds others.", feeds: [feed] } };

it("a job that feeds others says whom before it goes, and goes when that is agreed to", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    if (url.includes("force=true")) return Promise.resolve(new Response(null, { status: 204 }));
    return Promise.resolve(Response.json(inUse, { status: 409 }));
  });
  const gone: string[] = [];
  const closed = vi.fn();
  render(
    <MantineProvider>
      <QueryClientProvider client={new QueryClient()}>
        <MemoryRouter>
          <DeleteJobs
            jobs={["first"]}
            size={4_200_000}
            onClose={closed}
            onGone={(names) => gone.push(...names)}
          />
        </MemoryRouter>
      </QueryClientProvider>
    </MantineProvider>,
  );
  expect(await screen.findByText(/frees 4\.2 MB/)).toBeDefined();
  const user = userEvent.setup();
  await user.click(screen.getByTestId("confirm-delete"));
  const link = await screen.findByRole("link", { name: "later/prep" });
  expect(link.getAttribute("href")).toBe("/jobs/later?node=prep");
  expect(gone).toEqual([]);
  await user.click(screen.getByTestId("confirm-delete"));
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect(gone).toEqual(["first"]);
  expect(asked).toEqual(["/api/v1/jobs/first", "/api/v1/jobs/first?force=true"]);
});
