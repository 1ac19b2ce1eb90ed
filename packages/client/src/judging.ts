import type { Definitions, Facts } from "@taskwire/core/model";
import type { Welcome } from "@taskwire/core/protocol";
import { keep } from "./keep.ts";

/** The person who is connected. `role` is their role on the board. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** The facts and definitions that the verdicts on every record of a store depend on. */
export interface JudgedBy extends Definitions, Facts {
  readonly me: Me;
}

/**
 * Returns a function that collects everything that verdicts depend on. The function returns the same
 * object until a part of it changes.
 */
export function createJudging() {
  let by: JudgedBy | undefined;

  return (
    { user: { id, ...user }, workflow, roles, permissions }: Welcome,
    facts: Omit<Facts, "actor">,
  ): JudgedBy => {
    const { name, role } = { ...user, ...facts.member };
    const me = keep(by?.me, { id, name, role });
    const actor = keep(by?.actor, { userId: id, role });
    by = keep(by, { me, actor, ...facts, workflow, roles, permissions });
    return by;
  };
}
