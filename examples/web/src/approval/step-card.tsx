import type { TaskShown } from "@taskwire/react";
import { useBoard, useClient } from "@taskwire/react";
import { CalendarClock, Check, CircleAlert, CircleDashed, CircleDot, Minus, X } from "lucide-react";
import { Face } from "../parts/face.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import type { ApprovalStep } from "./approval-step.ts";
import { useAskedNames, useVoterName } from "./names.ts";
import { StepActions } from "./step-actions.tsx";
import type { Delegation } from "./use-delegations.ts";
import { groupName, stepName, useApprovalWords } from "./words.ts";

interface StepCardProps {
  readonly task: TaskShown;
  readonly step: ApprovalStep;
  readonly away: readonly Delegation[];
  /** The time in ms. */
  readonly now: number;
  readonly me: string;
}

const icons = {
  waiting: CircleDashed,
  open: CircleDot,
  passed: Check,
  skipped: Minus,
  ended: Minus,
} as const;

/** One part of an approval. */
export function StepCard({ task, step, away, now, me }: StepCardProps) {
  const words = useApprovalWords();
  const { a } = words;
  const { name, state, groups, votes, asked, stalled } = step;
  const Icon = icons[state];
  const isOpen = state === "open";
  return (
    <li className={`vote-step vote-step-${state}`} data-step={name}>
      <div className="vote-head">
        <Icon className="vote-icon" aria-hidden="true" />
        <h3>{stepName(words, name)}</h3>
        <span className="soft small">{a(`approval.state.${state}`)}</span>
      </div>
      <div className="vote-body">
        {(isOpen || votes.length > 0) && <Groups groups={groups} />}
        {(isOpen || votes.length > 0) && (
          <ul className="vote-list">
            {votes.map((vote) => (
              <VoteLine key={vote.seat} vote={vote} />
            ))}
            {isOpen && <AskedLines ids={asked} away={away} />}
          </ul>
        )}
        {isOpen && asked.length === 0 && stalled !== "nobody" && (
          <p className="small">{a("approval.asked.none")}</p>
        )}
        {isOpen && stalled && <Stalled task={task} reason={stalled} />}
        {isOpen && step.deadlineAt !== null && <Deadline step={step} now={now} />}
        {isOpen && <StepActions task={task} step={step} me={me} />}
      </div>
    </li>
  );
}

function Groups({ groups }: Pick<ApprovalStep, "groups">) {
  const words = useApprovalWords();
  const { a } = words;
  const [only] = groups;
  const textOf = (required: number | "all") => (required === "all" ? a("approval.all") : required);
  if (groups.length === 1 && only)
    return only.required === 1 ? null : (
      <p className="soft small">
        {a("approval.votes", { given: only.given, required: textOf(only.required) })}
      </p>
    );
  return (
    <p className="vote-groups soft small">
      {groups.map(({ name, given, required }) => (
        <span key={name}>
          {a("approval.group", { name: groupName(words, name), given, required: textOf(required) })}
        </span>
      ))}
    </p>
  );
}

function VoteLine({ vote }: { readonly vote: ApprovalStep["votes"][number] }) {
  const { a, dates } = useApprovalWords();
  const nameOf = useNameOf();
  const voterName = useVoterName();
  const Icon = vote.vote === "for" ? Check : X;
  return (
    <li className={`vote vote-${vote.vote}`}>
      <Face id={vote.seat} name={nameOf(vote.seat)} />
      <span>
        {a(`approval.voted.${vote.vote}`, { name: voterName(vote) })}
        {vote.via && <span className="soft small"> {a("approval.voted.link")}</span>}
      </span>
      <Icon className="vote-icon" aria-hidden="true" />
      <time className="soft small" dateTime={vote.at} title={dates.full(vote.at)}>
        {dates.short(vote.at)}
      </time>
    </li>
  );
}

/** So many people who are asked have a line of their own. */
const maxLines = 4;

/** The people whose vote is missing. When they vote, their line says so in the same place. */
function AskedLines({
  ids,
  away,
}: {
  readonly ids: readonly string[];
  readonly away: readonly Delegation[];
}) {
  const { a, t } = useApprovalWords();
  const nameOf = useNameOf();
  const askedNames = useAskedNames(away);
  const sorted = [...ids].sort((x, y) => nameOf(x).localeCompare(nameOf(y)));
  const others = ids.length - maxLines;
  return (
    <>
      {sorted.slice(0, maxLines).map((id) => (
        <li key={id} className="vote">
          <Face id={id} name={nameOf(id)} />
          <span className="soft">{a("approval.asked", { names: askedNames([id]) })}</span>
        </li>
      ))}
      {others > 0 && <li className="soft small">{t("faces.more", { count: others })}</li>}
    </>
  );
}

function Stalled({
  task,
  reason,
}: {
  readonly task: TaskShown;
  readonly reason: NonNullable<ApprovalStep["stalled"]>;
}) {
  const { a } = useApprovalWords();
  const { welcome } = useClient();
  const helpers = useBoard(boardId, (board) =>
    board.members.filter(
      ({ userId, role, disabled }) =>
        !disabled &&
        userId !== task.requesterId &&
        welcome?.roles.roles[role]?.["task.addVoter"] !== undefined,
    ),
  );
  const names = helpers.map(({ name }) => name).join(", ");
  return (
    <p className="notice small">
      <CircleAlert className="vote-icon" aria-hidden="true" /> {a(`approval.stalled.${reason}`)}{" "}
      {names !== "" && a("approval.stalled.help", { names })}
    </p>
  );
}

function Deadline({ step, now }: { readonly step: ApprovalStep; readonly now: number }) {
  const { a, dates } = useApprovalWords();
  const { deadlineAt, isLate, isOverdue } = step;
  if (deadlineAt === null) return null;
  const values = { date: dates.full(deadlineAt), relative: dates.relative(deadlineAt, now) };
  const isPast = isLate || isOverdue;
  return (
    <p className={isPast ? "vote-due row-overdue small" : "vote-due soft small"}>
      <CalendarClock aria-hidden="true" />
      <span>
        {a(isPast ? "approval.late" : "approval.due", values)}{" "}
        {isOverdue && a("approval.late.counts")}
      </span>
    </p>
  );
}
