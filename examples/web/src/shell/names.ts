import { type BoardShown, useBoard } from "@taskwire/react";
import { boardId } from "../connection/client.ts";
import { useLanguage } from "../language/provider.tsx";

type Members = BoardShown["members"];

const byId = new WeakMap<Members, ReadonlyMap<string, string>>();

function namesOf(members: Members): ReadonlyMap<string, string> {
  const names = byId.get(members) ?? new Map(members.map(({ userId, name }) => [userId, name]));
  byId.set(members, names);
  return names;
}

/** Returns a function that gives a person's name, "the system", or "somebody" who is not on the board. */
export function useNameOf(): (userId: string) => string {
  const { t } = useLanguage();
  const members = useBoard(boardId, (board) => board.members);
  const names = namesOf(members);
  return (userId) => (userId === "system" ? t("system") : (names.get(userId) ?? t("somebody")));
}
