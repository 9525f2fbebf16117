/** The frame around every page: rail, top bar, page. */
import { Loader } from "@mantine/core";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useMatch } from "react-router";
import { Palette } from "./Palette";
import { Rail } from "./Rail";
import { useRemembered } from "./remembered";
import classes from "./Shell.module.css";
import { TopBar } from "./TopBar";
import { Trouble } from "./Trouble";

export function Shell() {
  const { t } = useTranslation("frame");
  // A graph wants the width, a list does not: each kind of page remembers its own rail.
  const [onDraft, onJob] = [useMatch("/designer/:draft") !== null, useMatch("/jobs/:name") !== null];
  const onGraph = onDraft || onJob;
  const [narrowGraph, setNarrowGraph] = useRemembered("rail.narrow.graph", true);
  const [narrowList, setNarrowList] = useRemembered("rail.narrow.list", false);
  const narrow = onGraph ? narrowGraph : narrowList;
  return (
    <div className={classes.shell} data-narrow={narrow || undefined}>
      <a className={classes.skip} href="#main">
        {t("skip")}
      </a>
      <Rail narrow={narrow} onToggle={() => (onGraph ? setNarrowGraph : setNarrowList)(!narrow)} />
      <TopBar />
      <Trouble onJob={onJob} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <Suspense
          fallback={<Loader role="status" size="sm" className={classes.loader} aria-label={t("loading")} />}
        >
          <Outlet />
        </Suspense>
      </main>
      <Palette />
    </div>
  );
}
