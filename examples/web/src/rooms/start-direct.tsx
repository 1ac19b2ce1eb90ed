import { useBoard, useClient } from "@taskwire/react";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../connection/act.tsx";
import { boardId } from "../connection/client.ts";
import { useLanguage } from "../language/provider.tsx";
import { searchFor } from "../language/search.ts";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import { PersonButton } from "../parts/person-button.tsx";
import { usePerson } from "../session/provider.tsx";

/** So many people are listed. The search finds the others. */
const maxShown = 20;

/** Chooses a person to write to. */
export function StartDirect({ isOpen, onClose }: { readonly isOpen: boolean; onClose(): void }) {
  const { t } = useLanguage();
  return (
    <Dialog title={t("rooms.start")} shape="drawer" isOpen={isOpen} onClose={onClose}>
      <PeopleToWriteTo />
    </Dialog>
  );
}

function PeopleToWriteTo() {
  const { t } = useLanguage();
  const client = useClient();
  const act = useAct();
  const person = usePerson();
  const [, go] = useLocation();
  const [search, setSearch] = useState("");
  const members = useBoard(boardId, (board) => board.members);
  const matches = searchFor(search);
  const found = members.filter(
    ({ userId, name, disabled }) => userId !== person?.id && !disabled && matches(name),
  );

  const start = (userId: string, name: string) =>
    act(`${t("rooms.start")}: ${name}`, async (signal) => {
      const { id } = await client.rooms.direct({ boardId, userId }, { signal });
      go(`/rooms/${id}`);
    });

  return (
    <div className="form">
      <Field
        label={t("rooms.start.find")}
        type="search"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      {found.length === 0 && <p className="soft">{t("rooms.start.none")}</p>}
      <ul className="sign-in-people">
        {found.slice(0, maxShown).map(({ userId, name, role }) => (
          <li key={userId}>
            <PersonButton
              person={{ id: userId, name, role }}
              onClick={() => void start(userId, name)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
