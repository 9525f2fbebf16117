/** Ctrl/Cmd+K: every page, draft, recent job, registered thing and command of the present page. */
import { Spotlight, type SpotlightActionData, type SpotlightActionGroupData } from "@mantine/spotlight";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, useQuery } from "@tanstack/react-query";
import { IconPlayerPlay, IconSchema, IconSearch, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "./useGo";
import { server } from "../api/server";
import { assetsApi } from "../assets/api";
import { assetHref, KINDS } from "../assets/kinds";
import { useCommandStore } from "./commands";
import { AREAS } from "./Rail";
import { keyNames } from "./shortcuts";

/** What is looked for by name. Everything else has its own page with its own search. */
const SOUGHT = ["components", "data", "models", "environments", "computes"] as const;
const FEW = 6;

/** Registered things that fit the words, once there are enough of them. */
function useAssetsFound(open: boolean, words: string): SpotlightActionGroupData[] {
  const { t } = useTranslation("frame");
  const go = useGo();
  const [search] = useDebouncedValue(words.trim(), 180);
  const found = useQueries({
    queries: SOUGHT.map((kind) => ({
      queryKey: ["assets", kind, "palette", search],
      queryFn: ({ signal }: { signal: AbortSignal }) => assetsApi.list(kind, { search, limit: FEW }, signal),
      enabled: open && search.length > 1,
      staleTime: 10_000,
    })),
  });
  return SOUGHT.map((kind, index) => ({
    group: t(`area.${KINDS[kind].area}`),
    actions: (search.length > 1 ? (found[index]?.data?.items ?? []) : []).map((asset) => ({
      id: `${kind}-${asset.name}`,
      label: asset.display_name || asset.name,
      description: asset.version ? `${asset.name}:${asset.version}` : asset.name,
      // The server found it by words that may stand elsewhere: the palette must not hide it again.
      keywords: [words],
      leftSection: leading(KINDS[kind].icon),
      onClick: () => go(assetHref(kind, asset.name, asset.version)),
    })),
  }));
}

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

function useGroups(open: boolean, words: string): SpotlightActionGroupData[] {
  const { t } = useTranslation("frame");
  const go = useGo();
  const pages = useCommandStore((store) => store.pages);
  const { drafts, jobs } = useFound(open);
  const assets = useAssetsFound(open, words);
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
    ...assets,
  ].filter((group) => group.actions.length > 0);
}

export function Palette() {
  const { t } = useTranslation("frame");
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const groups = useGroups(open, words);
  return (
    <Spotlight
      actions={groups}
      query={words}
      onQueryChange={setWords}
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
