import { useInbox, useRooms } from "@taskwire/react";
import { useAct } from "../connection/act.tsx";
import { addWords } from "../language/dictionary.ts";
import { useLanguage } from "../language/provider.tsx";
import { Segments } from "../parts/segments.tsx";
import { roomName } from "../rooms/room-name.ts";
import { usePerson } from "../session/provider.tsx";
import { useNameOf } from "../shell/names.ts";
import { inboxWords } from "../words/inbox.ts";
import { boardId } from "../workplace/workplace.ts";

// They are loaded with this part, which the inbox and the settings have.
addWords(inboxWords);

const levels = ["default", "all", "mentions", "none"] as const;

/** How much I want to be told, on the board and in each of my rooms. */
export function Preferences() {
  const { t, own } = useLanguage();
  const nameOf = useNameOf();
  const person = usePerson();
  const rooms = useRooms(boardId, (shown) => shown.rooms);
  return (
    <ul className="preferences">
      <Preference target={`board:${boardId}`} label={t("inbox.preferences.board")} />
      {rooms.map(({ room }) => {
        const name = own(roomName(room, person?.id, nameOf));
        const label = t("inbox.preferences.room", { name });
        return <Preference key={room.id} target={`room:${room.id}`} label={label} />;
      })}
    </ul>
  );
}

function Preference({ target, label }: { readonly target: string; readonly label: string }) {
  const { t } = useLanguage();
  const act = useAct();
  const { preferences, store } = useInbox();
  const level = preferences[target]?.level ?? "default";
  return (
    <li>
      <span>{label}</span>
      <Segments
        label={label}
        value={level}
        options={levels.map((value) => ({ value, name: t(`inbox.level.${value}`) }))}
        onChange={(next) =>
          void act(label, () => store.prefer(target, { level: next === "default" ? null : next }))
        }
      />
    </li>
  );
}
