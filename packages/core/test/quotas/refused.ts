import { expect } from "vitest";
import { failure } from "../support/conversation.ts";

/** Expects that a call is refused because of a quota. */
export async function refused(call: Promise<unknown>): Promise<void> {
  expect(await failure(call)).toMatchObject({ details: { rule: "quota" } });
}
