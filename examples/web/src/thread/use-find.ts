import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { searchFor } from "../language/search.ts";
import type { ThreadItem } from "./thread-items.ts";
import type { ThreadWindow } from "./use-thread-window.ts";

/** A search among the loaded posts. The browser's own search finds only those that are drawn. */
export interface Find {
  readonly region: RefObject<HTMLDivElement | null>;
  readonly isOpen: boolean;
  readonly text: string;
  /** The number of posts with all the words, and the place of the current one among them, from 1. */
  readonly matches: number;
  readonly at: number;
  /** The id of the current post. */
  readonly current: string | undefined;
  search(text: string): void;
  /** Goes to the next older match, or with 1 to the next newer one. */
  step(by: 1 | -1): void;
  close(): void;
}

/** Opens a search field with Ctrl+F or ⌘F. Pressed again in the field, the browser's own search opens. */
export function useFind(items: readonly ThreadItem[], { show }: Pick<ThreadWindow, "show">): Find {
  const region = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string>();
  const found = useMemo(() => {
    if (!isOpen || text.trim() === "") return [];
    const matches = searchFor(text);
    return items.flatMap((item) =>
      item.kind === "post" && matches(item.post.text) ? [item.post.id] : [],
    );
  }, [items, text, isOpen]);
  const known = chosen === undefined ? -1 : found.indexOf(chosen);
  const at = known === -1 ? found.length - 1 : known;
  const current = found[at];

  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
      const field = region.current?.querySelector<HTMLInputElement>(".find input");
      if (!isFind || !region.current?.checkVisibility()) return;
      if (field && field === document.activeElement) return;
      event.preventDefault();
      setIsOpen(true);
      field?.focus();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);

  // Not when other posts arrive: the person may have scrolled on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: if the text changes, its match comes into view again.
  useEffect(() => {
    if (current !== undefined) show(current);
  }, [current, text, show]);

  return {
    region,
    isOpen,
    text,
    matches: found.length,
    at: at + 1,
    current,
    search(next) {
      setText(next);
      setChosen(undefined);
    },
    step(by) {
      setChosen(found[(at + by + found.length) % found.length]);
    },
    close() {
      setIsOpen(false);
      setText("");
      setChosen(undefined);
    },
  };
}
