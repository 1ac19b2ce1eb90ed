import { expect, test } from "vitest";
import { decide } from "../../src/testing/decide.ts";
import { type Person, people, startPurchase } from "./purchase.ts";

type World = Awaited<ReturnType<typeof startPurchase>>;

/** The manager, then legal and one of finance side by side, then a director. */
const approval = {
  steps: {
    line: { by: { equals: ["task.data.managerId", "actor.userId"] } },
    check: {
      after: ["line"],
      groups: { legal: { by: { role: "LEGAL" } }, finance: { by: { role: "FINANCE" } } },
    },
    board: { after: ["check"], by: { role: "DIRECTOR" } },
  },
} as const;

/** The events before, by the name of the state that they lead to. */
const states: { readonly [state: string]: (world: World) => Promise<unknown> } = {
  "line is open": async () => {},
  "check is open": async ({ approve }) => approve("max"),
  "legal is full": async ({ approve }) => {
    await approve("max");
    await approve("lea");
  },
  "board is open": async ({ approve }) => {
    for (const one of ["max", "lea", "fay"] as const) await approve(one);
  },
  returned: async ({ refuse }) => refuse("max", "revise"),
  denied: async ({ refuse }) => refuse("max"),
  ordered: async ({ approve }) => {
    for (const one of ["max", "lea", "fay", "dan"] as const) await approve(one);
  },
};

const actions = [
  "approve",
  "reject",
  "revise",
  "force",
  "resubmit",
  "edit",
  "addVoter",
  "withdraw",
] as const;

/**
 * The rule that refuses each action: `-` if none does. The columns are those of `actions`. Worked out by hand from the roles and
 * the rules of approvals.
 */
const table: { readonly [state: string]: { readonly [person: string]: string } } = {
  "line is open": {
    ann: "permission permission permission permission state - permission step",
    max: "- - - permission permission permission permission step",
    lea: "step step step permission permission permission permission step",
    leo: "step step step permission permission permission permission step",
    fay: "step step step permission permission permission permission step",
    dan: "step step step permission permission permission permission step",
    cho: "step step step - permission - - step",
  },
  "check is open": {
    ann: "permission permission permission permission state - permission step",
    max: "step step step permission permission permission permission step",
    lea: "- - - permission permission permission permission step",
    leo: "- - - permission permission permission permission step",
    fay: "- - - permission permission permission permission step",
    dan: "step step step permission permission permission permission step",
    cho: "step step step - permission - - step",
  },
  "legal is full": {
    ann: "permission permission permission permission state - permission step",
    max: "step step step permission permission permission permission step",
    lea: "already_voted - - permission permission permission permission -",
    leo: "step - - permission permission permission permission step",
    fay: "- - - permission permission permission permission step",
    dan: "step step step permission permission permission permission step",
    cho: "step step step - permission - - step",
  },
  "board is open": {
    ann: "permission permission permission permission state - permission step",
    max: "step step step permission permission permission permission step",
    lea: "step step step permission permission permission permission step",
    leo: "step step step permission permission permission permission step",
    fay: "step step step permission permission permission permission step",
    dan: "- - - permission permission permission permission step",
    cho: "step step step - permission - - step",
  },
  returned: {
    ann: "permission permission permission permission - - permission step",
    max: "state state state permission permission permission permission step",
    lea: "state state state permission permission permission permission step",
    leo: "state state state permission permission permission permission step",
    fay: "state state state permission permission permission permission step",
    dan: "state state state permission permission permission permission step",
    cho: "state state state state permission - step step",
  },
  denied: {
    ann: "permission permission permission permission - - permission step",
    max: "state state state permission permission permission permission step",
    lea: "state state state permission permission permission permission step",
    leo: "state state state permission permission permission permission step",
    fay: "state state state permission permission permission permission step",
    dan: "state state state permission permission permission permission step",
    cho: "state state state state permission - step step",
  },
  ordered: {
    ann: "permission permission permission permission state state permission step",
    max: "state state state permission permission permission permission step",
    lea: "state state state permission permission permission permission step",
    leo: "state state state permission permission permission permission step",
    fay: "state state state permission permission permission permission step",
    dan: "state state state permission permission permission permission step",
    cho: "state state state state permission state step step",
  },
};

const why = ({ as, on }: World, person: Person, action: string) =>
  as(person).tasks.why({ ...on, action: action as "approve" });

async function verdictsOf(world: World, person: Person): Promise<string> {
  const verdicts = [];
  for (const action of actions) {
    const verdict = await why(world, person, action);
    verdicts.push(
      verdict.allowed === true ? "-" : verdict.allowed === false ? verdict.rule : "ask",
    );
  }
  return verdicts.join(" ");
}

test.each(Object.entries(states))(
  "T: each person and action while %s is judged as the table says",
  async (state, reach) => {
    const world = await startPurchase({ approval });
    await reach(world);
    const found: { [person: string]: string } = {};
    for (const person of ["ann", "max", "lea", "leo", "fay", "dan", "cho"] as const)
      found[person] = await verdictsOf(world, person);
    expect(found).toEqual(table[state]);
  },
);

/** Takes an action of a remedy. */
async function take({ as, on, now }: World, person: Person, action: string, asker: Person) {
  const step = Object.entries((await now()).approval?.steps ?? {}).find(
    ([, { state }]) => state === "open",
  )?.[0];
  const api = as(person).tasks;
  const voted = (await now()).approval?.votes.find(({ seat }) => seat === person)?.step;
  const reason = "Because";
  const version = (await now()).version;
  const ways: { readonly [action: string]: () => Promise<unknown> } = {
    "task.approve": () => decide(as(person), "approve", on),
    "task.reject": () => decide(as(person), "reject", { ...on, reason }),
    "task.revise": () => decide(as(person), "revise", { ...on, reason }),
    "task.force": () => api.force({ ...on, version, reason }),
    "task.resubmit": () => api.resubmit(on),
    "task.edit": () => api.edit({ ...on, title: "A larger printer" }),
    "task.withdraw": () => api.withdraw({ ...on, step: voted ?? "" }),
    "task.addVoter": () =>
      api.addVoter({
        ...{ ...on, step: step ?? "", userId: asker },
        ...(step === "check" && { group: "legal" }),
      }),
  };
  const way = ways[action];
  if (!way) throw new Error(`The remedy has the action ${action}.`);
  return way();
}

type Remedy = readonly {
  readonly action: string;
  readonly by: readonly { readonly role: string }[];
}[];

/** Takes the steps of a remedy, each as often as the next one needs it. Returns what was impossible. */
async function walk(world: World, asker: Person, remedy: Remedy): Promise<string | undefined> {
  const ableTo = ({ by }: Remedy[number]) =>
    [asker, ...(Object.keys(people) as Person[])].filter((one) =>
      by.some(({ role }) => role === people[one]),
    );
  const isPossible = async (step: Remedy[number]) => {
    for (const one of ableTo(step))
      if ((await why(world, one, step.action)).allowed === true) return true;
    return false;
  };
  for (const [i, step] of remedy.entries()) {
    const next = remedy[i + 1];
    let count = 0;
    do {
      if (++count > 5) return `${next?.action} stays impossible`;
      let isTaken = false;
      for (const one of ableTo(step)) {
        isTaken = await take(world, one, step.action, asker).then(
          () => true,
          () => false,
        );
        if (isTaken) break;
      }
      if (!isTaken) return `nobody can take ${step.action}`;
    } while (next && !(await isPossible(next)));
  }
  return undefined;
}

test("T: each remedy leads to yes, and the others say that there is none", async () => {
  const walked = new Set<string>();
  const wrong: string[] = [];
  for (const [state, reach] of Object.entries(states)) {
    const seen = await startPurchase({ approval });
    await reach(seen);
    for (const person of Object.keys(table[state] ?? {}) as Person[])
      for (const action of actions) {
        const verdict = await why(seen, person, action);
        if (verdict.allowed !== false || verdict.remedy === "none") continue;
        const key = `${state}: ${action} ${verdict.rule} ${JSON.stringify(verdict.remedy)}`;
        if (walked.has(key)) continue;
        walked.add(key);
        const world = await startPurchase({ approval });
        await reach(world);
        const problem = await walk(world, person, verdict.remedy);
        if (problem !== undefined) wrong.push(`${key}: ${problem}`);
      }
  }
  expect(wrong).toEqual([]);
  expect(walked.size).toBeGreaterThan(20);
});
