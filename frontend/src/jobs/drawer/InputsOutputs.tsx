/** What went into a child job and what came out, with a look into each file. */
import { IconDatabaseExport, IconTag } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { RegisterOutput } from "../../assets/RegisterOutput";
import { CopyButton, EmptyState, formatSize } from "../../ui";
import { jobHref, type NodeDetail, type NodeInput, type NodeOutput } from "../api";
import classes from "./drawer.module.css";
import { Files } from "./Files";
import { assetLink } from "./places";

interface PortHeadProps {
  name: string;
  type: string;
  mode?: string | null;
  size?: number | null;
  files?: number | null;
}

function PortHead({ name, type, mode, size, files }: PortHeadProps) {
  const { t } = useTranslation("jobs");
  return (
    <div className={classes.portHead}>
      <strong>{name}</strong>
      <code>{type}</code>
      {mode && <code title={t("io.mode")}>{mode}</code>}
      {typeof files === "number" && <span>{t("io.files", { count: files })}</span>}
      {typeof size === "number" && <span className="num">{formatSize(size)}</span>}
    </div>
  );
}

/** An address, as a link where it names something of the registry. */
function Address({ uri, type = "" }: { uri: string; type?: string }) {
  const { t } = useTranslation("jobs");
  const to = assetLink(uri, type);
  return (
    <span className={classes.inline}>
      {to ? <Link to={to}>{uri}</Link> : <code className={classes.uri}>{uri}</code>}{" "}
      <CopyButton text={uri} label={t("io.copyAddress")} />
    </span>
  );
}

/** Where an output went beside the job's own folder, and what it is called in the registry. */
function Delivered({ output }: { output: NodeOutput }) {
  const { t } = useTranslation("jobs");
  return (
    <>
      {output.registered && (
        <div className={classes.inline} data-testid={`registered:${output.name}`}>
          <IconTag size={14} aria-hidden /> {t("io.registered")}{" "}
          <Address uri={output.registered} type={output.type} />
        </div>
      )}
      {output.note && <p className={classes.note}>{output.note}</p>}
      {output.uri && (
        <div className={classes.inline} data-testid={`written-to:${output.name}`}>
          <IconDatabaseExport size={14} aria-hidden /> {t("io.writtenTo")} <Address uri={output.uri} />
        </div>
      )}
    </>
  );
}

function Source({ input, job }: { input: NodeInput; job: string }) {
  const { t } = useTranslation("jobs");
  if (!input.from) return input.uri ? <Address uri={input.uri} /> : null;
  const { path, port } = input.from;
  if (!path) return <span className={classes.note}>{t("io.fromPipeline", { port })}</span>;
  return (
    <span className={classes.note}>
      {t("io.from")} <Link to={jobHref(job, { node: path, tab: "io" })}>{`${path} · ${port}`}</Link>
    </span>
  );
}

const isLiteral = (input: NodeInput) =>
  input.kind === "literal" || (input.value !== undefined && input.value !== null && !input.uri);

function InputPort({ input, job, path }: { input: NodeInput; job: string; path: string }) {
  const { t } = useTranslation("jobs");
  const [open, setOpen] = useState(false);
  return (
    <li className={classes.port}>
      <PortHead
        name={input.name}
        type={input.type}
        mode={input.mode ?? null}
        size={input.size ?? null}
        files={input.files ?? null}
      />
      {isLiteral(input) ? (
        <code className={classes.value}>{String(input.value)}</code>
      ) : (
        <Source input={input} job={job} />
      )}{" "}
      {!isLiteral(input) && (
        <>
          <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
            {t(open ? "io.hide" : "io.show")}
          </button>
          {open && <Files place={{ job, path, port: input.name, side: "input" }} />}
        </>
      )}
    </li>
  );
}

function OutputPort({
  output,
  child,
  job,
  path,
  done,
}: {
  output: NodeOutput;
  /** The name of the child job. */
  child: string;
  job: string;
  path: string;
  done: boolean;
}) {
  const { t } = useTranslation("jobs");
  return (
    <li className={classes.port}>
      <PortHead {...output} />
      <Delivered output={output} />
      {done ? (
        <>
          <Files place={{ job, path, port: output.name, side: "output" }} />
          <RegisterOutput job={child} output={output} />
        </>
      ) : (
        <p className={classes.note}>{t("io.notYet")}</p>
      )}
    </li>
  );
}

export function InputsOutputs({ detail, job, done }: { detail: NodeDetail; job: string; done: boolean }) {
  const { t } = useTranslation("jobs");
  const { inputs, outputs, path } = detail;
  if (inputs.length === 0 && outputs.length === 0) return <EmptyState small title={t("io.none")} />;
  return (
    <div className={classes.sections}>
      {outputs.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t("io.outputs")}</h3>
          <ul className={classes.ports}>
            {outputs.map((output) => (
              <OutputPort
                key={output.name}
                output={output}
                child={detail.name}
                job={job}
                path={path}
                done={done}
              />
            ))}
          </ul>
        </section>
      )}
      {inputs.length > 0 && (
        <section>
          <h3 className={classes.heading}>{t("io.inputs")}</h3>
          <ul className={classes.ports}>
            {inputs.map((input) => (
              <InputPort key={input.name} input={input} job={job} path={path} />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
