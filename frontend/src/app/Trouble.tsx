/** Says on every page that a part of the product is away, and what that means for the person at it. */
import { useTranslation } from "react-i18next";
import { Banner } from "../ui/States";
import { useConnection } from "./connection";
import classes from "./Shell.module.css";

export function Trouble({ onJob }: { onJob: boolean }) {
  const { t } = useTranslation("frame");
  const { state } = useConnection();
  // A cut socket heals by itself; a job's page says in its own words what a missing runner means for the run.
  if (state === "live" || state === "reconnecting" || (state === "runner-down" && onJob)) return null;
  return (
    <div className={classes.trouble}>
      <Banner slim tone="warning" title={t(`connection.${state}.word`)} testId={`trouble:${state}`}>
        {t(`connection.${state}.hint`)}
      </Banner>
    </div>
  );
}
