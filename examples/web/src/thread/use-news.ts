import { useEffect, useRef, useState } from "react";
import { useAnnounce } from "../parts/announcer.tsx";
import type { ThreadPost } from "./thread-post.ts";

/**
 * Reads new posts of other people aloud, and counts those that came while the person was elsewhere in the
 * conversation. Returns the count, and a function that sets it to 0.
 */
export function useNews(
  last: ThreadPost | undefined,
  hasNewer: boolean,
  isAtEnd: () => boolean,
): readonly [number, () => void] {
  const announce = useAnnounce();
  const [count, setCount] = useState(0);
  const known = useRef(last?.id);
  const wasAway = useRef(hasNewer);
  const at = useRef(isAtEnd);
  at.current = isAtEnd;

  useEffect(() => {
    // Among old texts, those that are added are not news.
    const isNews = !hasNewer && !wasAway.current;
    wasAway.current = hasNewer;
    if (last === undefined || last.id === known.current) return;
    known.current = last.id;
    if (last.isMine || !isNews) return;
    announce(`${last.author ?? ""}: ${last.text.slice(0, 160)}`);
    if (!at.current()) setCount((before) => before + 1);
  }, [last, announce, hasNewer]);

  return [count, () => setCount(0)];
}
