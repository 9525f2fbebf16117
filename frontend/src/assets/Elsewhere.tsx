/** Data that stays where it is: nothing is fetched only because somebody looks at a page. */
import { Button } from "@mantine/core";
import { IconCloudDownload, IconFolderOpen } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EmptyState } from "../ui";
import { placeInStore } from "./datastores/forms";
import type { AssetDetail } from "./types";

export function Elsewhere({ asset, children }: { asset: AssetDetail; children: ReactNode }) {
  const { t } = useTranslation("assets");
  const [wanted, setWanted] = useState(false);
  if (wanted) return <>{children}</>;
  const address = asset.path ?? "";
  const place = placeInStore(address);
  // A folder of files has no first file to show; its datastore lists them.
  const shows = asset.type !== "uri_folder";
  return (
    <EmptyState
      small
      title={t("files.elsewhere")}
      actions={
        <>
          {shows && (
            <Button
              variant="default"
              leftSection={<IconCloudDownload size={15} aria-hidden />}
              onClick={() => setWanted(true)}
              data-testid="action:fetch-data"
            >
              {t("files.fetch")}
            </Button>
          )}
          {place && (
            <Button
              component={Link}
              variant="default"
              leftSection={<IconFolderOpen size={15} aria-hidden />}
              to={`/datastores/${encodeURIComponent(place.store)}?${new URLSearchParams({ tab: "browse", path: place.folder }).toString()}`}
            >
              {t("files.browse", { name: place.store })}
            </Button>
          )}
        </>
      }
    >
      <code>{address}</code>
    </EmptyState>
  );
}
