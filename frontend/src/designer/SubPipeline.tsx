/** The graph inside a sub-pipeline node, to look at: it is edited where its component is. */
import { Button, Loader } from "@mantine/core";
import { IconArrowLeft, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { PipelineCanvas } from "../canvas";
import { findNode, interfaceOf } from "../graph/document";
import { ErrorState } from "../ui";
import { designerApi } from "./api";
import classes from "./designer.module.css";
import { usePlanMarks } from "./plan/usePlan";
import { useDesigner, useDraft } from "./store";
import { useUi } from "./ui";

export function SubPipeline({ path, onOpen }: { path: string; onOpen: (node: string) => void }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const navigate = useNavigate();
  const ui = useUi();
  const id = useDraft((state) => state.id);
  const [selection, setSelection] = useState<string[]>([]);
  const query = useQuery({
    queryKey: ["draft-canvas", id, path],
    // What is shown is the server's: edits of a moment ago must be there first.
    queryFn: async ({ signal }) => {
      await designer.flush();
      return designerApi.subCanvas(id, path, signal);
    },
    staleTime: 0,
    gcTime: 0,
  });
  const plan = usePlanMarks(ui.drawer === "plan", path);
  const { data } = query;
  const open = useCallback(
    (name: string) => {
      const node = data && findNode(data.canvas, name);
      if (node && (node.type === "pipeline" || interfaceOf(node, data.components, []).type === "pipeline"))
        onOpen(name);
    },
    [data, onOpen],
  );
  const up = path.split("/").slice(0, -1).join("/");
  return (
    <div className={classes.page}>
      <div className={classes.readonly}>
        <Button
          variant="default"
          leftSection={<IconArrowLeft size={15} />}
          onClick={() =>
            void navigate(up ? `/designer/${id}?path=${encodeURIComponent(up)}` : `/designer/${id}`)
          }
        >
          {t("sub.back")}
        </Button>
        <IconLock size={15} aria-hidden /> {t("sub.readonly")}
      </div>
      <div className={classes.stage}>
        {query.isPending && <Loader role="status" size="sm" m="xl" aria-label={t("drafts.loading")} />}
        {query.error && (
          <div style={{ padding: 16 }}>
            <ErrorState error={query.error} what={t("sub.unreadable")} retry={() => void query.refetch()} />
          </div>
        )}
        {data && (
          <PipelineCanvas
            key={path}
            canvas={data.canvas}
            components={data.components}
            mode="view"
            selection={selection}
            onSelect={setSelection}
            onOpenNode={open}
            plan={plan}
            label={t("canvas.label", { name: path })}
          />
        )}
      </div>
    </div>
  );
}
