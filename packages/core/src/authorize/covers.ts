import type { RolesData } from "../model/definitions.ts";
import { own } from "../model/own.ts";

/**
 * Returns the permissions that `role` grants in cases in which `by` does not grant them. A grant
 * without conditions covers every grant. A grant with conditions covers another one if it has all
 * the conditions of the other one. Conditions are compared by their names, never by their meaning.
 */
export function permissionsBeyond(role: string, by: string, { roles }: RolesData): string[] {
  if (role === by) return [];
  const covering = own(roles, by);
  return Object.entries(own(roles, role) ?? {}).flatMap(([permission, grant]) => {
    const wider = own(covering, permission);
    const isCovered =
      wider === true ||
      (wider !== undefined && grant !== true && grant.every((name) => wider.includes(name)));
    return isCovered ? [] : [permission];
  });
}
