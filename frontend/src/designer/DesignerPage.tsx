/** One draft: loads it, lays it out when it came without places, then hands it to the Designer. */
import { Loader } from "@mantine/core";
import { IconFileOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { ApiError } from "../api/client";
import { useBreadcrumb } from "../app/breadcrumb";
import { unplaced } from "../graph/layout";
import { EmptyState, ErrorState } from "../ui";
import { designerApi, type Draft } from "./api";
import { Designer } from "./Designer";
import { createDesigner, DesignerContext, type DesignerStore } from "./store";

/** Places for a draft that has none. They are saved with the first edit, not before: looking changes nothing. */
export async function withLayout(draft: Draft): Promise<Draft> {
  if (unplaced(draft.canvas).length === 0) return draft;
  const { layoutCanvas } = await import("../canvas/layout");
  const nodes = await layoutCanvas(draft.canvas, draft.components);
  return { ...draft, canvas: { ...draft.canvas, layout: { ...draft.canvas.layout, nodes } } };
}

/** The store outlives strict mode's second mount: it is made with the loaded draft and closed when the page is left. */
function OpenDraft({ draft }: { draft: Draft }) {
  const [designer] = useState<DesignerStore>(() => createDesigner(draft));
  useEffect(() => () => designer.close(), [designer]);
  return (
    <DesignerContext.Provider value={designer}>
      <Designer />
    </DesignerContext.Provider>
  );
}

/** The open draft sets its own crumbs; a page that is there only while loading cannot overwrite them. */
function Waiting() {
  const { t } = useTranslation("designer");
  useBreadcrumb([{ label: t("drafts.title"), to: "/designer" }, { label: "…" }]);
  return (
    <Loader
      role="status"
      size="sm"
      style={{ display: "block", margin: "20vh auto" }}
      aria-label={t("drafts.loading")}
    />
  );
}

function Loading({ id }: { id: string }) {
  const { t } = useTranslation("designer");
  const query = useQuery({
    queryKey: ["draft", id],
    queryFn: async ({ signal }) => withLayout(await designerApi.get(id, signal)),
    // The open draft is the store's; a background refetch must not replace it.
    staleTime: Infinity,
    gcTime: 0,
  });
  if (query.data) return <OpenDraft key={query.data.id} draft={query.data} />;
  if (query.error instanceof ApiError && query.error.status === 404) {
    return (
      <EmptyState page icon={IconFileOff} title={t("drafts.gone")}>
        {t("drafts.goneWords")}
      </EmptyState>
    );
  }
  if (query.error) {
    return (
      <div style={{ padding: 16 }}>
        <ErrorState error={query.error} what={t("drafts.unreadable")} retry={() => void query.refetch()} />
      </div>
    );
  }
  return <Waiting />;
}

export default function DesignerPage() {
  const { draft = "" } = useParams();
  return <Loading key={draft} id={draft} />;
}
