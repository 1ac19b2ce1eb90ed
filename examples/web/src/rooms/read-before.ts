import { useEffect, useState } from "react";

/**
 * Returns the number of the last message that was read when the person came to the room, so that a line can stand
 * above the newer ones. It stays while the person is here, and moves on when the page is hidden.
 * Undefined until the room is loaded, and null if the person had read nothing.
 */
export function useReadBefore(isReady: boolean, readUpTo: number | null) {
  const [before, setBefore] = useState<number | null>();
  if (isReady && before === undefined) setBefore(readUpTo);
  useEffect(() => {
    const hidden = () => {
      if (document.visibilityState === "hidden" && isReady) setBefore(readUpTo);
    };
    document.addEventListener("visibilitychange", hidden);
    return () => document.removeEventListener("visibilitychange", hidden);
  }, [isReady, readUpTo]);
  return before;
}
