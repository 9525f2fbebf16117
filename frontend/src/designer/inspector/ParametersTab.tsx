/** The literal parameters of a node, each with its default, a reset, and the way to a pipeline input. */
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconLink, IconLinkOff, IconPlus } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { isParameter, sourceOf } from "../../graph/document";
import { compatibleTypes } from "../../graph/ports";
import type { CanvasNode, Interface, PortSpec } from "../../graph/types";
import { promotePort } from "../add";
import { useDesigner, useDoc } from "../store";
import { FieldRow, LiteralField } from "./fields";
import classes from "./inspector.module.css";
import { literalText } from "./literal";

function BindMenu({ node, spec }: { node: string; spec: PortSpec }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const inputs = useDoc().inputs.filter((input) => compatibleTypes(input.type, spec.type).ok);
  const button = (onClick?: () => void) => (
    <Tooltip label={t("parameter.bind")}>
      <ActionIcon
        size={22}
        aria-label={t("parameter.bindNamed", { name: spec.name })}
        data-testid={`bind:${spec.name}`}
        onClick={onClick}
      >
        <IconLink size={14} />
      </ActionIcon>
    </Tooltip>
  );
  if (inputs.length === 0) return button(() => promotePort(designer, node, spec));
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button()}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlus size={14} />} onClick={() => promotePort(designer, node, spec)}>
          {t("parameter.bindNew")}
        </Menu.Item>
        {inputs.map((input) => (
          <Menu.Item key={input.name} onClick={() => promotePort(designer, node, spec, input.name)}>
            {input.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Bound({ node, spec, from }: { node: string; spec: PortSpec; from: string }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  return (
    <div className={classes.bound} data-testid={`param:${spec.name}`} data-bound={from}>
      <button type="button" className={classes.boundName} onClick={() => designer.select([`inputs:${from}`])}>
        <IconLink size={13} aria-hidden /> {t("parameter.boundTo", { name: from })}
      </button>
      <Tooltip label={t("parameter.unbind")}>
        <ActionIcon
          size={22}
          aria-label={t("parameter.unbindNamed", { name: spec.name })}
          data-testid={`unbind:${spec.name}`}
          onClick={() => designer.edit([{ kind: "unbind", args: { node, port: spec.name } }])}
        >
          <IconLinkOff size={14} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

function Parameter({ node, spec }: { node: CanvasNode; spec: PortSpec }) {
  const { t } = useTranslation("designer");
  const designer = useDesigner();
  const id = useId();
  const edge = sourceOf(useDoc(), { node: node.name, port: spec.name });
  const own = node.inputs[spec.name];
  const value = own && "literal" in own ? own.literal : undefined;
  const changed = own !== undefined;
  const required = !spec.optional && spec.default === undefined;
  const words = [
    spec.type,
    spec.default === undefined ? "" : t("parameter.default", { value: literalText(spec.default) }),
  ];
  const aside = (
    <>
      <span className={classes.type}>
        {words.filter(Boolean).join(" · ")}
        {required && <span className={classes.required}> · {t("parameter.required")}</span>}
      </span>
      {changed && !edge && (
        <Tooltip label={t("parameter.reset")}>
          <ActionIcon
            size={22}
            aria-label={t("parameter.resetNamed", { name: spec.name })}
            onClick={() =>
              designer.edit([{ kind: "setParameter", args: { node: node.name, port: spec.name } }])
            }
          >
            <IconArrowBackUp size={14} />
          </ActionIcon>
        </Tooltip>
      )}
      {!edge && <BindMenu node={node.name} spec={spec} />}
    </>
  );
  return (
    <FieldRow label={spec.name} hint={spec.description} aside={aside} htmlFor={id}>
      {edge ? (
        <Bound
          node={node.name}
          spec={spec}
          from={edge.from.node === null ? edge.from.port : `${edge.from.node}.${edge.from.port}`}
        />
      ) : (
        <LiteralField
          // A reset or an undo from outside must not be hidden by what was typed before.
          key={changed ? "own" : "default"}
          id={id}
          testId={`param:${spec.name}`}
          label={spec.name}
          spec={spec}
          value={value}
          onChange={(next) =>
            designer.edit(
              [{ kind: "setParameter", args: { node: node.name, port: spec.name, value: next } }],
              `param ${node.name} ${spec.name}`,
            )
          }
          onDone={designer.seal}
        />
      )}
    </FieldRow>
  );
}

export function ParametersTab({ node, face }: { node: CanvasNode; face: Interface }) {
  const { t } = useTranslation("designer");
  const specs = face.inputs.filter((port) => isParameter(port.type));
  if (specs.length === 0) return <p className={classes.nothing}>{t("parameter.none")}</p>;
  return specs.map((spec) => <Parameter key={`${node.name} ${spec.name}`} node={node} spec={spec} />);
}
