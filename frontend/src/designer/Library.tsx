/** What can be put on the canvas: components, data, models, and ports of the pipeline. A dropped file is registered. */
import { Loader, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useRemembered } from "../app/remembered";
import { assetsApi, refreshAssets } from "../assets/api";
import type { NamedInterface, Point } from "../graph/types";
import { addComponent, insertComponent } from "./add";
import classes from "./designer.module.css";
import { useFileDrop } from "./fileDrop";
import { groupComponents, type LibraryGroup, matching, tagsOf } from "./librarySearch";
import { AssetShelf, ComponentGroup, PipelinePorts } from "./LibraryShelves";
import { useDesigner, useDraft } from "./store";
import { tell, tellError } from "./toasts";
import { useUi } from "./ui";
import { useLibrary } from "./useLibrary";

const SHELVES = ["components", "data", "models"] as const;
type Shelf = (typeof SHELVES)[number];

function useRegister(shelf: Shelf) {
  const { t } = useTranslation("designer");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (files: readonly File[]) => assetsApi.register(shelf, files),
    onSuccess: ({ name, version }) => {
      tell(t("library.done", { name, version }));
      return refreshAssets(client, shelf);
    },
    onError: (error) => tellError(t("library.notRegistered"), error),
  });
}

function Shelves({ shelf, onShelf }: { shelf: Shelf; onShelf: (shelf: Shelf) => void }) {
  const { t } = useTranslation("designer");
  return (
    <div className={classes.shelves} role="tablist" aria-label={t("library.tabs")}>
      {SHELVES.map((one) => (
        <button
          key={one}
          type="button"
          role="tab"
          id={`library-tab-${one}`}
          aria-selected={shelf === one}
          aria-controls="library-shelf"
          data-testid={`library-tab:${one}`}
          tabIndex={shelf === one ? 0 : -1}
          onClick={() => onShelf(one)}
          onKeyDown={(event) => {
            const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
            if (step === undefined) return;
            const next = SHELVES[(SHELVES.indexOf(one) + step + SHELVES.length) % SHELVES.length]!;
            onShelf(next);
            document.getElementById(`library-tab-${next}`)?.focus();
          }}
        >
          {t(`library.tab.${one}`)}
        </button>
      ))}
    </div>
  );
}

function Tags({
  groups,
  tag,
  onTag,
}: {
  groups: readonly LibraryGroup[];
  tag: string | null;
  onTag: (tag: string | null) => void;
}) {
  return (
    <div className={classes.tags}>
      {tagsOf(groups).map((one) => (
        <button
          key={one}
          type="button"
          className={classes.tag}
          aria-pressed={tag === one}
          onClick={() => onTag(tag === one ? null : one)}
        >
          {one}
          {tag === one && <IconX size={11} aria-hidden />}
        </button>
      ))}
    </div>
  );
}

function useAddComponent() {
  const designer = useDesigner();
  const ui = useUi();
  return (face: NamedInterface, at: Point | null, edge: string | null = null) => {
    if (at && edge && insertComponent(designer, face, edge, at)) return;
    const name = addComponent(designer, face, ui.canvas.current?.center() ?? { x: 0, y: 0 }, at);
    // The canvas knows the new node after its next drawing.
    if (name && !at) window.setTimeout(() => ui.canvas.current?.show(name), 50);
  };
}

export function Library() {
  const { t } = useTranslation("designer");
  const [shelf, setShelf] = useRemembered<Shelf>("library.shelf", "components");
  const [search, setSearch] = useState("");
  const deferred = useDeferredValue(search);
  const [tag, setTag] = useState<string | null>(null);
  const library = useLibrary();
  const register = useRegister(shelf);
  const add = useAddComponent();
  const { over, handlers } = useFileDrop((files) => register.mutate(files));
  const own = useDraft((state) => state.components);
  const all = useMemo(() => groupComponents(library.data ?? [], own), [library.data, own]);
  const onComponents = shelf === "components";
  const groups = all.map((group) => ({
    ...group,
    items: group.items.filter((face) => matching(face, search, tag)),
  }));
  const found = groups.some((group) => group.items.length > 0);
  return (
    <aside
      className={classes.library}
      aria-label={t("library.label")}
      data-over={over || undefined}
      {...handlers}
    >
      <Shelves shelf={shelf} onShelf={setShelf} />
      <div className={classes.librarySearch}>
        <TextInput
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          placeholder={t(`library.searchIn.${shelf}`)}
          aria-label={t(`library.searchIn.${shelf}`)}
          data-testid="library-search"
          leftSection={<IconSearch size={14} aria-hidden />}
          onKeyDown={(event) => {
            const first = groups.flatMap((group) => group.items)[0];
            if (onComponents && event.key === "Enter" && first && !event.nativeEvent.isComposing)
              add(first, null);
          }}
        />
        {onComponents && <Tags groups={all} tag={tag} onTag={setTag} />}
      </div>
      <div
        className={classes.libraryList}
        id="library-shelf"
        role="tabpanel"
        aria-labelledby={`library-tab-${shelf}`}
      >
        {!onComponents && <AssetShelf key={shelf} kind={shelf} search={deferred} />}
        {onComponents && (
          <>
            {library.isPending && <Loader role="status" size="xs" m="md" aria-label={t("library.loading")} />}
            {library.isError && <p className={classes.hint}>{t("library.unreadableIn.components")}</p>}
            {groups.map(
              (group) =>
                group.items.length > 0 && <ComponentGroup key={group.key} group={group} onAdd={add} />,
            )}
            {library.isSuccess && !found && (
              <p className={classes.hint}>
                {t(search || tag ? "library.nothing" : "library.emptyIn.components")}
              </p>
            )}
          </>
        )}
        {!search && !tag && <PipelinePorts />}
      </div>
      <p className={classes.libraryFoot}>
        {register.isPending ? t("library.registering") : t(`library.dropIn.${shelf}`)}{" "}
        <Link to={`/${shelf}`}>{t(`library.allIn.${shelf}`)}</Link>
      </p>
    </aside>
  );
}
