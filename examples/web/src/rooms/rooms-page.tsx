import { type RoomsShown, useRooms } from "@taskwire/react";
import { PenLine } from "lucide-react";
import { Link, useLocation } from "wouter";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { phone, useMedia } from "../page/media.ts";
import { Button } from "../parts/button.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../parts/states.tsx";
import { Written } from "../parts/written.tsx";
import { usePerson } from "../session/provider.tsx";
import { useNameOf } from "../shell/names.ts";
import { usePageName } from "../shell/title.ts";
import { boardId } from "../workplace/workplace.ts";
import { roomName } from "./room-name.ts";
import { RoomPage } from "./room-page.tsx";
import { StartRoom } from "./start-room.tsx";

type RoomView = RoomsShown["rooms"][number];

interface RoomsPageProps {
  /** `new`: the person wants to write to somebody. */
  readonly roomId: string | undefined;
  readonly messageId: string | undefined;
}

/** My rooms and direct conversations, beside the one that is open. */
export function RoomsPage({ roomId, messageId }: RoomsPageProps) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const [, go] = useLocation();
  const isPhone = useMedia(phone);
  const { status, rooms, error } = useRooms(boardId);
  usePageName(t("rooms.title"));
  const isStarting = roomId === "new";
  const open = isStarting ? undefined : roomId;
  const shared = rooms.filter(({ room }) => room.direct === null);
  const direct = rooms.filter(({ room }) => room.direct !== null);

  return (
    <div className={open === undefined ? "rooms" : "rooms rooms-open"}>
      <section className="board-side" aria-labelledby="rooms-title">
        <header className="board-head">
          <div className="board-bar">
            <h1 id="rooms-title">{t("rooms.title")}</h1>
            <Button icon={<PenLine aria-hidden="true" />} onClick={() => go("/rooms/new")}>
              {t("rooms.start")}
            </Button>
          </div>
        </header>
        {status === "loading" ? (
          error ? (
            <ErrorState text={errorText(error)} />
          ) : (
            <LoadingRows />
          )
        ) : rooms.length === 0 ? (
          <EmptyState title={t("rooms.none")} />
        ) : (
          <div className="rooms-list">
            <ul aria-label={t("rooms.title")}>
              {shared.map((view) => (
                <RoomRow key={view.room.id} view={view} isOpen={view.room.id === open} />
              ))}
            </ul>
            {direct.length > 0 && <h2>{t("rooms.direct")}</h2>}
            <ul aria-label={t("rooms.direct")}>
              {direct.map((view) => (
                <RoomRow key={view.room.id} view={view} isOpen={view.room.id === open} />
              ))}
            </ul>
          </div>
        )}
      </section>
      {open !== undefined ? (
        <RoomPage key={open} roomId={open} messageId={messageId} />
      ) : (
        !isPhone && (
          <div className="detail detail-empty">
            <EmptyState title={t("rooms.pick")} text={t("rooms.pick.text")} />
          </div>
        )
      )}
      <StartRoom isOpen={isStarting} onClose={() => go("/rooms")} />
    </div>
  );
}

function RoomRow({ view, isOpen }: { readonly view: RoomView; readonly isOpen: boolean }) {
  const { t, dates } = useLanguage();
  const nameOf = useNameOf();
  const person = usePerson();
  const { room, lastMessage, unread } = view;
  const text = lastMessage === null ? t("rooms.nothing") : lastMessage.text || t("post.deleted");
  return (
    <li>
      <Link href={`/rooms/${room.id}`} className="row" aria-current={isOpen ? "page" : undefined}>
        <span className="row-line">
          <Written className="row-title clamp-1">{roomName(room, person?.id, nameOf)}</Written>
          {lastMessage !== null && (
            <time className="row-time soft small" dateTime={lastMessage.createdAt}>
              {dates.short(lastMessage.createdAt)}
            </time>
          )}
        </span>
        <span className="row-line small">
          <Written className="row-name soft clamp-1">
            {lastMessage === null || room.direct !== null
              ? text
              : `${nameOf(lastMessage.authorId)}: ${text}`}
          </Written>
          {unread > 0 && (
            <span className="badge">
              <span aria-hidden="true">{unread}</span>
              <span className="visually-hidden">{t("rooms.unread", { count: unread })}</span>
            </span>
          )}
        </span>
      </Link>
    </li>
  );
}
