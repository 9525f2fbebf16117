/** What can be put on the canvas: components, and inputs and outputs of the pipeline. A dropped file is registered. */
import { Loader, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconArrowBarToRight, IconArrowBarRight, IconSearch, IconX } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { kindIcon } from "../canvas/kinds";
import type { NamedInterface, Point } from "../graph/types";
import { addComponent, insertComponent, addPipelinePort } from "./add";
import { designerApi } from "./api";
import classes from "./designer.module.css";
import { useFileDrop } from "./fileDrop";
import { groupComponents, type LibraryGroup, matching, tagsOf } from "./librarySearch";
import { LibraryItem } from "./LibraryItem";
import { useDesigner, useDraft } from "./store";
import { tell, tellError } from "./toasts";
import { useUi } from "./ui";
import { useLibrary } from "./useLibrary";

function useRegister() {
  const { t } = useTranslation("designer");
  const client = useQueryClient();
  return useMutation({
    mutationFn: designerApi.register,
    onSuccess: (face) => {
      tell(t("library.done", { name: face.name, version: face.version }));
      return client.invalidateQueries({ queryKey: ["components"] });
    },
    onError: (error) => tellError(t("library.notRegistered"), error),
  });
}

function PipelinePorts() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const add = (side: "inputs" | "outputs", at: Point | null) => {
    const center = ui.canvas.current?.center() ?? { x: 0, y: 0 };
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

function Group({
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
          onAdd={(at, edge) => onAdd(face, at, edge)}
        />
      ))}
    </section>
  );
}

export function Library() {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const ui = useUi();
  const [search, setSearch] = useState("");
  const [tag, setTag] = useState<string | null>(null);
  const library = useLibrary();
  const register = useRegister();
  const { over, handlers } = useFileDrop((files) => register.mutate(files));
  const own = useDraft((state) => state.components);
  const all = useMemo(() => groupComponents(library.data ?? [], own), [library.data, own]);
  const groups = all.map((group) => ({
    ...group,
    items: group.items.filter((face) => matching(face, search, tag)),
  }));
  const found = groups.some((group) => group.items.length > 0);
  const add = (face: NamedInterface, at: Point | null, edge: string | null = null) => {
    if (at && edge && insertComponent(designer, face, edge, at)) return;
    const name = addComponent(designer, face, ui.canvas.current?.center() ?? { x: 0, y: 0 }, at);
    // The canvas knows the new node after its next drawing.
    if (name && !at) window.setTimeout(() => ui.canvas.current?.show(name), 50);
  };
  return (
    <aside
      className={classes.library}
      aria-label={t("library.label")}
      data-over={over || undefined}
      {...handlers}
    >
      <div className={classes.librarySearch}>
        <TextInput
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={t("library.search")}
          aria-label={t("library.search")}
          data-testid="library-search"
          leftSection={<IconSearch size={14} aria-hidden />}
          onKeyDown={(event) => {
            const first = groups.flatMap((group) => group.items)[0];
            if (event.key === "Enter" && first && !event.nativeEvent.isComposing) add(first, null);
          }}
        />
        <div className={classes.tags}>
          {tagsOf(all).map((one) => (
            <button
              key={one}
              type="button"
              className={classes.tag}
              aria-pressed={tag === one}
              onClick={() => setTag(tag === one ? null : one)}
            >
              {one}
              {tag === one && <IconX size={11} aria-hidden />}
            </button>
          ))}
        </div>
      </div>
      <div className={classes.libraryList}>
        {library.isPending && <Loader size="xs" m="md" aria-label={t("library.loading")} />}
        {library.isError && <p className={classes.hint}>{t("library.unreadable")}</p>}
        {groups.map((group) => group.items.length > 0 && <Group key={group.key} group={group} onAdd={add} />)}
        {library.isSuccess && !found && (
          <p className={classes.hint}>{t(search || tag ? "library.nothing" : "library.empty")}</p>
        )}
        {!search && !tag && <PipelinePorts />}
      </div>
      <p className={classes.libraryFoot}>
        {register.isPending ? t("library.registering") : t("library.drop")}{" "}
        <Link to="/components">{t("library.all")}</Link>
      </p>
    </aside>
  );
}
