/** Makes or changes a datastore. Credentials go one way: they are written here and never shown again. */
import { Button, Group, Modal, PasswordInput, Select, Textarea, TextInput } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useGo } from "../../app/useGo";
import { ErrorState } from "../../ui";
import classes from "../assets.module.css";
import { assetHref } from "../kinds";
import { useSaveStore, type StoreAsset } from "./api";
import {
  documentOf,
  firstLogin,
  formOf,
  missing,
  NEW_STORE,
  STORE_TYPES,
  storeType,
  type Field,
  type StoreForm,
} from "./forms";

interface FieldProps {
  field: Field;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}

function useFieldLabel(key: string) {
  const { t } = useTranslation("assets");
  return t(`stores.field.${key}`);
}

function OpenField({ field, value, error, onChange }: FieldProps) {
  return (
    <TextInput
      label={useFieldLabel(field.key)}
      placeholder={field.example}
      required={field.required ?? false}
      value={value}
      error={error}
      inputMode={field.number ? "numeric" : "text"}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid={`store:${field.key}`}
    />
  );
}

function SecretField({ field, value, error, onChange }: FieldProps) {
  const label = useFieldLabel(field.key);
  const { t } = useTranslation("assets");
  const common = { label, required: field.required ?? false, value, error, autoComplete: "off" };
  if (field.open) return <OpenField field={field} value={value} error={error} onChange={onChange} />;
  if (field.long)
    return (
      <Textarea
        {...common}
        rows={4}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
        data-testid={`store:${field.key}`}
      />
    );
  return (
    <PasswordInput
      {...common}
      size="xs"
      // A browser offers to keep what it takes for the user's own password.
      autoComplete="new-password"
      visibilityToggleButtonProps={{ "aria-label": t("stores.reveal", { what: label }) }}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-testid={`store:${field.key}`}
    />
  );
}

interface PartProps {
  form: StoreForm;
  set: (change: Partial<StoreForm>) => void;
  wrong: (key: string) => string | null;
}

function Credentials({ form, set, wrong, editing }: PartProps & { editing: boolean }) {
  const { t } = useTranslation("assets");
  const known = storeType(form.type);
  if (!known || known.logins.length === 0) return null;
  const login = known.logins.find((one) => one.key === form.login);
  const ways = [...(editing ? ["keep"] : []), ...known.logins.map((one) => one.key)];
  return (
    <fieldset className={classes.fieldset}>
      <legend>{t("stores.credentials")}</legend>
      <Select
        label={t("stores.login.label")}
        data={ways.map((value) => ({ value, label: t(`stores.login.${value}`) }))}
        value={form.login}
        allowDeselect={false}
        onChange={(value) => set({ login: value ?? "none", secrets: {} })}
        data-testid="store-login"
      />
      {login?.fields.map((field) => (
        <SecretField
          key={field.key}
          field={field}
          value={form.secrets[field.key] ?? ""}
          error={wrong(field.key)}
          onChange={(value) => set({ secrets: { ...form.secrets, [field.key]: value } })}
        />
      ))}
      <p className={classes.advice}>
        <IconLock size={13} aria-hidden />{" "}
        {t(form.login === "none" ? "stores.noneText" : "stores.secretText")}
      </p>
    </fieldset>
  );
}

/** Warns of what is missing once somebody tried to save. */
function useForm(asset: StoreAsset | undefined) {
  const { t } = useTranslation("assets");
  const [form, setForm] = useState<StoreForm>(() => (asset ? formOf(asset) : NEW_STORE));
  const [tried, setTried] = useState(false);
  const lacks = missing(form);
  const set = (change: Partial<StoreForm>) => setForm((before) => ({ ...before, ...change }));
  const wrong = (key: string) =>
    tried && lacks.includes(key) ? t(key === "name" ? "stores.badName" : "stores.needed") : null;
  return { form, set, wrong, lacks, setTried };
}

export function StoreDialog({ asset, onClose }: { asset?: StoreAsset | undefined; onClose: () => void }) {
  const { t } = useTranslation("assets");
  const go = useGo();
  const { form, set, wrong, lacks, setTried } = useForm(asset);
  const save = useSaveStore();
  const known = storeType(form.type);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (lacks.length > 0) return;
    save.mutate(
      {
        document: documentOf(form, asset?.spec),
        forget: asset?.credentials?.set === true && form.login === "none",
      },
      {
        onSuccess: (kept) => {
          onClose();
          if (!asset) go(assetHref("datastores", kept.name));
        },
      },
    );
  };
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={asset ? t("stores.editTitle", { name: asset.name }) : t("stores.newTitle")}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <form onSubmit={submit} noValidate className={classes.form} data-testid="store-form">
        <div className={classes.fieldPair}>
          <TextInput
            label={t("column.name")}
            required
            disabled={asset !== undefined}
            value={form.name}
            error={wrong("name")}
            autoComplete="off"
            {...(asset ? {} : { "data-autofocus": true })}
            onChange={(event) => set({ name: event.currentTarget.value })}
            data-testid="store:name"
          />
          <Select
            label={t("list.type")}
            data={STORE_TYPES.map(({ type }) => ({ value: type, label: t(`type.${type}`) }))}
            value={form.type}
            disabled={asset !== undefined}
            allowDeselect={false}
            onChange={(type) => type && set({ type, values: {}, secrets: {}, login: firstLogin(type) })}
            data-testid="store-type"
          />
        </div>
        <p className={classes.advice}>{t(`stores.about.${form.type}`, { defaultValue: "" })}</p>
        <div className={classes.fieldTwo}>
          {known?.fields.map((field) => (
            <OpenField
              key={field.key}
              field={field}
              value={form.values[field.key] ?? ""}
              error={wrong(field.key)}
              onChange={(value) => set({ values: { ...form.values, [field.key]: value } })}
            />
          ))}
        </div>
        <Credentials form={form} set={set} wrong={wrong} editing={asset?.credentials?.set === true} />
        <TextInput
          label={t("about.description")}
          value={form.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
        />
        {save.isError && <ErrorState error={save.error} what={t("stores.notSaved")} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t("edit.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} data-testid="store-save">
            {t(asset ? "edit.save" : "stores.create")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
