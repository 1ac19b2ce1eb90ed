import { thereAre } from "../../model/nearest.ts";
import { rulesOf } from "../../notifications/reasons.ts";
import type { EngineContext } from "../context.ts";

/**
 * Refuses wrong notification requests, because they would have a wrong effect without an error. An
 * undeclared reason or an unknown role would notify nobody, and `members: "room"` without a room
 * would notify the whole board.
 *
 * @throws {Error} that names the event and the mistake, and says how to correct it.
 */
export function checkRequests({ emitted, definitions }: EngineContext): void {
  const rules = rulesOf(definitions);
  const { roles } = definitions.roles;
  for (const { type, notify } of emitted) {
    for (const { to, reason } of notify?.candidates ?? []) {
      const problem = (text: string) => new Error(`The event "${type}" notifies ${text}`);
      if (!rules.knows(reason))
        throw problem(
          `for the reason "${reason}", which is not declared; ${thereAre(String(reason), rules.names)}. Declare your own in the option \`reasons\`.`,
        );
      if (typeof to === "string" || !("members" in to)) continue;
      if (to.role !== undefined && !Object.hasOwn(roles, to.role))
        throw problem(
          `people with the role "${to.role}", which is not defined; ${thereAre(to.role, Object.keys(roles))}.`,
        );
      if (to.members === "room" && notify?.roomId === undefined)
        throw problem(
          'the members of a room and doesn\'t say of which; give `roomId`, or use members: "board".',
        );
    }
  }
}
