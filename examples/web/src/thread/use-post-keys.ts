import { type FocusEvent, type KeyboardEvent, useState } from "react";
import type { ThreadItem } from "./thread-items.ts";
import type { ThreadWindow } from "./use-thread-window.ts";

type Window = Pick<ThreadWindow, "scroller" | "virtual" | "hold" | "show">;

/**
 * Makes the posts of a conversation one stop of the Tab key. The arrow keys and Page Up and Down move from
 * post to post, Home and End to the first and the last that are loaded. The buttons of the post at the stop
 * follow with Tab.
 */
export function usePostKeys(
  items: readonly ThreadItem[],
  { scroller, virtual, hold, show }: Window,
) {
  const [chosen, setChosen] = useState<string>();
  const isPost = (i: number) => items[i]?.kind === "post";
  const drawn = virtual.getVirtualItems().map(({ index }) => index);
  const stopAt =
    drawn.find((i) => items[i]?.key === chosen && isPost(i)) ?? drawn.findLast((i) => isPost(i));

  function moveFrom(i: number, by: 1 | -1) {
    let to = i;
    do to += by;
    while (items[to] && !isPost(to));
    return to;
  }

  function onKeyDown(event: KeyboardEvent) {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (!(target instanceof HTMLElement) || !target.matches("[data-key]")) return;
    if (altKey || ctrlKey || metaKey || shiftKey) return;
    const i = Number(target.dataset.index);
    const isDown = key === "ArrowDown" || key === "PageDown";
    const isUp = key === "ArrowUp" || key === "PageUp";
    // The rest of a long post is read first.
    const post = target.getBoundingClientRect();
    const view = scroller.current?.getBoundingClientRect() ?? post;
    if (
      (key === "ArrowDown" && post.bottom > view.bottom + 1) ||
      (key === "ArrowUp" && post.top < view.top - 1)
    )
      return;
    const to = isDown
      ? moveFrom(i, 1)
      : isUp
        ? moveFrom(i, -1)
        : key === "Home"
          ? moveFrom(-1, 1)
          : key === "End"
            ? moveFrom(items.length, -1)
            : undefined;
    if (to === undefined) return;
    event.preventDefault();
    const item = items[to];
    if (!item) return;
    setChosen(item.key);
    // The post may not be drawn before it is scrolled to.
    show(item.key, { align: "auto", isFocused: true });
  }

  const keyOf = ({ target }: FocusEvent) =>
    (target as Element).closest<HTMLElement>("[data-key]")?.dataset.key;

  return {
    /** The id of the post that the Tab key stops at. */
    stop: stopAt === undefined ? undefined : items[stopAt]?.key,
    feedProps: {
      onKeyDown,
      onFocus(event: FocusEvent) {
        const key = keyOf(event);
        hold(key);
        if (key !== undefined) setChosen(key);
      },
      onBlur: () => hold(undefined),
    },
  };
}
