import { resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const code = `
import { createTaskwire, defineCalendar, defineWorkflow } from "@taskwire/core";
import { z } from "zod";

// An editor does not describe the fields of an object in a list. The list has the description.
const reminder = { before: { workHours: 2 } } as const;
const escalation = { after: { hours: 1 }, to: { role: "CHIEF" } } as const;
const lead = { by: { role: "LEAD" } } as const;

defineWorkflow({
  name: "purchase",
  initial: "asked",
  types: { purchase: { data: z.strictObject({}) } },
  states: {
    asked: { kind: "waiting", approval: "spend" },
    ordered: { kind: "done" },
    denied: { kind: "dropped" },
  },
  actions: {
    approve: { from: "asked", to: "ordered", decision: "for", reason: "optional", event: "task.bought" },
    reject: { from: "asked", to: "denied", decision: "against" },
    lapse: { from: "asked", to: "denied", trigger: "deadline" },
  },
  approvals: {
    spend: {
      calendar: "office",
      edits: "lock",
      steps: {
        line: {
          by: { role: "LEAD" },
          required: "all",
          against: 2,
          covers: ["data"],
          deadline: {
            after: { workDays: 3 },
            remind: [reminder],
            escalate: [escalation],
            action: "lapse",
            grace: 0,
          },
        },
        board: { after: ["line"], when: { atLeast: ["task.data.price", 5] }, groups: { lead } },
      },
    },
  },
});
const { system } = createTaskwire({ due: { remind: [{ workDays: 1 }], calendar: "office" } });
system.webhooks.put({ id: "crm", url: "https://crm.example", secrets: [], types: ["task.approved"] });
system.links.make({ boardId: "b", taskId: "t", userId: "u", actions: ["approve"], mode: "bearer", confirm: "code" });
defineCalendar({ timeZone: "Asia/Bangkok", week: "Mon-Fri 09:00-17:00", holidays: [] });
`;

const begin = code.indexOf("defineWorkflow({");

/** Names of the app, words of conditions, and ids. */
const known = [
  ...["purchase", "asked", "ordered", "denied", "approve", "reject", "lapse", "spend", "line"],
  ...["board", "data", "role", "atLeast", "boardId", "taskId"],
];

const file = resolve("hover-case.ts");

const service = ts.createLanguageService({
  ...{ ...ts.sys, useCaseSensitiveFileNames: () => true, getCurrentDirectory: () => process.cwd() },
  getScriptFileNames: () => [file],
  getScriptVersion: () => "1",
  getScriptSnapshot: (path) => {
    const text = path === file ? code : ts.sys.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getCompilationSettings: () => ({
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true },
    ...{ module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2023 },
    ...{ allowImportingTsExtensions: true, types: ["node"] },
    customConditions: ["@taskwire/source"],
  }),
});

test("an editor describes each field of a workflow, an approval, a webhook and a link", () => {
  const problems = service.getSemanticDiagnostics(file);
  expect(problems.map(({ messageText }) => messageText)).toEqual([]);
  const silent = [...code.matchAll(/\b(\w+): /g)].flatMap(({ 1: name = "", index }) => {
    const { documentation } = service.getQuickInfoAtPosition(file, index) ?? {};
    return index < begin || known.includes(name) || ts.displayPartsToString(documentation) !== ""
      ? []
      : name;
  });
  expect(silent).toEqual([]);
}, 120_000);
