/** A search field over a list: typed into, walked with the arrows, chosen with Enter or the mouse. */
import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import classes from "./designer.module.css";

export interface ChoiceListProps<T> {
  items: readonly T[];
  /** What is searched, and the key of the item. */
  textOf: (item: T) => string;
  render: (item: T) => ReactNode;
  onChoose: (item: T) => void;
  /** Name of the list. */
  title: string;
  search: string;
  nothing: string;
  /** `<testId>-search` and `<testId>-choice`. */
  testId: string;
}

const MOST = 200;

export function ChoiceList<T>(props: ChoiceListProps<T>) {
  const { items, textOf, render, onChoose, title, search, nothing, testId } = props;
  const listId = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const words = typed.toLowerCase().split(/\s+/);
  const found = items
    .filter((item) => words.every((word) => textOf(item).toLowerCase().includes(word)))
    .slice(0, MOST);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[active];
    if (step) setActive((now) => Math.min(found.length - 1, Math.max(0, now + step)));
    else if (event.key !== "Enter") return;
    else if (chosen !== undefined) onChoose(chosen);
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        data-autofocus
        data-testid={`${testId}-search`}
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={found[active] === undefined ? undefined : `${listId}-${active}`}
        aria-label={search}
        placeholder={search}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul className={classes.choices} role="listbox" id={listId} aria-label={title}>
        {found.map((item, index) => (
          <li
            key={textOf(item)}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            data-testid={`${testId}-choice`}
            className={classes.choice}
            ref={(element) => {
              if (index === active) element?.scrollIntoView?.({ block: "nearest" });
            }}
            onClick={() => onChoose(item)}
          >
            {render(item)}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className={classes.hint}>{nothing}</p>}
    </>
  );
}
