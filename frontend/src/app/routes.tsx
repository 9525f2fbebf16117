/** Every address of the product. Pages load when first visited. */
import { lazy, type ComponentType } from "react";
import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { NotFoundPage } from "./NotFoundPage";
import { RouteError } from "./RouteError";
import type { AssetKind } from "../assets/types";
import { Shell } from "./Shell";

type Loader = () => Promise<{ default: ComponentType }>;
const page = (path: string, load: Loader): RouteObject => {
  const Page = lazy(load);
  return { path, element: <Page />, errorElement: <RouteError /> };
};

/** Kept apart from the table of kinds, which loads with its pages. */
const ASSET_AREAS: readonly (readonly [kind: AssetKind, area: string, versioned: boolean])[] = [
  ["components", "components", true],
  ["data", "data", true],
  ["models", "models", true],
  ["environments", "environments", true],
  ["computes", "compute", false],
  ["datastores", "datastores", false],
  ["endpoints", "endpoints", false],
  ["schedules", "schedules", false],
];

export const ROUTES: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <RouteError />,
    children: [
      page("/", () => import("../home/HomePage")),
      page("/designer", () => import("../designer/DraftsPage")),
      page("/designer/:draft", () => import("../designer/DesignerPage")),
      page("/jobs", () => import("../jobs/JobsPage")),
      page("/jobs/:name", () => import("../jobs/JobPage")),
      ...ASSET_AREAS.flatMap(([kind, area, versioned]) => [
        page(`/${area}`, async () => ({ default: (await import("../assets/pages")).list(kind) })),
        page(`/${area}/:name`, async () => ({ default: (await import("../assets/pages")).one(kind) })),
        ...(versioned
          ? [
              page(`/${area}/:name/:version`, async () => ({
                default: (await import("../assets/pages")).one(kind),
              })),
            ]
          : []),
      ]),
      { path: "/settings", element: <Navigate to="/settings/storage" replace /> },
      page("/settings/storage", () => import("../settings/StoragePage")),
      page("/settings/rules", () => import("../settings/RulesPage")),
      page("/settings/paths", () => import("../settings/PathsPage")),
      page("/settings/workspace", () => import("../settings/WorkspacePage")),
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];

export const createRouter = () => createBrowserRouter(ROUTES);
