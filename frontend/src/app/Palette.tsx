/** Ctrl/Cmd+K: every page, draft, recent job and command of the present page. */
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { IconPlayerPlay, IconSchema, IconSearch, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "./useGo";
import { server } from "../api/server";
import { useCommandStore } from "./commands";
import { AREAS } from "./Rail";
import { keyNames } from "./shortcuts";

function useFound(open: boolean) {
  const when = { enabled: open, staleTime: 10_000 };
  const drafts = useQuery({
    queryKey: ["palette", "drafts"],
    queryFn: ({ signal }) => server.get("drafts", { signal }),
    ...when,
  });
  const jobs = useQuery({
    queryKey: ["palette", "jobs"],
    queryFn: ({ signal }) => server.get("jobs", { query: { limit: 20 }, signal }),
    ...when,
  });
  return { drafts: drafts.data?.items ?? [], jobs: jobs.data?.items ?? [] };
}

const leading = (IconOf: Icon | undefined) => (IconOf ? <IconOf size={16} stroke={1.6} /> : undefined);

function useGroups(open: boolean): SpotlightActionGroupData[] {
  const { t } = useTranslation("frame");
  const go = useGo();
  const pages = useCommandStore((store) => store.pages);
  const { drafts, jobs } = useFound(open);
  const commands: SpotlightActionData[] = Object.values(pages)
    .flat()
    .filter((command) => !command.disabled)
    .map((command) => ({
      id: `command-${command.id}`,
      label: command.label,
      description: command.keys?.[0] ? keyNames(command.keys[0]).join(" + ") : undefined,
      leftSection: leading(command.icon),
      // After the palette has closed and given the focus back.
      onClick: () => window.setTimeout(command.run, 0),
    }));
  const areas = AREAS.flat().map(({ to, key, icon }) => ({
    id: `go-${key}`,
    label: t(`area.${key}`),
    leftSection: leading(icon),
    onClick: () => go(to),
  }));
  return [
    { group: t("palette.commands"), actions: commands },
    { group: t("palette.pages"), actions: areas },
    {
      group: t("palette.drafts"),
      actions: drafts.map(({ id, name }) => ({
        id: `draft-${id}`,
        label: name,
        leftSection: leading(IconSchema),
        onClick: () => go(`/designer/${id}`),
      })),
    },
    {
      group: t("palette.jobs"),
      actions: jobs.map(({ name, display_name, status }) => ({
        id: `job-${name}`,
        label: display_name || name,
        description: `${name} · ${t(`status.${status}`)}`,
        leftSection: leading(IconPlayerPlay),
        onClick: () => go(`/jobs/${name}`),
      })),
    },
  ].filter((group) => group.actions.length > 0);
}

export function Palette() {
  const { t } = useTranslation("frame");
  const [open, setOpen] = useState(false);
  const groups = useGroups(open);
  return (
    <Spotlight
      actions={groups}
      shortcut={["mod + K"]}
      nothingFound={t("palette.nothing")}
      highlightQuery
      scrollable
      maxHeight="60vh"
      title={t("palette.hint")}
      classNames={{ header: "visually-hidden" }}
      limit={40}
      onSpotlightOpen={() => setOpen(true)}
      onSpotlightClose={() => setOpen(false)}
      searchProps={{
        leftSection: <IconSearch size={18} stroke={1.6} />,
        placeholder: t("palette.placeholder"),
        "aria-label": t("palette.placeholder"),
      }}
    />
  );
}
