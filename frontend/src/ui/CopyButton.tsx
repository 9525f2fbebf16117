/** Copies a text and says that it did. */
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation("pages");
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 1500);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const words = copied ? t("ui.copied") : (label ?? t("ui.copy"));
  return (
    <Tooltip label={words}>
      <ActionIcon
        size="sm"
        aria-label={label ?? t("ui.copy")}
        onClick={() => void copyText(text).then(setCopied)}
      >
        {copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
        <span className="visually-hidden" role="status">
          {copied ? t("ui.copied") : ""}
        </span>
      </ActionIcon>
    </Tooltip>
  );
}
