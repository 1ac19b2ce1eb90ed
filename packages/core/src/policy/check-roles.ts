import { systemId } from "../model/actor.ts";
import type { RolesData } from "../model/definitions.ts";
import { thereAre } from "../model/nearest.ts";
import { isName } from "../model/readable.ts";
import type { Workflow } from "../workflow/workflow.ts";
import { builtInConditions } from "./built-in-conditions.ts";
import { checkConditions } from "./check-conditions.ts";
import type { Roles } from "./defined-roles.ts";
import { permissionsOf } from "./permissions.ts";

/**
 * Refuses grants of unknown permissions and grants with undefined conditions.
 *
 * @throws {Error} naming the role, what is wrong, and the cure.
 */
function checkGrants({ roles, conditions }: RolesData, known: readonly string[]): void {
  for (const name of Object.keys(conditions)) checkReadable("condition", name, "small_amount");
  for (const [role, grants] of Object.entries(roles)) {
    checkReadable("role", role, "CLERK");
    if (role === systemId)
      throw new Error(
        `The role "${systemId}" is the host's own code; call the role something else.`,
      );
    for (const [permission, grant] of Object.entries(grants)) {
      if (!known.includes(permission))
        throw new Error(
          `Role "${role}": there is no permission "${permission}"; ${thereAre(permission, known)}. Those of your own operations go into \`permissions\`.`,
        );
      if (grant === true) continue;
      if (!Array.isArray(grant) || grant.length === 0)
        throw new Error(
          `Role "${role}": "${permission}" is true or a list of conditions; to deny it, leave it out.`,
        );
      const inline = grant.find((name) => typeof name !== "string");
      if (inline !== undefined)
        throw new Error(
          `Role "${role}": "${permission}" takes names of conditions. Name ${JSON.stringify(inline)} under \`conditions\`, and give its name here.`,
        );
      const unknown = grant.find((name) => !Object.hasOwn(conditions, name));
      if (unknown !== undefined)
        throw new Error(
          `Role "${role}": "${permission}" names the condition "${unknown}", which is not defined; ${thereAre(unknown, Object.keys(conditions))}.`,
        );
      if (permission === "task.read" && (grant.length !== 1 || grant[0] !== "involved")) {
        throw new Error(
          `Role "${role}": "task.read" is true or ["involved"]. The readers of an event are fixed when it is committed, so other conditions are not possible.`,
        );
      }
    }
  }
}

/** Refuses a name that people can't read: it is part of refusals, and a page shows it. */
function checkReadable(what: string, name: string, example: string): void {
  if (!isName(name))
    throw new Error(
      `The ${what} ${JSON.stringify(name)} needs a name of one line that people can read, at most 100 characters, e.g. "${example}".`,
    );
}

/** Checks the app's own conditions against the fields that a workflow's records have. */
function checkConditionsFor(
  { data, server }: Pick<Roles, "data" | "server">,
  workflow: Workflow,
): void {
  const own = Object.entries(data.conditions).filter(
    ([name]) => !Object.hasOwn(builtInConditions, name) && !Object.hasOwn(server, name),
  );
  checkConditions(Object.fromEntries(own), workflow, Object.keys(data.roles));
}

/** The workflow that roles were checked with. Roles that `defineRoles` didn't return have none. */
const checkedWith = new WeakMap<object, Workflow>();

/**
 * Checks the grants and the conditions of roles with the workflow that they are for.
 *
 * @throws {Error} naming the role or the condition, what is wrong, and the cure.
 */
export function checkRoles(roles: Omit<Roles, "named" | "names">): void {
  checkGrants(roles.data, permissionsOf(roles.workflow, roles.permissions));
  checkConditionsFor(roles, roles.workflow);
  checkedWith.set(roles, roles.workflow);
}

/**
 * Refuses roles that were defined for a workflow with other actions, or whose conditions read data
 * that the given workflow's tasks don't have.
 */
export function checkRolesFit(roles: Roles, workflow: Workflow): void {
  if (!checkedWith.has(roles)) checkRoles(roles);
  if (roles.workflow === workflow) return;
  const known = permissionsOf(roles.workflow, []);
  const given = permissionsOf(workflow, []);
  const names = `The workflow is "${workflow.data.name}", and they are for "${roles.workflow.data.name}". Define roles with defineRoles({ workflow, … }) and give both the same workflow.`;
  const missing = given.find((permission) => !known.includes(permission));
  if (missing !== undefined)
    throw new Error(`roles: they have no permission "${missing}". ${names}`);
  const foreign = known.find((permission) => !given.includes(permission));
  if (foreign !== undefined)
    throw new Error(`roles: the workflow has no permission "${foreign}". ${names}`);
  checkConditionsFor(roles, workflow);
}
