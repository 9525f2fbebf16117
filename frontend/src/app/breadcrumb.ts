/** Where the user is: each page says it with `useBreadcrumb`, the top bar and the window title show it. */
import { useEffect } from "react";
import { create } from "zustand";

export interface Crumb {
  label: string;
  /** A route inside the product. */
  to?: string;
  /** Instead of `to`: something that happens on this page, such as leaving a sub-pipeline. */
  onClick?: () => void;
}

export const useBreadcrumbStore = create<{ crumbs: Crumb[] }>(() => ({ crumbs: [] }));

/** Sets the breadcrumb while the calling page is mounted. */
export function useBreadcrumb(crumbs: Crumb[]): void {
  const key = JSON.stringify(crumbs.map(({ label, to }) => [label, to]));
  useEffect(() => {
    useBreadcrumbStore.setState({ crumbs });
    const last = crumbs[crumbs.length - 1];
    document.title = last ? `${last.label} · Penstock` : "Penstock";
    // `crumbs` is a new array on each render: its text is what counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  useEffect(() => () => useBreadcrumbStore.setState({ crumbs: [] }), []);
}
