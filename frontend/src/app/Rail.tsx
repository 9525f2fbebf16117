/** The way to every area of the product. */
import { Tooltip } from "@mantine/core";
import {
  IconBox,
  IconBrain,
  IconCalendarTime,
  IconCloudComputing,
  IconDatabase,
  IconHome,
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconPlayerPlay,
  IconPlugConnected,
  IconPuzzle,
  IconSchema,
  IconSettings,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink } from "react-router";
import classes from "./Shell.module.css";

export const AREAS: { to: string; key: string; icon: Icon }[][] = [
  [
    { to: "/", key: "home", icon: IconHome },
    { to: "/designer", key: "designer", icon: IconSchema },
    { to: "/jobs", key: "jobs", icon: IconPlayerPlay },
    { to: "/components", key: "components", icon: IconPuzzle },
  ],
  [
    { to: "/data", key: "data", icon: IconDatabase },
    { to: "/models", key: "models", icon: IconBrain },
    { to: "/environments", key: "environments", icon: IconBox },
    { to: "/compute", key: "compute", icon: IconCloudComputing },
    { to: "/endpoints", key: "endpoints", icon: IconPlugConnected },
    { to: "/schedules", key: "schedules", icon: IconCalendarTime },
  ],
  [{ to: "/settings", key: "settings", icon: IconSettings }],
];

function Mark() {
  return (
    <svg className={classes.brandMark} width="20" height="20" viewBox="0 0 32 32" fill="none" aria-hidden>
      <path d="M3 9h13a7 7 0 0 1 7 7v7" stroke="currentColor" strokeWidth="6" />
      <circle cx="23" cy="26" r="4.5" fill="currentColor" />
    </svg>
  );
}

export function Rail({ narrow, onToggle }: { narrow: boolean; onToggle: () => void }) {
  const { t } = useTranslation("frame");
  const Toggle = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const toggleLabel = t(narrow ? "rail.widen" : "rail.narrow");
  return (
    <nav className={classes.rail} aria-label={t("rail.label")}>
      <Link to="/" className={classes.brand} aria-label={t("rail.brand")}>
        <Mark />
        {!narrow && <span>Penstock</span>}
      </Link>
      <div className={classes.nav}>
        {AREAS.map((group, index) => (
          <ul className={classes.group} key={index}>
            {group.map(({ to, key, icon: AreaIcon }) => (
              <li key={to}>
                <Tooltip label={t(`area.${key}`)} position="right" disabled={!narrow}>
                  <NavLink to={to} end={to === "/"} className={classes.item} aria-label={t(`area.${key}`)}>
                    <AreaIcon size={18} stroke={1.6} aria-hidden />
                    {!narrow && t(`area.${key}`)}
                  </NavLink>
                </Tooltip>
              </li>
            ))}
          </ul>
        ))}
      </div>
      <div className={classes.foot}>
        <Tooltip label={toggleLabel} position="right" disabled={!narrow}>
          <button type="button" className={classes.item} onClick={onToggle} aria-label={toggleLabel}>
            <Toggle size={18} stroke={1.6} aria-hidden />
            {!narrow && toggleLabel}
          </button>
        </Tooltip>
      </div>
    </nav>
  );
}
