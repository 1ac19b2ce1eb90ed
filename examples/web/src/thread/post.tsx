import { useStatus } from "@taskwire/react";
import { CheckCheck, Ellipsis, Reply } from "lucide-react";
import { memo, useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button, IconButton } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Face } from "../parts/face.tsx";
import { Menu } from "../parts/menu.tsx";
import { EditPost, editDraftOf } from "./edit-post.tsx";
import { PostBody } from "./post-body.tsx";
import { mayOn, type PostAction, type ThreadMethods, type ThreadPost } from "./thread-post.ts";

interface PostProps {
  readonly post: ThreadPost;
  /** Whether it stands together with the post before it, of the same person. */
  readonly isFollowing: boolean;
  /** Whether its buttons are stops of the Tab key. */
  readonly isStop: boolean;
  readonly original: ThreadPost | undefined;
  readonly store: ThreadMethods;
  readonly onReply: ((post: ThreadPost) => void) | undefined;
  readonly actionsOn: ((post: ThreadPost) => readonly PostAction[]) | undefined;
  /** Whether a link leads to it. */
  readonly isTarget: boolean;
}

/** One comment or message. */
export const Post = memo(function Post({
  post,
  isFollowing,
  isStop,
  original,
  store,
  onReply,
  actionsOn,
  isTarget,
}: PostProps) {
  const { t, dates } = useLanguage();
  const act = useAct();
  const [isEditing, setIsEditing] = useState(() => editDraftOf(post) !== undefined);
  const [isDeleting, setIsDeleting] = useState(false);
  const { id, state, author, authorId, createdAt, editedAt, deletedAt, replyTo } = post;
  const isThere = state === "sent" && deletedAt === null;
  const isResolved = "resolvedAt" in post && post.resolvedAt !== null;
  const name = author ?? t("somebody");
  const tabIndex = isStop ? 0 : -1;

  const items = [
    ...(mayOn(post, "edit") ? [{ label: t("post.edit"), run: () => setIsEditing(true) }] : []),
    ...(actionsOn?.(post) ?? []).map(({ run, label, ...rest }) => ({
      ...rest,
      label,
      run: () => void act(label, async () => run()),
    })),
    ...(mayOn(post, "delete")
      ? [{ label: t("post.delete"), tone: "danger" as const, run: () => setIsDeleting(true) }]
      : []),
  ];

  const classes = [
    "post",
    `post-${state}`,
    isFollowing && "post-following",
    post.isMine && "post-mine",
    isResolved && "post-resolved",
    isTarget && "post-target",
  ];
  return (
    <div className={classes.filter(Boolean).join(" ")} data-post={id}>
      {!isFollowing && <Face id={authorId} name={name} />}
      <div className="post-main">
        {!isFollowing && (
          <p className="post-head">
            <span className="post-author">{name}</span>
            <time className="soft small" dateTime={createdAt} title={dates.full(createdAt)}>
              {dates.short(createdAt)}
            </time>
            {isResolved && (
              <span className="post-mark small">
                <CheckCheck aria-hidden="true" />
                {t("thread.resolved")}
              </span>
            )}
          </p>
        )}
        {replyTo !== null && (
          <p className="post-original soft small clamp-1">
            {original === undefined
              ? "…"
              : `${original.author ?? t("somebody")}: ${original.deletedAt === null ? original.text : t("post.deleted")}`}
          </p>
        )}
        {deletedAt !== null && !isEditing ? (
          <p className="soft">{t("post.deleted")}</p>
        ) : isEditing ? (
          <EditPost post={post} store={store} onDone={() => setIsEditing(false)} />
        ) : (
          <PostBody post={post} />
        )}
        {editedAt !== null && deletedAt === null && (
          <span className="soft small">{t("post.edited")}</span>
        )}
        {post.isMine && post.unreached.length > 0 && (
          <p className="problem small">
            {post.unreached
              .map(({ start, end, why }) =>
                t(`unreached.${why}` as "unreached.unknown", { name: post.text.slice(start, end) }),
              )
              .join(" ")}
          </p>
        )}
        <Sending post={post} store={store} />
      </div>
      {isThere && !isEditing && (
        <div className="post-tools">
          {onReply && (
            <IconButton
              label={t("composer.replyTo", { name })}
              tabIndex={tabIndex}
              onClick={() => onReply(post)}
            >
              <Reply />
            </IconButton>
          )}
          <Menu
            label={t("request.more")}
            icon={<Ellipsis aria-hidden="true" />}
            items={items}
            tabIndex={tabIndex}
          />
        </div>
      )}
      <Dialog title={t("post.delete")} isOpen={isDeleting} onClose={() => setIsDeleting(false)}>
        <p>{t("post.delete.ask")}</p>
        <div className="form-buttons">
          <Button
            tone="danger"
            onClick={() => {
              setIsDeleting(false);
              void act(t("post.delete"), () => store.delete(id));
            }}
          >
            {t("post.delete")}
          </Button>
          <Button onClick={() => setIsDeleting(false)}>{t("cancel")}</Button>
        </div>
      </Dialog>
    </div>
  );
});

/** A text on its way: that it is, or why it failed and what to do. */
function Sending({ post, store }: Pick<PostProps, "post" | "store">) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const isLive = useStatus() === "live";
  const { state, error, id } = post;
  if (state === "sent") return null;
  if (state === "sending")
    return (
      <p className="post-sending soft small">
        {t(isLive ? "post.sending" : "post.waiting")}
        {error && (
          <Button size="small" tone="quiet" onClick={() => store.discard(id)}>
            {t("post.discard")}
          </Button>
        )}
      </p>
    );
  const { rule, count } = Object(error?.details) as {
    readonly rule?: string;
    readonly count?: number;
  };
  const toConfirm = rule === "confirm" ? count : undefined;
  return (
    <div className="post-failed">
      <p className="problem small" role="alert">
        {toConfirm === undefined ? errorText(error) : t("post.notifies", { count: toConfirm })}
      </p>
      <Button
        size="small"
        onClick={() => store.retry(id, toConfirm === undefined ? {} : { confirm: toConfirm })}
      >
        {toConfirm === undefined ? t("post.retry") : t("post.confirm", { count: toConfirm })}
      </Button>
      <Button size="small" tone="quiet" onClick={() => store.discard(id)}>
        {t("post.discard")}
      </Button>
    </div>
  );
}
