/** Every address of the product. Pages load when first visited. */
import { lazy, type ComponentType } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { NotFoundPage } from "./NotFoundPage";
import { NotYetPage } from "./NotYetPage";
import { RouteError } from "./RouteError";
import { Shell } from "./Shell";

type Loader = () => Promise<{ default: ComponentType }>;
const page = (path: string, load: Loader): RouteObject => {
  const Page = lazy(load);
  return { path, element: <Page />, errorElement: <RouteError /> };
};

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
      page("/components", () => import("../components-pages/ComponentsPage")),
      page("/components/:name/:version", () => import("../components-pages/ComponentPage")),
      ...(["data", "models", "environments", "compute", "endpoints", "schedules"] as const).map((area) => ({
        path: `/${area}`,
        element: <NotYetPage area={area} />,
      })),
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];

export const createRouter = () => createBrowserRouter(ROUTES);
