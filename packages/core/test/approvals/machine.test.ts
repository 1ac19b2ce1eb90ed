import { expect, test } from "vitest";
import { playWorlds } from "./world.ts";

test("P2: 300 tasks with 40 random acts each keep every promise of approvals", () => {
  const counts = playWorlds(300, 40, 16);
  for (const act of acts) expect.soft(counts[act], act).toBeGreaterThan(5);
});

const acts = [
  ...["for", "against", "approve", "reject", "revise", "edit", "resubmit"],
  ...["kept", "carried", "withdraw", "addVoter", "person", "delegate", "away"],
];
