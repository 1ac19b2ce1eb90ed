import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { searchFor } from "../language/search.ts";
import type { ThreadItem } from "./thread-items.ts";
import type { ThreadWindow } from "./use-thread-window.ts";

/** How often, and how many ms apart, the list is scrolled to a match until the match is drawn. */
const triesToReach = 20;
const msBetweenTries = 100;

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
export function useFind(
  items: readonly ThreadItem[],
  virtual: Pick<ThreadWindow["virtual"], "scrollToIndex" | "getVirtualItems">,
): Find {
  const region = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string>();
  const found = useMemo(() => {
    if (!isOpen || text.trim() === "") return [];
    const matches = searchFor(text);
    return items.flatMap((item, index) =>
      item.kind === "post" && matches(item.post.text) ? [{ index, id: item.post.id }] : [],
    );
  }, [items, text, isOpen]);
  const known = found.findIndex(({ id }) => id === chosen);
  const at = known === -1 ? found.length - 1 : known;
  const current = found[at]?.id;
  const latest = useRef(found);
  latest.current = found;

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
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    if (current === undefined) return;
    // Older posts that arrive meanwhile move the match to another index, and posts get their real
    // heights. Both can move the list away again.
    const go = () => {
      const index = latest.current.find(({ id }) => id === current)?.index;
      if (index !== undefined) virtual.scrollToIndex(index, { align: "center" });
    };
    let left = triesToReach;
    const timer = setInterval(() => {
      const isDrawn = virtual.getVirtualItems().some(({ key }) => key === current);
      if (isDrawn || --left === 0) clearInterval(timer);
      else go();
    }, msBetweenTries);
    go();
    return () => clearInterval(timer);
  }, [current, text]);

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
      setChosen(found[(at + by + found.length) % found.length]?.id);
    },
    close() {
      setIsOpen(false);
      setText("");
      setChosen(undefined);
    },
  };
}
