import type { CommentsShown } from "@taskwire/react";
import { useEffect, useState } from "react";
import { useSearchParams } from "wouter";

/** Maximum number of pages of older comments that are loaded to find the comment of a link. */
const maxPages = 40;

/** Pause after a failed attempt, in milliseconds. */
const retryMs = 2_000;

type Shown = Pick<CommentsShown, "status" | "comments" | "hasOlder" | "store">;

/** Finds the comment of the link in the page's address. Loads older comments until the comment is there. */
export function useLinkedComment({ status, comments, hasOlder, store }: Shown) {
  const [params] = useSearchParams();
  const target = params.get("comment") ?? undefined;
  const [loaded, setLoaded] = useState({ target, pages: 0 });
  const pages = loaded.target === target ? loaded.pages : 0;
  const isMissing =
    target !== undefined && status === "ready" && !comments.some(({ id }) => id === target);
  const isWanted = isMissing && hasOlder && pages < maxPages;
  useEffect(() => {
    if (!isWanted) return;
    const goOn = () => setLoaded({ target, pages: pages + 1 });
    // Without a connection, it tries again a little later.
    store.loadOlder().then(goOn, () => setTimeout(goOn, retryMs));
  }, [isWanted, target, pages, store]);
  return { target, isGone: isMissing && !isWanted };
}
