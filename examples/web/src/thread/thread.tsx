import type { RoomIds, TaskIds } from "@taskwire/react";
import { type ReactNode, useCallback, useState } from "react";
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
  const [replyTo, setReplyTo] = useState<ThreadPost>();
  const endReply = useCallback(() => setReplyTo(undefined), []);

  return (
    <div className="thread">
      <ThreadList
        {...list}
        place={Object.values(place).join(".")}
        onReply={canPost ? setReplyTo : undefined}
      />
      <div className="thread-foot">
        {typing}
        {canPost ? (
          <Composer
            place={place}
            placeholder={placeholder}
            replyTo={replyTo}
            onReplyEnd={endReply}
          />
        ) : (
          <p className="soft small">{t("composer.noRight")}</p>
        )}
      </div>
    </div>
  );
}
