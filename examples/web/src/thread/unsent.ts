import type { RoomShown } from "@taskwire/react";
import { useEffect, useRef, useState } from "react";
import { readTab, writeTab } from "../page/stored.ts";
import { usePerson } from "../session/provider.tsx";
import type { ThreadPost } from "./thread-post.ts";

/** The options of a text that is sent. */
type PostOptions = NonNullable<Parameters<RoomShown["store"]["post"]>[1]>;

/** A text that was on its way when the page was loaded again. */
export interface Unsent {
  readonly id: string;
  readonly text: string;
  readonly options: PostOptions;
  /** The last post before it. If it was posted after all, its post comes later. */
  readonly after: string;
}

/** Returns the texts that were not posted, as far as the posts show. Each post answers for one text. */
export function withoutPosted(
  texts: readonly Unsent[],
  posts: readonly ThreadPost[],
): readonly Unsent[] {
  const found = new Set<string>();
  return texts.filter(({ text, after }) => {
    const post = posts.find(
      ({ id, state, isMine, text: posted }) =>
        state === "sent" && isMine && posted === text.trim() && id > after && !found.has(id),
    );
    if (post) found.add(post.id);
    return post === undefined;
  });
}

const optionsOf = ({ mentions, replyTo }: ThreadPost): PostOptions => ({
  spans: mentions.map(({ kind, id, start, end }) => ({ kind, id, start, end })),
  ...(replyTo !== null && { replyTo }),
});

/**
 * Keeps the texts that are on their way or failed in this tab, so that they survive a reload. Returns
 * those of before the reload that were not posted.
 *
 * @param place the name of the conversation
 * @param posts the newest posts, with those that are on their way
 */
export function useUnsent(place: string, posts: readonly ThreadPost[], hasNewer: boolean) {
  const key = `taskwire.unsent.${usePerson()?.id}.${place}`;
  const [earlier, setEarlier] = useState(() =>
    (readTab<readonly Unsent[]>(key) ?? []).filter(({ id }) => !posts.some((one) => one.id === id)),
  );
  const seen = useRef(new Map<string, Unsent>());
  // Among old posts, none says whether a text was posted.
  const unsent = hasNewer ? [] : withoutPosted(earlier, posts);

  useEffect(() => {
    const after = posts.findLast(({ state }) => state === "sent")?.id ?? "";
    const now = posts
      .filter(({ state }) => state !== "sent")
      .map((post): Unsent => {
        const { id, text } = post;
        const one = seen.current.get(id) ?? { id, text, options: optionsOf(post), after };
        seen.current.set(id, one);
        return one;
      });
    const rest = hasNewer ? earlier : withoutPosted(earlier, posts);
    const all = [...rest, ...now];
    writeTab(key, all.length > 0 ? all : undefined);
  }, [key, posts, earlier, hasNewer]);

  return {
    unsent,
    forget: (id: string) => setEarlier((all) => all.filter((one) => one.id !== id)),
  };
}
