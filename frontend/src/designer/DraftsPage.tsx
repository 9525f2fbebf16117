/** The list of drafts: open, copy, delete, import, or start a new one. */
import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  IconCopy,
  IconDots,
  IconPlus,
  IconSchema,
  IconSearch,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useGo } from "../app/useGo";
import { useBreadcrumb } from "../app/breadcrumb";
import { useCommands } from "../app/commands";
import { EmptyState, ErrorState, RelativeTime, Skeletons } from "../ui";
import { keepReport } from "./importReport";
import { remember } from "../app/remembered";
import { designerApi, type DraftItem } from "./api";
import { ConfirmDelete } from "./ConfirmDelete";
import classes from "./drafts.module.css";
import { useFileDrop } from "./fileDrop";
import { tellError } from "./toasts";

function useOpening() {
  const { t } = useTranslation("designer");
  const go = useGo();
  const client = useQueryClient();
  const opened = ({ id }: { id: string }) => {
    void client.invalidateQueries({ queryKey: ["drafts"] });
    go(`/designer/${id}`);
  };
  const create = useMutation({
    mutationFn: designerApi.create,
    onSuccess: opened,
    onError: (error) => tellError(t("drafts.notCreated"), error),
  });
  const importing = useMutation({
    mutationFn: designerApi.importNew,
    onSuccess: (draft) => {
      // What was translated is told when the draft opens.
      if (keepReport(draft.id, draft.problems).length > 0) remember("designer.drawer", "problems");
      opened(draft);
    },
    onError: (error, file) => tellError(t("import.refused", { name: file.name }), error),
  });
  return { create, importing };
}

function Row({ draft, onCopy, onDelete }: { draft: DraftItem; onCopy: () => void; onDelete: () => void }) {
  const { t } = useTranslation("designer");
  return (
    <tr>
      <td>
        <Link to={`/designer/${draft.id}`} className={classes.name}>
          <IconSchema size={16} stroke={1.6} aria-hidden /> {draft.name}
        </Link>
      </td>
      <td className={classes.number}>{draft.nodes}</td>
      <td className={classes.time}>
        <RelativeTime time={draft.updated} />
      </td>
      <td className={classes.more}>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={24} aria-label={t("drafts.more", { name: draft.name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={15} />} onClick={onCopy}>
              {t("drafts.copy")}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={15} />} color="red" onClick={onDelete}>
              {t("drafts.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

function Table({
  items,
  onCopy,
  onDelete,
}: {
  items: DraftItem[];
  onCopy: (draft: DraftItem) => void;
  onDelete: (draft: DraftItem) => void;
}) {
  const { t } = useTranslation("designer");
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t("drafts.name")}</th>
          <th scope="col" className={classes.number}>
            {t("drafts.nodes")}
          </th>
          <th scope="col" className={classes.time}>
            {t("drafts.saved")}
          </th>
          <th scope="col" className={classes.more}>
            <span className="visually-hidden">{t("drafts.actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((draft) => (
          <Row key={draft.id} draft={draft} onCopy={() => onCopy(draft)} onDelete={() => onDelete(draft)} />
        ))}
      </tbody>
    </table>
  );
}

export default function DraftsPage() {
  const { t } = useTranslation("designer");
  const [search, setSearch] = useState("");
  const [doomed, setDoomed] = useState<DraftItem | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const query = useQuery({ queryKey: ["drafts"], queryFn: ({ signal }) => designerApi.list(signal) });
  const { create, importing } = useOpening();
  const { over, handlers } = useFileDrop((files) => files[0] && importing.mutate(files[0]));
  useBreadcrumb([{ label: t("drafts.title") }]);
  const start = create.mutate;
  const commands = useMemo(
    () => [
      { id: "new-pipeline", label: t("drafts.new"), icon: IconPlus, run: () => start({}) },
      { id: "import", label: t("drafts.import"), icon: IconUpload, run: () => picker.current?.click() },
    ],
    [t, start],
  );
  useCommands("drafts", commands);
  const items = query.data?.items ?? [];
  const shown = items.filter((draft) => draft.name.toLowerCase().includes(search.toLowerCase()));
  const buttons = (
    <>
      <Button
        variant="default"
        data-testid="action:import"
        loading={importing.isPending}
        leftSection={<IconUpload size={15} />}
        onClick={() => picker.current?.click()}
      >
        {t("drafts.import")}
      </Button>
      <Button
        data-testid="action:new-pipeline"
        loading={create.isPending}
        leftSection={<IconPlus size={15} />}
        onClick={() => start({})}
      >
        {t("drafts.new")}
      </Button>
    </>
  );
  return (
    <div className={classes.page} data-over={over || undefined} {...handlers}>
      <header className={classes.head}>
        <h1>{t("drafts.title")}</h1>
        {items.length > 0 && (
          <TextInput
            w={240}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder={t("drafts.search")}
            aria-label={t("drafts.search")}
            leftSection={<IconSearch size={14} aria-hidden />}
          />
        )}
        {buttons}
      </header>
      {query.isPending && <Skeletons />}
      {query.error && (
        <ErrorState error={query.error} what={t("drafts.unreadable")} retry={() => void query.refetch()} />
      )}
      {query.isSuccess && items.length === 0 && (
        <EmptyState icon={IconSchema} title={t("drafts.empty")}>
          {t("drafts.emptyWords")}
        </EmptyState>
      )}
      {shown.length > 0 && (
        <Table items={shown} onCopy={({ id }) => start({ copy: id })} onDelete={setDoomed} />
      )}
      {items.length > 0 && shown.length === 0 && <p className={classes.nothing}>{t("drafts.nothing")}</p>}
      {doomed && <ConfirmDelete draft={doomed} onClose={() => setDoomed(null)} />}
      <input
        ref={picker}
        type="file"
        hidden
        accept=".yml,.yaml,.zip,.json"
        data-testid="import-file"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = "";
          if (file) importing.mutate(file);
        }}
      />
    </div>
  );
}
