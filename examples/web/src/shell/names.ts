import { type BoardShown, useBoard } from "@taskwire/react";
import { useCallback } from "react";
import { useLanguage } from "../language/provider.tsx";
import { boardId } from "../workplace/workplace.ts";

type Members = BoardShown["members"];

const byId = new WeakMap<Members, ReadonlyMap<string, string>>();

function namesOf(members: Members): ReadonlyMap<string, string> {
  const names = byId.get(members) ?? new Map(members.map(({ userId, name }) => [userId, name]));
  byId.set(members, names);
  return names;
}

/** Returns the names of the board's members, by id. */
export const useMemberNames = (): ReadonlyMap<string, string> =>
  namesOf(useBoard(boardId, (board) => board.members));

/**
 * Returns a function that gives a person's name, "The system", or "somebody" who is not on the board. Until
 * the board is loaded, names are missing.
 */
export function useNameOf(): (userId: string) => string {
  const { t } = useLanguage();
  const isLoading = useBoard(boardId, (board) => board.status === "loading");
  const names = useMemberNames();
  const unknown = isLoading ? "…" : t("somebody");
  return useCallback(
    (userId) => (userId === "system" ? t("system") : (names.get(userId) ?? unknown)),
    [t, names, unknown],
  );
}
