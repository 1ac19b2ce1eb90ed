import { z } from "zod";
import { stepActions } from "../approvals/step-actions.ts";
import { actionsOn } from "../authorize/judge.ts";
import type { Definitions, Facts } from "../model/facts.ts";
import { rulesOf } from "../notifications/reasons.ts";

type Names = { readonly names: (definitions: Definitions) => readonly string[] };

/**
 * Schemas of names that an app defines. The schemas accept any text, because several apps in one
 * process share the operations. The operation itself checks the name. Descriptions for clients list
 * the names.
 */
const registry = z.registry<Names>();

/**
 * Returns the names that an app has for such a schema. Undefined for any other schema.
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

/**
 * An action on a task or a subtask: its permission such as `task.approve`, or only the verb
 * `approve`.
 */
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
          ...named("task", [
            ...actionsOn(task, definitions),
            ...stepActions(task, definitions),
            "comment.post",
          ]),
          ...named("subtask", actionsOn(subtask, definitions)),
        ]),
      ];
    },
  });
