import type { RoomIds, TaskIds } from "@taskwire/react";
import {
  Fragment,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { useAnnounce } from "../parts/announcer.tsx";
import { Button } from "../parts/button.tsx";
import { Composer } from "./composer.tsx";
import { Post } from "./post.tsx";
import type { PostAction, ThreadMethods, ThreadPost } from "./thread-post.ts";
import { useUnsent } from "./unsent.ts";
import { UnsentPosts } from "./unsent-posts.tsx";

interface ThreadProps {
  readonly place: RoomIds | TaskIds;
  readonly label: string;
  /** The oldest first. */
  readonly posts: readonly ThreadPost[];
  readonly hasOlder: boolean;
  /** The names of people who are typing. */
  readonly typing: readonly string[];
  readonly canPost: boolean;
  readonly placeholder: string;
  readonly empty: ReactNode;
  readonly store: ThreadMethods;
  /** Whether newer texts are left out, because a link leads to an old one. */
  readonly hasNewer?: boolean;
  /** Adds the next newer texts. */
  loadNewer?(): Promise<unknown>;
  /** The last post that was read before. A line stands above the newer ones of other people. */
  readonly readBefore?: string | undefined;
  /** The post that a link leads to. */
  readonly target?: string | undefined;
  /** Called when the person leaves that post for the newest ones. */
  onNewest?(): void;
  /** The actions on a post besides answering, editing and deleting it. */
  actionsOn?(post: ThreadPost): readonly PostAction[];
}

/** The distance from the end within which a thread stays at its end, in px. */
const nearEnd = 48;

/** A conversation: it stays at its end, and the field for the next text is always in view. */
export function Thread({
  place,
  label,
  posts,
  hasOlder,
  typing,
  canPost,
  placeholder,
  empty,
  store,
  hasNewer = false,
  loadNewer,
  readBefore,
  target,
  onNewest,
  actionsOn,
}: ThreadProps) {
  const { t, dates } = useLanguage();
  const act = useAct();
  const announce = useAnnounce();
  const scroller = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(target === undefined);
  const [replyTo, setReplyTo] = useState<ThreadPost>();
  const [news, setNews] = useState(0);
  const last = posts.at(-1);

  const toEnd = useCallback(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    setNews(0);
  }, []);

  // Before the browser paints, so that nothing jumps.
  useLayoutEffect(() => {
    if (!hasNewer && (isAtEnd.current || last?.state === "sending")) toEnd();
  }, [last, toEnd, hasNewer]);

  // Once for each link, when the post is there.
  const isTargetThere = target !== undefined && posts.some(({ id }) => id === target);
  useLayoutEffect(() => {
    if (!isTargetThere) return;
    isAtEnd.current = false;
    scroller.current?.querySelector(`[data-post="${target}"]`)?.scrollIntoView({ block: "center" });
  }, [isTargetThere, target]);

  const known = useRef(last?.id);
  const wasAway = useRef(hasNewer);
  useEffect(() => {
    // Among old texts, those that are added are not news.
    const isNews = !hasNewer && !wasAway.current;
    wasAway.current = hasNewer;
    if (last === undefined || last.id === known.current) return;
    known.current = last.id;
    if (last.isMine || !isNews) return;
    announce(`${last.author ?? ""}: ${last.text.slice(0, 160)}`);
    if (!isAtEnd.current) setNews((count) => count + 1);
  }, [last, announce, hasNewer]);

  // A phone's keyboard, or a longer text in the field, makes the thread shorter.
  useEffect(() => {
    if (!scroller.current) return;
    const watch = new ResizeObserver(() => isAtEnd.current && toEnd());
    watch.observe(scroller.current);
    return () => watch.disconnect();
  }, [toEnd]);

  const { unsent, forget } = useUnsent(Object.values(place).join("."), posts, hasNewer);
  const unread = firstUnread(posts, readBefore, hasOlder);

  async function loadOlder() {
    const element = scroller.current;
    const before = element?.scrollHeight ?? 0;
    await act(t("request.history.more"), () => store.loadOlder());
    requestAnimationFrame(() => {
      if (element) element.scrollTop += element.scrollHeight - before;
    });
  }

  return (
    <div className="thread">
      <section
        className="thread-scroller"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: people without a mouse scroll it with the arrow keys.
        tabIndex={0}
        aria-label={label}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = !hasNewer && scrollHeight - scrollTop - clientHeight < nearEnd;
          if (isAtEnd.current) setNews(0);
        }}
      >
        {hasOlder && (
          <Button size="small" onClick={() => void loadOlder()}>
            {t("request.history.more")}
          </Button>
        )}
        {posts.length === 0 && empty}
        <ol className="posts">
          {posts.map((post, i) => {
            const before = posts[i - 1];
            const day = dayOf(post);
            return (
              <Fragment key={post.id}>
                {(!before || dayOf(before) !== day) && (
                  <li className="thread-day soft small">{dates.day(post.createdAt)}</li>
                )}
                {post.id === unread && (
                  <li className="thread-day thread-unread small">{t("thread.unread")}</li>
                )}
                <Post
                  post={post}
                  isFollowing={post.id !== unread && isFollowing(before, post)}
                  original={
                    post.replyTo === null ? undefined : posts.find(({ id }) => id === post.replyTo)
                  }
                  store={store}
                  onReply={canPost ? setReplyTo : undefined}
                  actionsOn={actionsOn}
                  isTarget={post.id === target}
                />
              </Fragment>
            );
          })}
        </ol>
        <UnsentPosts unsent={unsent} store={store} forget={forget} />
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
                isAtEnd.current = true;
                store.loadNewest();
                onNewest?.();
              }}
            >
              {t("rooms.newest")}
            </Button>
          </div>
        )}
      </section>
      <div className="thread-foot">
        {news > 0 && (
          <button type="button" className="list-new thread-new" onClick={toEnd}>
            {t("showNew", { count: news })} ↓
          </button>
        )}
        <Typing names={typing} />
        {canPost ? (
          <Composer
            place={place}
            placeholder={placeholder}
            replyTo={replyTo}
            onReplyEnd={() => setReplyTo(undefined)}
          />
        ) : (
          <p className="soft small">{t("composer.noRight")}</p>
        )}
      </div>
    </div>
  );
}

/** The first text of somebody else that was not read. Undefined if it may be among older texts. */
function firstUnread(
  posts: readonly ThreadPost[],
  readBefore: string | undefined,
  hasOlder: boolean,
): string | undefined {
  if (readBefore === undefined) return undefined;
  const i = posts.findIndex(
    ({ id, isMine, state }) => state === "sent" && !isMine && id > readBefore,
  );
  return i > 0 || !hasOlder ? posts[i]?.id : undefined;
}

const dayOf = ({ createdAt }: ThreadPost): string => new Date(createdAt).toDateString();

/** Texts of one person within this time stand together, in ms. */
const togetherMs = 5 * 60_000;

const isFollowing = (before: ThreadPost | undefined, post: ThreadPost): boolean =>
  before !== undefined &&
  before.authorId === post.authorId &&
  dayOf(before) === dayOf(post) &&
  post.replyTo === null &&
  before.deletedAt === null &&
  Date.parse(post.createdAt) - Date.parse(before.createdAt) < togetherMs;

/** The people who are typing. It has its own line, so nothing moves. */
function Typing({ names }: { readonly names: readonly string[] }) {
  const { t } = useLanguage();
  const [first = "", second] = names;
  const words =
    names.length === 0
      ? ""
      : names.length === 1
        ? t("thread.typing.one", { name: first })
        : names.length === 2
          ? t("thread.typing.two", { name: first, other: second ?? "" })
          : t("thread.typing.many", { name: first, count: names.length - 1 });
  return <p className="thread-typing soft small">{words}</p>;
}
