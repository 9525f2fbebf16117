/** The environment of a node: its own, or the component's. Registered ones are offered, anything may be written. */
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { server } from "../../api/server";
import { interfaceOf } from "../../graph/document";
import type { CanvasNode } from "../../graph/types";
import { useDesigner, useDraft } from "../store";
import { FieldRow } from "./fields";
import classes from "./inspector.module.css";
import { environmentText } from "./runSettings";

const BUILT_IN = ["current", "classic"];

function useKnown(): string[] {
  const known = useQuery({
    queryKey: ["environments", "names"],
    queryFn: async () => (await server.get("environments", { query: { limit: 200 } })).items,
    staleTime: 60_000,
  });
  const refs = (known.data ?? [])
    .map((one) => one.ref)
    .filter((ref) => !/^azureml:(current|classic):/.test(ref));
  return [...BUILT_IN, ...refs];
}

export function EnvironmentField({ node }: { node: CanvasNode }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const id = useId();
  const known = useKnown();
  const components = useDraft((state) => state.components);
  // A step written in the pipeline itself has no component to take one from: its own is part of its body.
  const inline = node.inline ?? null;
  const stored = environmentText(inline ? inline.environment : node.settings.environment);
  const usual = environmentText(interfaceOf(node, components, []).environment as never).text;
  const set = (text: string) =>
    designer.edit(
      [
        {
          kind: inline ? "setInline" : "setSetting",
          args: { node: node.name, path: ["environment"], ...(text === "" ? {} : { value: text }) },
        },
      ],
      `environment ${node.name}`,
    );
  const hint = stored.inPlace ? t("settings.environmentInPlace") : t("settings.environmentHint");
  return (
    <FieldRow label={t("settings.environment")} hint={hint} htmlFor={id}>
      <TextInput
        id={id}
        data-testid="setting:environment"
        list={`${id}-known`}
        classNames={{ input: classes.mono }}
        value={stored.text}
        placeholder={inline ? "current" : usual || "current"}
        onChange={(event) => set(event.currentTarget.value)}
        onBlur={designer.seal}
      />
      <datalist id={`${id}-known`}>
        {known.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </FieldRow>
  );
}
