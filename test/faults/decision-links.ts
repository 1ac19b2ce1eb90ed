import type { Fault } from "./fault.ts";

const core = "packages/core/src";
const operations = `${core}/operations/links`;
const rows = { test: "test/approvals.test.ts", title: "memory has the corner cases of approvals" };
const rest = (title: string) => ({
  test: "packages/express-adapter/test/decision-links.test.ts",
  title,
});
const simulation = { test: "test/approval-simulation.test.ts" };
const whole = (title: string) => ({ test: "test/decision-links.test.ts", title });

const page = "packages/express-adapter/src/decision-page";
const inChromium = (title: string) => ({ test: "test/decision-page.test.ts", title });

/** Faults in decision links. */
export const decisionLinkFaults: readonly Fault[] = [
  {
    number: 1284,
    name: "the account of a caller with a link is checked before the input",
    file: "packages/core/src/api.ts",
    edits: [{ find: "    parse(operation, input);\n", replace: "" }],
    caughtBy: { test: "test/decision-links.test.ts", title: "what is wrong with the input first" },
  },
  {
    number: 1140,
    name: "a wrong code uses the link up",
    file: `${operations}/code.ts`,
    edits: [
      {
        find: "changeLink(context, link, { wrongCodes });",
        replace:
          'changeLink(context, link, { wrongCodes, used: { action: "approve", at: context.now } });',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1141,
    name: "the key of a link's use has its token",
    file: `${operations}/make-link.ts`,
    edits: [{ find: "serial: context.newId(),", replace: "serial: token," }],
    caughtBy: whole("the token and the code are in no commit"),
  },
  {
    number: 1142,
    name: "a forwarded link counts for its person without their session",
    file: `${core}/engine/link-call.ts`,
    edits: [
      {
        find: 'if (link.mode === "signIn" && !isSignedIn) throw deadLink();',
        replace: 'if (link.mode === "signIn" && !isSignedIn && callerId === "") throw deadLink();',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1143,
    name: "every code is right",
    file: `${core}/engine/link-call.ts`,
    edits: [
      {
        find: "link.code === hashOfCode(String(given), code);",
        replace: 'link.code === hashOfCode(String(given), code) || code !== "";',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1144,
    name: "any number of codes can be tried",
    file: `${core}/model/decision-link.ts`,
    edits: [
      {
        find: "link.wrongCodes < maxWrongCodes;",
        replace: "link.wrongCodes < maxWrongCodes * 100;",
      },
    ],
    caughtBy: whole("two servers count wrong codes together"),
  },
  {
    number: 1145,
    name: "a link that is older than an edit takes a vote",
    file: `${operations}/use-link.ts`,
    edits: [
      {
        find: "changed.length > 0 || ",
        replace: "",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1146,
    name: "a link votes again after its person has voted in the app",
    file: `${operations}/question.ts`,
    edits: [
      {
        find: "step === link.step && seat === seatId);",
        replace: 'step === link.step && seat === seatId && step === "");',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1147,
    name: "the answer about the link of a disabled account comes sooner",
    file: `${core}/engine/link-call.ts`,
    edits: [
      {
        find: "runtime.timer(answerEveryMs - passed, wake, true));",
        replace:
          'runtime.timer(error.code === "forbidden" ? 0 : answerEveryMs - passed, wake, true));',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1148,
    name: "a dead link says why it is dead",
    file: `${core}/engine/link-call.ts`,
    edits: [
      {
        find: "wake, true));\n  throw deadLink();",
        replace: "wake, true));\n  throw error;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1149,
    name: "a delegate's link votes for the delegate",
    file: `${core}/engine/link-call.ts`,
    edits: [
      {
        find: "...(principalId !== null && { for: principalId }),",
        replace: "...(principalId !== null && {}),",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1150,
    name: "a vote without a session looks like one in the app",
    file: `${core}/operations/tasks/ballot.ts`,
    edits: [{ find: "    via: facts.via,\n", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 1151,
    name: "links stay when their task is deleted",
    file: `${core}/reactions/deletion/task.ts`,
    edits: [
      {
        find: '  yield* deleteLinks({ index: "task", equals: { taskId } }, parts);\n',
        replace: "",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1152,
    name: "a link outlives the deadline of its step",
    file: `${operations}/make-link.ts`,
    edits: [
      {
        find: "isAhead && deadlineAt < latest ? deadlineAt : latest;",
        replace: "isAhead && deadlineAt > latest ? deadlineAt : latest;",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1153,
    name: "a GET votes",
    file: `${operations}/use-link.ts`,
    edits: [
      {
        find: 'route: { method: "POST", path: "/links/use" },',
        replace: 'route: { method: "GET", path: "/links/use" },',
      },
    ],
    caughtBy: rest("only a POST with JSON"),
  },
  {
    number: 1154,
    name: "one link can be asked about from many addresses without a limit",
    file: `${core}/session/budget/person-calls.ts`,
    edits: [
      {
        find: "foundLink: (linkId) => this",
        replace: "foundLink: (linkId) => linkId.length === 0 && this",
      },
    ],
    caughtBy: rest("calls without a session are limited"),
  },
  {
    number: 1155,
    name: "the page sends the token in the address",
    file: `${page}/script.ts`,
    edits: [{ find: '"/links/" + what, {', replace: '"/links/" + what + "?token=" + token, {' }],
    caughtBy: inChromium("a person without a session decides"),
  },
  {
    number: 1156,
    name: "the page decides when it is opened",
    file: `${page}/script.ts`,
    edits: [
      {
        find: '  ask(shown, { code: "", reason: "" });\n}',
        replace:
          '  ask(shown, { code: "", reason: "" });\n  void use(shown, shown.actions[0], { code: "", reason: "" });\n}',
      },
    ],
    caughtBy: inChromium("a person without a session decides"),
  },
  {
    number: 1157,
    name: "a button of the page needs no code",
    file: `${page}/script.ts`,
    edits: [{ find: 'if (opened !== "") return load();', replace: "return load();" }],
    caughtBy: inChromium("a person without a session decides"),
  },
  {
    number: 1158,
    name: "other pages can show the page in a frame",
    file: `${page}/decision-page.ts`,
    edits: [{ find: "\"frame-ancestors 'none'\",", replace: '"frame-ancestors *",' }],
    caughtBy: inChromium("the page is static"),
  },
  {
    number: 1216,
    name: "the code of a used link can be guessed without a limit",
    file: `${operations}/code.ts`,
    edits: [
      {
        find: "  const wrongCodes = link.wrongCodes + 1;\n",
        replace: "  const wrongCodes = link.wrongCodes + (link.used ? 0 : 1);\n",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1230,
    name: "a link votes on a text that its page has not shown",
    file: `${operations}/use-link.ts`,
    edits: [{ find: " || !hasSeenContent(task, version)", replace: "" }],
    caughtBy: rows,
  },
  {
    number: 1231,
    name: "a bearer link shows the request without its code",
    file: `${operations}/show-link.ts`,
    edits: [
      {
        find: 'if (link.mode === "bearer") {',
        replace: 'if (link.mode === "bearer" && input.code !== undefined) {',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1232,
    name: "a refusal of a link says that the code was right",
    file: `${operations}/use-link.ts`,
    edits: [
      {
        find: "      const action = await checkAction(context, link, input);\n",
        replace:
          "      if (!isRight) return countWrongCode(context, link);\n      const action = await checkAction(context, link, input);\n",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1233,
    name: "a used link still answers a person who has left the board",
    file: `${core}/engine/repeat.ts`,
    edits: [
      {
        find: 'if (operation.target === "link") {',
        replace: 'if (operation.target === "comment") {',
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1234,
    name: "the links of delegates stay when the person for whom they vote is erased",
    file: `${core}/reactions/deletion/links.ts`,
    edits: [{ find: "if (principalId === userId)", replace: "if (principalId === id)" }],
    caughtBy: rows,
  },
  {
    number: 1235,
    name: "one name that is no id drops what a node tells about all others",
    file: `${core}/session/budget/spending-message.ts`,
    edits: [
      {
        find: "spent.filter(([userId]) => isUserId(userId));",
        replace: "spent.every(([userId]) => isUserId(userId)) ? parsed.data.spent : [];",
      },
    ],
    caughtBy: {
      test: "packages/core/test/shared-spending.test.ts",
      title: "a name that is no id",
    },
  },
  {
    number: 1236,
    name: "networks without a session get budgets without end",
    file: `${core}/session/budget/person-budgets.ts`,
    edits: [{ find: "isKnown || this.size < maxBudgets", replace: "isKnown || maxBudgets > 0" }],
    caughtBy: {
      test: "packages/core/test/shared-spending.test.ts",
      title: "networks without a session",
    },
  },
  {
    number: 1260,
    name: "a link offers a vote that its person can't give, beside one that they can",
    file: `${operations}/show-link.ts`,
    edits: [
      {
        find: "if (verdict.allowed === true) possible.push(name);",
        replace: "if (verdict.allowed === true || possible.length > 0) possible.push(name);",
      },
    ],
    caughtBy: rows,
  },
  {
    number: 1261,
    name: "a delegate's vote by a bearer link looks like one in the app",
    file: `${core}/engine/link-call.ts`,
    edits: [
      {
        find: '...(mode === "bearer" && { via: "link" }),',
        replace: '...(mode === "bearer" && principalId === null && { via: "link" }),',
      },
    ],
    caughtBy: simulation,
  },
  {
    number: 1262,
    name: "a link votes in any step that its person fits",
    file: `${core}/engine/link-call.ts`,
    edits: [{ find: "...(step !== null && { step }),", replace: "" }],
    caughtBy: simulation,
  },
  {
    number: 1263,
    name: "a server whose clock is behind takes a vote by a link that has ended",
    file: `${core}/engine/target.ts`,
    edits: [{ find: "if (task?.approval) timeOn(task, context);", replace: "" }],
    caughtBy: simulation,
  },
  {
    number: 1388,
    name: "a link is dead from the beginning if a deadline without an action has passed",
    file: `${operations}/make-link.ts`,
    edits: [{ find: "const expiresAt = isAhead && ", replace: "const expiresAt = deadlineAt && " }],
    caughtBy: { test: "test/approvals.test.ts", title: "a link that is made after a deadline" },
  },
];
