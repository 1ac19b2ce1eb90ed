import { useBoard, useClient } from "@taskwire/react";
import { boardId } from "../workplace/workplace.ts";

/** The person who is connected, with their role on the board. Undefined before the first connection. */
export const useMe = () => useBoard(boardId, (board) => board.me);

/** Returns a function that says whether a role has a permission, at least under some condition. */
function useGrants(): (role: string | undefined, permission: string) => boolean {
  const { welcome } = useClient();
  return (role = "", permission) => welcome?.roles.roles[role]?.[permission] !== undefined;
}

/** Returns a function that says whether a role decides on requests, by the definition of the workflow. */
export function useDecides(): (role: string | undefined) => boolean {
  const { welcome } = useClient();
  const grants = useGrants();
  const decisions = Object.entries(welcome?.workflow.actions ?? {}).filter(
    ([, { decision, vote }]) => decision && (vote === undefined || vote === "for"),
  );
  return (role) => decisions.some(([name]) => grants(role, `task.${name}`));
}

/** Returns a function that says whether a role looks after the people and the server. */
export function useLooksAfter(): (role: string | undefined) => boolean {
  const grants = useGrants();
  return (role) => grants(role, "board.edit");
}
