import { type ComponentProps, memo, type ReactNode } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Post } from "./post.tsx";

/** The place of an item in a conversation of which only a part is drawn. */
interface Place {
  readonly index: number;
  /** In px. */
  readonly top: number;
  /** Takes the element, to measure its height. */
  measure(element: HTMLElement | null): void;
}

interface ThreadArticleProps extends Place, ComponentProps<typeof Post> {
  /** Its place among the loaded posts, from 1. */
  readonly place: number;
  /** The number of posts, or -1 if it is not known. */
  readonly setSize: number;
}

/** A post at its place. */
export const ThreadArticle = memo(function ThreadArticle({
  place,
  index,
  top,
  measure,
  setSize,
  ...shown
}: ThreadArticleProps) {
  const { t, dates } = useLanguage();
  const { post, isFollowing, isStop } = shown;
  return (
    <article
      ref={measure}
      data-index={index}
      data-key={post.id}
      className={isFollowing ? "thread-item" : "thread-item thread-item-first"}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={isStop ? 0 : -1}
      aria-label={`${post.author ?? t("somebody")}, ${dates.short(post.createdAt)}`}
      aria-posinset={place}
      aria-setsize={setSize}
    >
      <Post {...shown} />
    </article>
  );
});

/** A line between posts at its place. */
export const ThreadLine = ({
  index,
  top,
  measure,
  children,
}: Place & { readonly children: ReactNode }) => (
  <div
    ref={measure}
    data-index={index}
    className="thread-item"
    style={{ transform: `translateY(${top}px)` }}
  >
    {children}
  </div>
);
