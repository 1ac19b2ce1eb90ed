import { useCallback, useSyncExternalStore } from "react";

const asked = new Map<string, MediaQueryList>();

function mediaOf(query: string): MediaQueryList {
  const media = asked.get(query) ?? matchMedia(query);
  asked.set(query, media);
  return media;
}

/** Returns whether the page matches a media query, and draws again when that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = mediaOf(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => mediaOf(query).matches);
}

/** One region at a time, with a bar at the bottom. */
export const phone = "(width < 720px)";
/** The conversation has a column of its own. */
export const wide = "(width >= 1360px)";
