import { describe, expect, test } from "vitest";
import type { Operations } from "../src/engine/operation/definition.ts";
import { builtInOperations } from "../src/operations/all.ts";
import { checkOperations } from "../src/options/check-operations.ts";
import { permissionsOf } from "../src/policy/permissions.ts";
import { approvalWorkflow } from "../src/workflow/approval.ts";
import { approvalMisuses } from "./misuse/approvals.ts";
import { collectionMisuses } from "./misuse/collections.ts";
import { conditionMisuses, sound, withCondition } from "./misuse/conditions.ts";
import { deadlineMisuses } from "./misuse/deadlines.ts";
import { fieldMisuses } from "./misuse/fields.ts";
import type { Misuse } from "./misuse/misuse.ts";
import { nameMisuses } from "./misuse/names.ts";
import { operationMisuses, soundOperations } from "./misuse/operations.ts";
import { reasonMisuses } from "./misuse/reasons.ts";

const all: readonly Misuse[] = [
  ...approvalMisuses,
  ...collectionMisuses,
  ...conditionMisuses,
  ...deadlineMisuses,
  ...fieldMisuses,
  ...operationMisuses,
  ...nameMisuses,
  ...reasonMisuses,
];

describe("is refused before anything is done, with the cure (D1, D2, D3, D9, C10)", () => {
  test.each(all.filter(({ says }) => says !== null))("$what", async ({ run, says }) => {
    const error: unknown = await Promise.resolve()
      .then(run)
      .then(() => undefined)
      .catch((reason: unknown) => reason);
    for (const part of [says ?? []].flat()) expect(String(error)).toContain(part);
  });
});

test("sound conditions are taken", () => {
  for (const own of sound) expect(() => withCondition(own), JSON.stringify(own)).not.toThrow();
});

test("sound operations are taken, taskwire's own among them", () => {
  for (const run of soundOperations) expect(run).not.toThrow();
  const all = Object.entries(builtInOperations(approvalWorkflow, {}) as unknown as Operations);
  // No other operation may take decision links.
  const builtIn = Object.fromEntries(all.filter(([, { target }]) => target !== "link"));
  const permissions = permissionsOf(approvalWorkflow, []);
  expect(() => checkOperations(builtIn, { builtIn: {}, permissions })).not.toThrow();
});
