import { type ReactNode, useMemo, useRef } from "react";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { FindBar } from "./find-bar.tsx";
import { ThreadArticle, ThreadLine } from "./thread-article.tsx";
import { type ThreadItem, threadItems } from "./thread-items.ts";
import type { PostAction, ThreadMethods, ThreadPost } from "./thread-post.ts";
import { useUnsent } from "./unsent.ts";
import { UnsentPosts } from "./unsent-posts.tsx";
import { useFind } from "./use-find.ts";
import { useNews } from "./use-news.ts";
import { usePostKeys } from "./use-post-keys.ts";
import { useThreadWindow } from "./use-thread-window.ts";

export interface ThreadListProps {
  /** The name of the conversation, for texts that the browser keeps. */
  readonly place: string;
  readonly label: string;
  /** The oldest first. */
  readonly posts: readonly ThreadPost[];
  readonly hasOlder: boolean;
  readonly empty: ReactNode;
  readonly store: ThreadMethods;
  /** Whether newer texts are left out, because a link leads to an old one or the person has scrolled far. */
  readonly hasNewer?: boolean;
  /** Adds the next newer texts. */
  loadNewer?(): Promise<unknown>;
  /** The last post that was read before. A line stands above the newer ones of other people. */
  readonly readBefore?: number | undefined;
  /** The post that a link leads to. */
  readonly target?: string | undefined;
  /** Called when the person leaves that post for the newest ones. */
  onNewest?(): void;
  readonly onReply: ((post: ThreadPost) => void) | undefined;
  /** The actions on a post besides answering, editing and deleting it. */
  actionsOn?(post: ThreadPost): readonly PostAction[];
}

/**
 * The posts of a conversation. Only those near the visible ones are drawn, and more are loaded while the
 * person scrolls. It stays at its end, and otherwise at the post that is read.
 */
export function ThreadList({
  place,
  label,
  posts,
  hasOlder,
  empty,
  store,
  hasNewer = false,
  loadNewer,
  readBefore,
  target,
  onNewest,
  onReply,
  actionsOn,
}: ThreadListProps) {
  const { t, dates } = useLanguage();
  const act = useAct();
  const heads = useRef(new Set<string>()).current;
  const items = useMemo(
    () => threadItems(posts, { hasOlder, readBefore, heads }),
    [posts, hasOlder, readBefore, heads],
  );
  const byId = useMemo(() => new Map(posts.map((post) => [post.id, post])), [posts]);
  const { unsent, forget } = useUnsent(place, posts, hasNewer);
  const view = useThreadWindow({ items, hasOlder, hasNewer, store, loadNewer, target });
  const { scroller, virtual, isAtEnd, toEnd, isLoading, loadOlder } = view;
  const [news, seen] = useNews(posts.at(-1), hasNewer, isAtEnd);
  const keys = usePostKeys(items, view);
  const find = useFind(items, view);

  const lineOf = (item: Exclude<ThreadItem, { kind: "post" }>) =>
    item.kind === "day" ? (
      <p className="thread-day soft small">{dates.day(item.at)}</p>
    ) : (
      <p className="thread-day thread-unread small">{t("thread.unread")}</p>
    );

  return (
    <div className="thread-view" ref={find.region}>
      {find.isOpen && (
        <FindBar find={find} count={posts.length} hasOlder={hasOlder} loadOlder={loadOlder} />
      )}
      <div
        className="thread-scroller"
        ref={scroller}
        tabIndex={-1}
        onScroll={() => isAtEnd() && seen()}
      >
        <div className="thread-top">
          {hasOlder ? (
            <Button size="small" aria-busy={isLoading} onClick={loadOlder}>
              {t("request.history.more")}
            </Button>
          ) : (
            posts.length > 0 && <p className="soft small">{t("thread.start")}</p>
          )}
        </div>
        {posts.length === 0 ? (
          empty
        ) : (
          <div
            className="posts"
            role="feed"
            aria-label={label}
            aria-busy={isLoading}
            style={{ height: virtual.getTotalSize() }}
            {...keys.feedProps}
          >
            {virtual.getVirtualItems().map(({ index, start }) => {
              const item = items[index];
              if (!item) return null;
              const at = {
                index,
                top: start - virtual.options.scrollMargin,
                measure: virtual.measureElement,
              };
              if (item.kind !== "post")
                return (
                  <ThreadLine key={item.key} {...at}>
                    {lineOf(item)}
                  </ThreadLine>
                );
              const { post, isFollowing, place } = item;
              return (
                <ThreadArticle
                  key={item.key}
                  {...at}
                  post={post}
                  isFollowing={isFollowing}
                  place={place}
                  setSize={hasOlder || hasNewer ? -1 : posts.length}
                  isStop={post.id === keys.stop}
                  original={post.replyTo === null ? undefined : byId.get(post.replyTo)}
                  store={store}
                  onReply={onReply}
                  actionsOn={actionsOn}
                  isTarget={post.id === (find.current ?? target)}
                />
              );
            })}
          </div>
        )}
        <UnsentPosts unsent={unsent} store={store} forget={forget} />
      </div>
      {hasNewer && (
        <div className="thread-newer">
          {loadNewer && (
            <Button size="small" onClick={() => void act(t("thread.newer"), loadNewer)}>
              {t("thread.newer")}
            </Button>
          )}
          <Button
            size="small"
            onClick={() => {
              view.followEnd();
              store.loadNewest();
              onNewest?.();
            }}
          >
            {t("rooms.newest")}
          </Button>
        </div>
      )}
      {news > 0 && (
        <button
          type="button"
          className="list-new thread-new"
          onClick={() => {
            toEnd();
            seen();
          }}
        >
          {t("showNew", { count: news })} ↓
        </button>
      )}
    </div>
  );
}
