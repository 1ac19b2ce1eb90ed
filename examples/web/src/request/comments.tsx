import { useClient, useComments } from "@taskwire/react";
import { useCallback, useEffect } from "react";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { EmptyState, ErrorState, GoneState, LoadingRows } from "../parts/states.tsx";
import { Thread } from "../thread/thread.tsx";
import type { PostAction, ThreadPost } from "../thread/thread-post.ts";
import { CommentsTyping, withoutTyping } from "../thread/typing.tsx";
import { useLinkAction } from "../thread/use-link-action.ts";
import { boardId } from "../workplace/workplace.ts";
import { commentAddress } from "./comment-address.ts";
import { useLinkedComment } from "./use-linked-comment.ts";

/** The comments on a request, with the field for the next one. */
export function Comments({ taskId }: { readonly taskId: string }) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const client = useClient();
  const place = { boardId, taskId };
  const shown = useComments(place, withoutTyping);
  const { status, comments, hasOlder, available, error, store } = shown;
  const linked = useLinkedComment(shown);
  const lastId = comments.findLast(({ state }) => state === "sent")?.id;

  // Comments that are shown are read.
  useEffect(() => {
    if (lastId === undefined) return;
    const read = () => {
      if (document.visibilityState === "hidden") return;
      client.comments.read({ boardId, taskId, commentId: lastId }).catch(() => {});
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [client, taskId, lastId]);

  const linkTo = useLinkAction(commentAddress(taskId));
  const actionsOn = useCallback(
    (post: ThreadPost): readonly PostAction[] => {
      const verdicts = post.available as { readonly [name: string]: unknown };
      const link = linkTo(post);
      if (!("resolvedAt" in post) || verdicts["comment.resolve"] === undefined) return [link];
      return post.resolvedAt === null
        ? [{ label: t("comments.resolve"), run: () => store.resolve(post.id) }, link]
        : [{ label: t("comments.reopen"), run: () => store.reopen(post.id) }, link];
    },
    [store, t, linkTo],
  );

  if (status === "gone")
    return <GoneState title={t("request.gone")} text={t("request.gone.why")} />;
  if (status === "loading")
    return error ? <ErrorState text={errorText(error)} /> : <LoadingRows rows={4} />;
  return (
    <>
      {linked.isGone && <p className="notice">{t("thread.gone")}</p>}
      <Thread
        place={place}
        label={t("request.comments")}
        posts={comments}
        hasOlder={hasOlder}
        target={linked.target}
        typing={<CommentsTyping place={place} />}
        canPost={available["comment.post"]?.allowed === true}
        placeholder={t("composer.comment")}
        empty={<EmptyState title={t("comments.empty")} />}
        store={store}
        actionsOn={actionsOn}
      />
    </>
  );
}
