/** Local paths that stand in for addresses: the longest prefix counts. */
import { Button, TextInput } from "@mantine/core";
import { IconMap2, IconPlus, IconTestPipe } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState, ErrorState, Skeletons } from "../ui";
import { settingsApi, usePaths, useSettingsChange, type PathRule } from "./api";
import { mappedPath } from "./matching";
import { RowTools } from "./RowTools";
import { SaveBar } from "./SaveBar";
import { Lead, SettingsFrame } from "./SettingsFrame";
import classes from "./settings.module.css";
import { useRows } from "./useRows";

function useTrouble(maps: readonly PathRule[]): string | null {
  const { t } = useTranslation("settings");
  const empty = maps.findIndex((one) => one.from.trim() === "" || one.to.trim() === "");
  if (empty >= 0) return t("paths.incomplete", { number: empty + 1 });
  const relative = maps.find((one) => !/^(\/|~|[A-Za-z]:[\\/]|file:)/.test(one.to.trim()));
  if (relative) return t("paths.relative", { path: relative.to });
  const twice = maps.find((one, at) => maps.findIndex((other) => other.from === one.from) < at);
  return twice ? t("paths.twice", { prefix: twice.from }) : null;
}

function PathTable({ kept }: { kept: readonly PathRule[] }) {
  const { t } = useTranslation("settings");
  const maps = useRows(kept);
  const [address, setAddress] = useState("");
  const save = useSettingsChange("paths", settingsApi.setPaths);
  const trouble = useTrouble(maps.rows);
  const place = mappedPath(maps.rows, address.trim());
  const add = (
    <Button
      variant="default"
      leftSection={<IconPlus size={15} aria-hidden />}
      onClick={() => maps.add({ from: "", to: "" })}
      data-testid="path-add"
    >
      {t("paths.add")}
    </Button>
  );
  return (
    <>
      {maps.rows.length === 0 ? (
        <EmptyState small icon={IconMap2} title={t("paths.none")} actions={add}>
          {t("paths.noneText")}
        </EmptyState>
      ) : (
        <>
          <div className={classes.testBox}>
            <TextInput
              label={t("paths.test")}
              placeholder="https://azuremlexamples.blob.core.windows.net/datasets/titanic.csv"
              leftSection={<IconTestPipe size={15} aria-hidden />}
              value={address}
              onChange={(event) => setAddress(event.currentTarget.value)}
              className={classes.grow}
              data-testid="path-test"
            />
            <p role="status" className={classes.testAnswer} data-testid="path-answer">
              {address.trim() === ""
                ? t("paths.testHint")
                : place
                  ? t("paths.reads", { path: place.path })
                  : t("paths.readsNone")}
            </p>
          </div>
          <div className={classes.scrollX}>
            <table className={classes.table} data-testid="path-map">
              <thead>
                <tr>
                  <th scope="col">{t("paths.from")}</th>
                  <th scope="col">{t("paths.to")}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {maps.rows.map((one, index) => (
                  <tr key={index} data-hit={place?.rule === one || undefined}>
                    {(["from", "to"] as const).map((side) => (
                      <td key={side}>
                        <TextInput
                          aria-label={t(`paths.${side}Of`, { number: index + 1 })}
                          placeholder={side === "from" ? "https://host/data/" : "/home/me/data"}
                          value={one[side]}
                          onChange={(event) =>
                            maps.set(index, { [side]: event.currentTarget.value, exists: undefined })
                          }
                          error={side === "to" && one.exists === false ? t("paths.gone") : null}
                          classNames={{ input: classes.mono }}
                        />
                      </td>
                    ))}
                    <td>
                      <RowTools
                        name={one.from || t("paths.new")}
                        first
                        last
                        onRemove={() => maps.remove(index)}
                      />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div>{add}</div>
        </>
      )}
      <SaveBar
        dirty={maps.dirty}
        busy={save.isPending}
        error={save.error}
        trouble={maps.dirty ? trouble : null}
        onSave={() => save.mutate(maps.rows, { onSuccess: maps.discard })}
        onDiscard={() => {
          maps.discard();
          save.reset();
        }}
      />
    </>
  );
}

export default function PathsPage() {
  const { t } = useTranslation("settings");
  const paths = usePaths();
  return (
    <SettingsFrame section="paths">
      <Lead>{t("paths.what")}</Lead>
      {paths.isPending && <Skeletons rows={4} />}
      {paths.isError && (
        <ErrorState error={paths.error} what={t("paths.unreadable")} retry={() => void paths.refetch()} />
      )}
      {paths.data && <PathTable kept={paths.data} />}
    </SettingsFrame>
  );
}
