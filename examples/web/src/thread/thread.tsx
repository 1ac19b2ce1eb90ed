import type { RoomIds, TaskIds } from "@taskwire/react";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Composer } from "./composer.tsx";
import { ThreadList, type ThreadListProps } from "./thread-list.tsx";
import type { ThreadPost } from "./thread-post.ts";

interface ThreadProps extends Omit<ThreadListProps, "place" | "onReply"> {
  readonly place: RoomIds | TaskIds;
  /** The line that says who is typing. */
  readonly typing: ReactNode;
  readonly canPost: boolean;
  readonly placeholder: string;
}

/** A conversation: its posts, and the field for the next text, which is always in view. */
export function Thread({ place, typing, canPost, placeholder, ...list }: ThreadProps) {
  const { t } = useLanguage();
  const foot = useRef<HTMLDivElement>(null);
  const [replyTo, setReplyTo] = useState<ThreadPost>();

  // The person goes on in the field. A phone shows its keyboard only if the press itself gives the focus.
  const answer = useCallback((post: ThreadPost | undefined) => {
    setReplyTo(post);
    foot.current?.querySelector("textarea")?.focus();
  }, []);
  const endReply = useCallback(() => setReplyTo(undefined), []);

  return (
    <div className="thread">
      <ThreadList
        {...list}
        place={Object.values(place).join(".")}
        onReply={canPost ? answer : undefined}
      />
      <div ref={foot} className="thread-foot">
        {typing}
        {canPost ? (
          <Composer
            place={place}
            placeholder={placeholder}
            replyTo={replyTo}
            onSent={endReply}
            onReplyEnd={() => answer(undefined)}
          />
        ) : (
          <p className="soft small">{t("composer.noRight")}</p>
        )}
      </div>
    </div>
  );
}
