/** The search box of a log: what to find, how to read it, how many there are, and the way from one to the next. */
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconLetterCase, IconRegex, IconSearch } from "@tabler/icons-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { formatCount, formatSize } from "../../ui";
import type { Finder } from "./useFinder";
import classes from "./log.module.css";

function Toggle({
  label,
  on,
  onChange,
  children,
}: {
  label: string;
  on: boolean;
  onChange: (on: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={24}
        aria-label={label}
        aria-pressed={on}
        variant={on ? "light" : "subtle"}
        color={on ? "river" : "gray"}
        onClick={() => onChange(!on)}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function useFound(finder: Finder): string {
  const { t, i18n } = useTranslation("jobs");
  const { search, question, at } = finder;
  if (finder.noError) return t("log.noError");
  if (question.text === "") return "";
  if (search.error) {
    const known = search.error instanceof ApiError ? [search.error.message, search.error.hint] : [];
    return known.filter(Boolean).join(" ") || t("log.searchFailed");
  }
  const count = search.matches.length;
  if (search.busy && search.size > 0)
    return t("log.searching", { seen: formatSize(search.seen), size: formatSize(search.size), count });
  if (search.busy) return t("log.reading");
  if (count === 0) return t("log.notFound");
  const total = `${formatCount(count, i18n.language)}${search.more ? "+" : ""}`;
  return at < 0 ? t("log.found", { count, total }) : t("log.foundAt", { at: at + 1, total });
}

export function SearchBar({ finder }: { finder: Finder }) {
  const { t } = useTranslation("jobs");
  const { question, setQuestion } = finder;
  const words = useFound(finder);
  const none = finder.search.matches.length === 0;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && question.text !== "") {
      event.preventDefault();
      setQuestion({ ...question, text: "" });
    }
    if (event.key !== "Enter") return;
    event.preventDefault();
    finder.step(event.shiftKey ? -1 : 1);
  };
  return (
    <>
      <TextInput
        className={classes.search}
        aria-label={t("log.search")}
        placeholder={t("log.search")}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSectionWidth={56}
        rightSection={
          <span className={classes.switches}>
            <Toggle
              label={t("log.case")}
              on={question.cased}
              onChange={(cased) => setQuestion({ ...question, cased })}
            >
              <IconLetterCase size={15} aria-hidden />
            </Toggle>
            <Toggle
              label={t("log.regex")}
              on={question.regex}
              onChange={(regex) => setQuestion({ ...question, regex })}
            >
              <IconRegex size={15} aria-hidden />
            </Toggle>
          </span>
        }
        value={question.text}
        onChange={(event) => setQuestion({ ...question, text: event.currentTarget.value })}
        onKeyDown={onKeyDown}
      />
      <span
        className={classes.found}
        role="status"
        data-testid="log-found"
        data-wrong={Boolean(finder.search.error) || undefined}
      >
        {words}
      </span>
      <ActionIcon aria-label={t("log.previous")} onClick={() => finder.step(-1)} disabled={none}>
        <IconChevronUp size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon aria-label={t("log.next")} onClick={() => finder.step(1)} disabled={none}>
        <IconChevronDown size={16} aria-hidden />
      </ActionIcon>
    </>
  );
}
