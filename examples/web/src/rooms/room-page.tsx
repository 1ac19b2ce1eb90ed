import { usePresence, useRoom } from "@taskwire/react";
import { ArrowLeft } from "lucide-react";
import { useCallback, useEffect } from "react";
import { Link, useLocation } from "wouter";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { phone, useMedia } from "../page/media.ts";
import { Faces } from "../parts/face.tsx";
import { EmptyState, ErrorState, GoneState, LoadingRows } from "../parts/states.tsx";
import { Written } from "../parts/written.tsx";
import { usePerson } from "../session/provider.tsx";
import { useNameOf } from "../shell/names.ts";
import { usePageName } from "../shell/title.ts";
import { Thread } from "../thread/thread.tsx";
import type { ThreadPost } from "../thread/thread-post.ts";
import { RoomTyping, withoutTyping } from "../thread/typing.tsx";
import { useLinkAction } from "../thread/use-link-action.ts";
import { boardId } from "../workplace/workplace.ts";
import { useReadBefore } from "./read-before.ts";
import { roomName } from "./room-name.ts";

interface RoomPageProps {
  readonly roomId: string;
  /** The message that a link leads to. */
  readonly messageId: string | undefined;
}

/** One room: its messages, and the field for the next one. */
export function RoomPage({ roomId, messageId }: RoomPageProps) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const nameOf = useNameOf();
  const person = usePerson();
  const [, go] = useLocation();
  const place = { boardId, roomId };
  const { status, room, messages, hasOlder, hasNewer, available, jump, error, readUpTo, store } =
    useRoom({ ...place, messageId }, withoutTyping);
  const readBefore = useReadBefore(status === "ready", readUpTo);
  const present = usePresence(`room:${roomId}`, ({ users }) => users) ?? [];
  // On a phone, the list with its heading is not there.
  const Heading = useMedia(phone) ? "h1" : "h2";
  const name = room ? roomName(room, person?.id, nameOf) : t("rooms.title");
  const lastId = messages.findLast(({ state }) => state === "sent")?.id;
  usePageName(name);

  const linkTo = useLinkAction(`/rooms/${roomId}/`);
  const actionsOn = useCallback((post: ThreadPost) => [linkTo(post)], [linkTo]);

  // Messages that are shown are read, unless newer ones are left out.
  useEffect(() => {
    if (lastId === undefined || hasNewer) return;
    const read = () => {
      if (document.visibilityState === "visible") store.read().catch(() => {});
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [store, lastId, hasNewer]);

  const back = (
    <Link href="/rooms" className="icon-button detail-back" aria-label={t("rooms.back")}>
      <ArrowLeft aria-hidden="true" />
    </Link>
  );
  if (status === "gone")
    return (
      <section className="room">
        {back}
        <GoneState title={t("rooms.gone")} text={t("rooms.gone.text")}>
          <Link href="/rooms" className="button">
            {t("rooms.back")}
          </Link>
        </GoneState>
      </section>
    );
  return (
    <section className="room" aria-labelledby="room-title">
      <header className="detail-head">
        {back}
        <div className="detail-titles">
          <Heading id="room-title">
            <Written>{name}</Written>
          </Heading>
        </div>
        {present.length > 0 && <Faces people={present} label={t("rooms.members")} />}
      </header>
      {jump?.status === "gone" && <p className="notice">{t("thread.gone")}</p>}
      {status === "loading" ? (
        error ? (
          <ErrorState text={errorText(error)} />
        ) : (
          <LoadingRows rows={5} />
        )
      ) : (
        <Thread
          place={place}
          label={name}
          posts={messages}
          hasOlder={hasOlder}
          hasNewer={hasNewer}
          loadNewer={store.loadNewer}
          readBefore={readBefore ?? undefined}
          target={messageId}
          onNewest={() => go(`/rooms/${roomId}`)}
          typing={<RoomTyping place={place} />}
          canPost={available["message.post"]?.allowed === true}
          placeholder={t("rooms.message")}
          empty={<EmptyState title={t("rooms.nothing")} text={t("rooms.nothing.text")} />}
          store={store}
          actionsOn={actionsOn}
        />
      )}
    </section>
  );
}
