import type { RolesData } from "../model/definitions.ts";
import { own } from "../model/own.ts";

/**
 * Returns the permissions that `role` grants and `by` doesn't grant at least as widely. A grant with
 * conditions is covered by a grant without any, and by one that has all of these conditions. Two
 * conditions are never compared by their meaning, only by their names.
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
