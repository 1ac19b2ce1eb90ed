import { useBoard, useClient } from "@taskwire/react";
import { Users } from "lucide-react";
import { type FormEvent, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { searchFor } from "../language/search.ts";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Field } from "../parts/field.tsx";
import { PersonButton } from "../parts/person-button.tsx";
import { usePerson } from "../session/provider.tsx";
import { boardId } from "../workplace/workplace.ts";

/** So many people are listed. The search finds the others. */
const maxShown = 20;

/** Chooses a person to write to, or several people for a room. */
export function StartRoom({ isOpen, onClose }: { readonly isOpen: boolean; onClose(): void }) {
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
  /** The people of a room. Undefined if one person is to be chosen. */
  const [chosen, setChosen] = useState<readonly string[]>();
  const members = useBoard(boardId, (board) => board.members);
  const matches = searchFor(search);
  const found = members
    .filter(({ userId, name, disabled }) => userId !== person?.id && !disabled && matches(name))
    .sort((a, z) => a.name.localeCompare(z.name));

  const start = (userId: string, name: string) =>
    act(`${t("rooms.start")}: ${name}`, async (signal) => {
      const { id } = await client.rooms.direct({ boardId, userId }, { signal });
      go(`/rooms/${id}`);
    });

  const toggle = (userId: string) =>
    setChosen((before = []) =>
      before.includes(userId) ? before.filter((id) => id !== userId) : [...before, userId],
    );

  return (
    <div className="form">
      {chosen ? (
        <NewRoom memberIds={chosen} onOpened={(id) => go(`/rooms/${id}`)} />
      ) : (
        <Button icon={<Users aria-hidden="true" />} onClick={() => setChosen([])}>
          {t("rooms.several")}
        </Button>
      )}
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
              aria-pressed={chosen?.includes(userId)}
              onClick={() => (chosen ? toggle(userId) : void start(userId, name))}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface NewRoomProps {
  readonly memberIds: readonly string[];
  onOpened(roomId: string): void;
}

/** The name of a room for the people who are chosen below. */
function NewRoom({ memberIds, onOpened }: NewRoomProps) {
  const { t } = useLanguage();
  const client = useClient();
  const act = useAct();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<"missing" | "nobody">();
  const [isSending, setIsSending] = useState(false);
  // If the answer gets lost and the person tries again, it is the same room.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another name or other people are another room.
  const key = useMemo(() => crypto.randomUUID(), [name, memberIds]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wrong = name.trim() === "" ? "missing" : memberIds.length === 0 ? "nobody" : undefined;
    setProblem(wrong);
    if (wrong || isSending) return;
    setIsSending(true);
    const input = { boardId, name: name.trim(), memberIds: [...memberIds] };
    await act(`${t("rooms.several")}: ${name}`, async (signal) => {
      const { id } = await client.rooms.create(input, { signal, key });
      onOpened(id);
    });
    setIsSending(false);
  }

  return (
    <form className="form" onSubmit={(event) => void submit(event)}>
      <Field
        label={t("rooms.several.name")}
        value={name}
        maxLength={80}
        autoFocus
        problem={problem && t(`rooms.several.${problem}`)}
        onChange={({ target }) => setName(target.value)}
      />
      <Button submits tone="primary" aria-busy={isSending}>
        {t("rooms.several.open")}
      </Button>
    </form>
  );
}
