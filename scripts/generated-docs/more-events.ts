import { eventData } from "../../packages/core/src/model/event-data.ts";

type EventType = keyof typeof eventData;

/** When an event is emitted that the table of built-in operations doesn't have. */
const moments: { readonly [type: string]: string } = {
  "approval.opened": "a step opens",
  "approval.skipped": "a step's `when` is false",
  "approval.voted": "each vote, also the last one",
  "approval.passed": "a step has all its votes",
  "approval.carried": "a step has passed with votes of an earlier round",
  "approval.voided": "votes don't count any more",
  "approval.stalled": "a step can't pass any more",
  "approval.resumed": "a stalled step can pass again",
  "approval.voter_added": "`tasks.addVoter`",
  "approval.reminded": "the time of a reminder has come",
  "approval.escalated": "the time of an escalation has come",
  "approval.overdue": "the deadline has passed, and it has no action",
  "due.near": "the due date of a task or a subtask is near",
  "due.passed": "the due date of a task or a subtask has passed",
  "deadline.moved": "`tasks.extend`, or no server was running at the deadline",
  "delegation.set": "`delegations.set`; the topics are those of both people",
  "delegation.begun": "a delegation begins; the topics are those of both people",
  "delegation.ended": "a delegation ends; the topics are those of both people",
  "task.state_renamed":
    "`open()` of a release that renames a state ([workflow](workflow.md#when-a-release-changes-the-workflow))",
  "delegations.changed":
    "the delegations that a person has given change; the topic is the person's",
};

interface Schema {
  readonly properties?: { readonly [field: string]: unknown };
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
}

const fieldsOf = ({ properties = {}, required = [], anyOf }: Schema): string =>
  anyOf?.map(fieldsOf).join("; or ") ??
  Object.keys(properties)
    .map((field) => `\`${field}${required.includes(field) ? "" : "?"}\``)
    .join(", ");

/** A row for each event type that is not among `others`, with the fields of its data as the code defines them. */
export const eventsBeside = (
  others: ReadonlySet<string>,
): [type: string, moment: string, data: string][] =>
  (Object.keys(eventData) as EventType[])
    .filter((type) => !others.has(type) || type === "approval.voided")
    .map((type) => [
      type,
      moments[type] ?? "",
      fieldsOf(eventData[type].toJSONSchema({ unrepresentable: "any" }) as Schema),
    ]);
