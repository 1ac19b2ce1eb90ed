import { useInbox } from "@taskwire/react";
import { Check } from "lucide-react";
import { Link } from "wouter";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { IconButton } from "../parts/button.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";
import { addressOf, isOver, type Notice, noticeText, resolutionText } from "./notices.ts";

/**
 * The notifications about one request or room. It is a `group` and no landmark for screen readers: a
 * room can have several groups, and landmarks need different names.
 */
export function InboxGroup({ notices }: { readonly notices: readonly Notice[] }) {
  const [first] = notices;
  if (!first) return null;
  const title = titleOf(first);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields.
    <div role="group" aria-label={title}>
      <h3 className="inbox-group">
        <Written>{title}</Written>
      </h3>
      <ul>
        {notices.map((notice) => (
          <InboxRow key={notice.id} notice={notice} />
        ))}
      </ul>
    </div>
  );
}

/** The name of the thing that a notification is about. */
const titleOf = ({ taskTitle, roomName, boardName }: Notice): string =>
  taskTitle ?? roomName ?? boardName ?? "";

function InboxRow({ notice }: { readonly notice: Notice }) {
  const spoken = useLanguage();
  const { t, dates } = spoken;
  const act = useAct();
  const nameOf = useNameOf();
  const store = useInbox((inbox) => inbox.store);
  const { id, state, excerpt, createdAt, userId } = notice;
  const others = notice.for?.filter((one) => one !== userId).map(nameOf);
  const resolution = resolutionText(notice, spoken, nameOf);
  const read = () => {
    if (state === "open") void act(t("inbox.title"), () => store.read([id]));
  };

  return (
    <li className={state === "open" ? "inbox-item inbox-unread" : "inbox-item"}>
      <Link href={addressOf(notice)} className="inbox-link" onClick={read}>
        <span className="inbox-text">
          {noticeText(notice, spoken)}
          {state === "open" && <span className="visually-hidden"> ({t("inbox.unreadOne")})</span>}
        </span>
        {excerpt !== null && excerpt !== "" && excerpt !== titleOf(notice) && (
          <Written className="soft clamp-1">{excerpt}</Written>
        )}
        <span className="soft small">
          <time dateTime={createdAt}>{dates.short(createdAt)}</time>
          {others && ` · ${t("decide.for", { names: others.join(", ") })}`}
          {resolution !== undefined && ` · ${resolution}`}
        </span>
      </Link>
      {!isOver(notice) && (
        <IconButton
          label={t("inbox.done")}
          onClick={() => void act(t("inbox.done"), () => store.done([id]))}
        >
          <Check />
        </IconButton>
      )}
    </li>
  );
}
