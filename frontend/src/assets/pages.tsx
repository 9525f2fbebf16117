/** The pages of each kind, as the router wants them: `list("data")` and `one("data")`. */
import { createElement, type ComponentType } from "react";
import { AssetPage } from "./AssetPage";
import { AssetsPage } from "./AssetsPage";
import type { AssetKind } from "./types";

/** The page of another kind is another page: nothing of the former stays. */
export const list = (kind: AssetKind): ComponentType =>
  function List() {
    return createElement(AssetsPage, { kind, key: kind });
  };

export const one = (kind: AssetKind): ComponentType =>
  function One() {
    return createElement(AssetPage, { kind, key: kind });
  };
