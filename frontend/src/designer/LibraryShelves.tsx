/** The shelves of the library: components in groups, and assets that become inputs of the pipeline. */
import { Button, Loader } from "@mantine/core";
import { IconArrowBarRight, IconArrowBarToRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useAssets } from "../assets/api";
import { kindIcon, typeIcon } from "../canvas/kinds";
import { readKey } from "../graph/document";
import type { NamedInterface, Point } from "../graph/types";
import { addAsset, addPipelinePort } from "./add";
import classes from "./designer.module.css";
import type { LibraryGroup } from "./librarySearch";
import { LibraryItem } from "./LibraryItem";
import { useDesigner } from "./store";
import { useUi } from "./ui";

const ORIGIN: Point = { x: 0, y: 0 };

export function PipelinePorts() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const add = (side: "inputs" | "outputs", at: Point | null) => {
    const center = ui.canvas.current?.center() ?? ORIGIN;
    addPipelinePort(designer, side, side === "inputs" ? "number" : "uri_folder", at ?? center);
  };
  return (
    <section aria-label={t("library.pipeline")}>
      <h2 className={classes.groupTitle}>{t("library.pipeline")}</h2>
      {(["inputs", "outputs"] as const).map((side) => (
        <LibraryItem
          key={side}
          id={side === "inputs" ? "pipeline-input" : "pipeline-output"}
          icon={side === "inputs" ? IconArrowBarToRight : IconArrowBarRight}
          title={t(`library.${side}`)}
          under={t(`library.${side}Hint`)}
          tone="io"
          onAdd={(at) => add(side, at)}
        />
      ))}
    </section>
  );
}

export function ComponentGroup({
  group,
  onAdd,
}: {
  group: LibraryGroup;
  onAdd: (face: NamedInterface, at: Point | null, edge?: string | null) => void;
}) {
  const { t } = useTranslation("designer");
  return (
    <section aria-label={t(`library.${group.key}`)}>
      <h2 className={classes.groupTitle}>
        {t(`library.${group.key}`)} <span className="num">{group.items.length}</span>
      </h2>
      {group.items.map((face) => (
        <LibraryItem
          key={face.ref}
          id={face.name}
          icon={kindIcon(face.type)}
          title={face.display_name || face.name}
          under={
            face.display_name && face.display_name !== face.name
              ? `${face.name}:${face.version}`
              : (face.version ?? "")
          }
          mono
          face={face}
          onAdd={(at, over) => onAdd(face, at, over?.edge ?? null)}
        />
      ))}
    </section>
  );
}

/** Data assets or models. The server searches: there may be more than a page can hold. */
export function AssetShelf({ kind, search }: { kind: "data" | "models"; search: string }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const assets = useAssets(kind, { search, type: "", tags: [], archived: "exclude" });
  const items = assets.data?.pages.flatMap((page) => page.items) ?? [];
  /** Without a mouse, the node that is selected is the one it feeds. */
  const selectedNode = () => {
    const { selection } = designer.store.getState();
    const item = selection.length === 1 ? readKey(selection[0]!) : null;
    return item?.kind === "node" ? item.name : null;
  };
  return (
    <section aria-label={t(`library.tab.${kind}`)}>
      {assets.isPending && <Loader role="status" size="xs" m="md" aria-label={t("library.loading")} />}
      {assets.isError && <p className={classes.hint}>{t(`library.unreadableIn.${kind}`)}</p>}
      {assets.isSuccess && items.length === 0 && (
        <p className={classes.hint}>{t(search ? "library.nothing" : `library.emptyIn.${kind}`)}</p>
      )}
      {items.length > 0 && <p className={classes.shelfHint}>{t("library.assetHint")}</p>}
      {items.map((asset) => (
        <LibraryItem
          key={asset.ref}
          id={asset.name}
          icon={typeIcon(asset.type)}
          title={asset.display_name || asset.name}
          under={`${asset.type} · ${asset.version}`}
          mono
          tone="io"
          onAdd={(at, over) =>
            addAsset(
              designer,
              asset,
              ui.canvas.current?.center() ?? ORIGIN,
              at,
              at ? (over?.node ?? null) : selectedNode(),
            )
          }
        />
      ))}
      {assets.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          loading={assets.isFetchingNextPage}
          onClick={() => void assets.fetchNextPage()}
        >
          {t("library.more")}
        </Button>
      )}
    </section>
  );
}
