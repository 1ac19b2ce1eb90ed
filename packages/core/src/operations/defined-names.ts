import { z } from "zod";
import { actionsOn } from "../authorize/judge.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { rulesOf } from "../notifications/reasons.ts";

type Names = { readonly names: (definitions: Definitions) => readonly string[] };

/**
 * Schemas of names that an app defines. They take any text, because operations are shared by apps; the
 * operation checks the name. Descriptions for clients list the names.
 */
const registry = z.registry<Names>();

/**
 * Returns the names that a schema of names takes in an app; undefined for any other schema.
 *
 * @example
 * ```ts
 * namesFor(z.string(), createTaskwire().definitions); // undefined: any text
 * ```
 */
export const namesFor = (
  schema: z.core.$ZodType,
  definitions: Definitions,
): readonly string[] | undefined => registry.get(schema)?.names(definitions);

/** The name of a role. */
export const roleName = z
  .string()
  .max(100)
  .register(registry, { names: ({ roles }) => Object.keys(roles.roles) });

/** A reason that a person can switch off. */
export const optionalReason = z
  .string()
  .max(100)
  .register(registry, {
    names(definitions) {
      const rules = rulesOf(definitions);
      return rules.names.filter((reason) => !rules.isCritical(reason));
    },
  });

/** An action on a task or a subtask: the permission, or only its verb. */
export const actionName = z
  .string()
  .max(100)
  .register(registry, {
    names(definitions) {
      const [task, subtask] = [{}, { subtask: {} }] as unknown as [Facts, Facts];
      const named = (noun: string, permissions: readonly string[]) => [
        ...permissions.flatMap((one) =>
          one.startsWith(`${noun}.`) ? one.slice(noun.length + 1) : [],
        ),
        ...permissions,
      ];
      return [
        ...new Set([
          ...named("task", actionsOn(task, definitions)),
          ...named("subtask", actionsOn(subtask, definitions)),
        ]),
      ];
    },
  });
