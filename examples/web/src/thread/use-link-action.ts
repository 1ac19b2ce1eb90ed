import { useCallback } from "react";
import { useLocation } from "wouter";
import { useLanguage } from "../language/provider.tsx";
import { useToast } from "../parts/toasts.tsx";
import type { PostAction, ThreadPost } from "./thread-post.ts";

/**
 * Returns the action that copies the link to a post.
 *
 * @param start the address of a post without its id
 */
export function useLinkAction(start: string): (post: ThreadPost) => PostAction {
  const { t } = useLanguage();
  const [, go] = useLocation();
  const toast = useToast();
  return useCallback(
    ({ id }) => ({
      label: t("thread.link"),
      async run() {
        const address = start + id;
        // Pages without HTTPS have no clipboard. The address bar has the link then.
        if (!navigator.clipboard) return go(address);
        await navigator.clipboard.writeText(new URL(address, location.href).href);
        toast({ text: t("thread.link.copied") });
      },
    }),
    [start, t, go, toast],
  );
}
