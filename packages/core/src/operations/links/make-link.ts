import { z } from "zod";
import { refusal } from "../../authorize/refusal.ts";
import { builtIn, type OperationContext } from "../../engine/operation/context.ts";
import { command } from "../../engine/operation/definition.ts";
import { onTask } from "../../engine/operation/target-ids.ts";
import { TaskwireError } from "../../errors.ts";
import { maxNameLength } from "../../model/approval-data.ts";
import {
  codeDigits,
  type DecisionLink,
  decisionLinks,
  hashOfCode,
  hashOfToken,
  linkId,
  linkModes,
  maxLinkMs,
} from "../../model/decision-link.ts";
import { timestampSchema, userIdSchema } from "../../model/id.ts";
import { refused } from "../tasks/open-step.ts";
import { linkedAction, questionOn } from "./question.ts";
import { factsOfVoter } from "./voter.ts";

const maxActions = 10;

/** A code that is as likely as every other one: the remainder hardly favours small codes. */
const codeFrom = (secret: string): string =>
  String(Number.parseInt(secret.slice(0, 12), 16) % 10 ** codeDigits).padStart(codeDigits, "0");

/** Refuses a link with which its person could do nothing. */
async function checkCanAct(
  context: OperationContext,
  link: Pick<DecisionLink, "userId" | "principalId" | "step" | "actions">,
): Promise<void> {
  const facts = await factsOfVoter(context, link);
  if (!facts)
    throw refused(
      "permission",
      "The person can't vote on this task: they need an enabled account, to be on the board, and to see the task. The same holds for the person for whom they vote.",
      { remedy: "none" },
    );
  for (const name of link.actions) {
    linkedAction(context, name);
    const action = `task.${name}`;
    const verdict = await context.verdict(action, facts);
    if (verdict.allowed !== true) throw refusal(action, verdict, facts, context.definitions);
  }
}

export const makeLink = command({
  name: "links.make",
  target: "task",
  permission: "system",
  secret: true,
  summary:
    "Make a link for a mail, with which one person votes or decides on a task. An earlier link for the same person, step, round and content ends.",
  route: { method: "POST", path: "/boards/:boardId/tasks/:taskId/links" },
  input: z.strictObject({
    ...onTask,
    userId: userIdSchema.meta({ description: "The person who gets the mail." }),
    step: z.string().max(maxNameLength).optional().meta({
      description:
        "The step of the approval. Default: the step that is open. Needed if several steps are open.",
    }),
    for: userIdSchema.optional().meta({
      description: "The person for whom they vote, as a delegate.",
    }),
    actions: z.array(z.string().max(maxNameLength)).min(1).max(maxActions).meta({
      description: "The actions that the link offers, e.g. `approve` and `reject`.",
    }),
    mode: z.enum(linkModes).optional().meta({
      description:
        "`signIn` (the default): only the person's own session can use the link. `bearer`: everybody who has the link and its code votes as this person.",
    }),
    confirm: z.literal("code").optional().meta({
      description: "Ask for a code of three digits from the mail. `bearer` needs it.",
    }),
  }),
  output: z.object({
    url: z.string().meta({ description: "The address with the token. It is shown only once." }),
    code: z.string().optional().meta({ description: "The code for the text of the mail." }),
    expiresAt: timestampSchema,
  }),
  async run(context, { boardId, taskId, userId, step, for: principal, actions, ...how }) {
    const { mode = "signIn", confirm } = how;
    if (mode === "bearer" && confirm !== "code")
      throw new TaskwireError(
        "invalid",
        'A bearer link needs `confirm: "code"`, because programs that check mails for viruses open links and press buttons.',
        { problems: [{ path: "confirm", message: 'Give "code"' }] },
      );
    const { deadlineAt, ...question } = questionOn(context, step);
    const principalId = principal === undefined || principal === userId ? null : principal;
    const about = { taskId, userId, principalId, ...question };
    const given = { ...about, actions: [...new Set(actions)] };
    await checkCanAct(context, given);
    const { links: page } = context.definitions;
    if (!page)
      throw new TaskwireError(
        "invalid",
        'The app has no page for links. Name its address: createTaskwire({ links: { url: "https://app.example.com/vote" } }).',
      );
    const id = linkId(about);
    const [before] = await context.get(decisionLinks, [id]);
    const token = builtIn(context).newSecret();
    const code = confirm && codeFrom(builtIn(context).newSecret());
    const latest = new Date(Date.parse(context.now) + maxLinkMs).toISOString();
    // After a deadline that has no action, votes still count.
    const isAhead = deadlineAt !== null && deadlineAt > context.now;
    const expiresAt = isAhead && deadlineAt < latest ? deadlineAt : latest;
    const fields: Omit<DecisionLink, "id" | "version"> = {
      ...{ ...given, boardId, mode, expiresAt, createdAt: context.now },
      token: hashOfToken(token),
      serial: context.newId(),
      code: code === undefined ? null : hashOfCode(token, code),
      wrongCodes: 0,
      used: null,
    };
    const kind = before ? "update" : "insert";
    builtIn(context).derive({ collection: decisionLinks.name, id, kind, fields });
    return { url: `${page.url}#${token}`, ...(code !== undefined && { code }), expiresAt };
  },
});
