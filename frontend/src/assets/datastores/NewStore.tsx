/** The button that makes a datastore. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { StoreDialog } from "./StoreDialog";

export function NewStore() {
  const { t } = useTranslation("assets");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => setOpen(true)}
        data-testid="action:new-store"
      >
        {t("stores.new")}
      </Button>
      {open && <StoreDialog onClose={() => setOpen(false)} />}
    </>
  );
}
