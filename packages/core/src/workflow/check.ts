import type { WorkflowData } from "../model/definitions.ts";
import { eventTypes } from "../model/event-data.ts";
import { thereAre } from "../model/nearest.ts";
import { stateKinds } from "../model/task.ts";

// An action becomes the operation `tasks.<action>`, and these operations exist already.
const takenActions = [
  "create",
  "edit",
  "delete",
  "list",
  "get",
  "history",
  "why",
  "available",
  "counts",
  "checkDates",
];

/**
 * Checks a workflow when it is defined, so that no task gets stuck in it later.
 *
 * @throws {Error} naming the state or the action, what is wrong, and the cure.
 */
export function checkWorkflow(
  { name, version, initial, states, actions, decisionNeeds, edits }: WorkflowData,
  types: { readonly [type: string]: { readonly data: object } },
  renamed: { readonly [old: string]: string } = {},
): void {
  const problem = (text: string) => new Error(`Workflow "${name}": ${text}`);
  if (!Number.isSafeInteger(version) || version < 1)
    throw problem(`its version is ${String(version)}; give a whole number, 1 or more.`);
  if (decisionNeeds !== "version" && decisionNeeds !== "nothing")
    throw problem(`\`decisionNeeds\` is "${String(decisionNeeds)}"; write "version" or "nothing".`);
  if (edits !== "void" && edits !== "lock")
    throw problem(
      `\`edits\` is "${String(edits)}"; write "void" (an edit voids decisions) or "lock" (an edit after a decision is refused).`,
    );
  const typeNames = Object.keys(types);
  if (typeNames.length === 0) throw problem("it has no task types; give at least one in `types`.");
  for (const word of [...Object.keys(states), ...Object.keys(actions), ...typeNames]) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(word))
      throw problem(
        `"${word}" can't be a name: use letters, digits and _, and begin with a small letter.`,
      );
  }
  for (const [type, { data }] of Object.entries(types)) {
    if (!data || !("safeParse" in data))
      throw problem(
        `the task type "${type}" needs the schema of its data: data: z.strictObject({ … }), or without data, data: z.null().`,
      );
  }
  if (!Object.hasOwn(states, initial))
    throw problem(`the initial state "${initial}" is not among its states.`);
  if (states[initial]?.kind !== "waiting")
    throw problem(`the initial state "${initial}" has to be of kind "waiting".`);
  for (const [state, { kind }] of Object.entries(states)) {
    if (!stateKinds.includes(kind))
      throw problem(
        `the state "${state}" is of kind "${kind}"; there are ${stateKinds.join(", ")}.`,
      );
  }
  for (const [old, now] of Object.entries(renamed)) {
    if (Object.hasOwn(states, old))
      throw problem(`\`renamed\` has "${old}", which is among its states; name old states only.`);
    if (!Object.hasOwn(states, now))
      throw problem(
        `\`renamed\` says that "${old}" is "${now}" now, which is not among its states; ${thereAre(now, Object.keys(states))}.`,
      );
  }
  for (const [action, { from, to, event, trigger }] of Object.entries(actions)) {
    if (takenActions.includes(action))
      throw problem(`the action "${action}" has the name of an operation; call it something else.`);
    if (eventTypes.includes(event))
      throw problem(`the event "${event}" of "${action}" is taken; give it another \`event\`.`);
    if (!Array.isArray(from) || from.length === 0)
      throw problem(`the action "${action}" needs \`from\`: a state, or a list of states.`);
    for (const state of [...from, to]) {
      if (!Object.hasOwn(states, state))
        throw problem(
          `the action "${action}" names the state "${state}", which is not among its states.`,
        );
    }
    const ends =
      trigger === "subtasks.done" ? "done" : trigger === "subtask.reopened" ? "working" : undefined;
    const kind = states[to]?.kind;
    if (ends && kind !== ends)
      throw problem(
        `"${action}" leads to "${to}", which is ${kind}; an action with the trigger "${trigger}" has to lead to a state of kind "${ends}".`,
      );
  }
  const reached = new Set([initial]);
  for (const state of reached) {
    for (const { from, to } of Object.values(actions)) if (from.includes(state)) reached.add(to);
  }
  for (const [state, { kind }] of Object.entries(states)) {
    if (!reached.has(state))
      throw problem(`no action leads to the state "${state}"; remove it or add one.`);
    const out = Object.values(actions).filter(({ from }) => from.includes(state));
    if (out.length === 0 && (kind === "waiting" || kind === "working")) {
      throw problem(
        `the state "${state}" is a dead end: it is ${kind}, and no action leads out of it.`,
      );
    }
    for (const trigger of ["subtasks.done", "subtask.reopened"] as const) {
      const all = out.filter((action) => action.trigger === trigger);
      if (all.length > 1)
        throw problem(`two actions leave "${state}" on "${trigger}"; only one can.`);
      const wanted = trigger === "subtasks.done" ? "working" : "done";
      if (all.length === 1 && kind !== wanted) {
        throw problem(
          `an action on "${trigger}" leaves "${state}", which is ${kind}; it can only leave a state of kind "${wanted}".`,
        );
      }
    }
  }
}
