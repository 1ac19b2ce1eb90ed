import type { TaskShown } from "@taskwire/react";
import { Made, Unsent } from "../decide/decision-bar.tsx";
import { usePending } from "../decide/pending.tsx";
import { WhyNot } from "../decide/why-not.tsx";
import { useLanguage } from "../language/provider.tsx";
import { useAskedNames } from "./names.ts";
import { Override } from "./override.tsx";
import { Returned } from "./returned.tsx";
import { useApprovalView } from "./use-approval-view.ts";
import { VoteForm } from "./vote-form.tsx";
import { useApprovalWords } from "./words.ts";

interface ApprovalBarProps {
  readonly task: TaskShown;
  readonly onDecided?: (() => void) | undefined;
}

/** What I can do in an approval, always in view: vote, change the request, or who has to do something. */
export function ApprovalBar({ task, onDecided }: ApprovalBarProps) {
  const { t } = useLanguage();
  const { pending } = usePending();
  const { approval, ballots, choices, away, me, actions } = useApprovalView(task);
  const isMine = pending?.taskId === task.id;
  const isRunning = approval?.isRunning === true;
  const override = isRunning
    ? choices.find(
        ({ vote, action }) =>
          vote === "override" &&
          approval.steps.some(({ available }) => available[`task.${action}`]?.allowed === true),
      )
    : undefined;
  return (
    <section className="decision approval-bar" aria-label={t("request.decision.label")}>
      {isMine ? (
        <Unsent />
      ) : isRunning ? (
        <>
          {ballots.map((ballot, i) => (
            <VoteForm
              key={`${ballot.step} ${ballot.for ?? ""}`}
              task={task}
              ballot={ballot}
              hasKeys={i === 0}
              onDecided={onDecided}
            />
          ))}
          {ballots.length === 0 && <NoVote task={task} approval={approval} away={away} me={me} />}
          {override && <Override task={task} choice={override} onDecided={onDecided} />}
        </>
      ) : task.kind === "waiting" && approval ? (
        <Returned task={task} actions={actions} />
      ) : (
        <Made task={task} />
      )}
    </section>
  );
}

interface NoVoteProps {
  readonly task: TaskShown;
  readonly approval: NonNullable<ReturnType<typeof useApprovalView>["approval"]>;
  readonly away: ReturnType<typeof useApprovalView>["away"];
  readonly me: string;
}

/** Says whom the request waits for, what I have voted, and why I can't vote. */
function NoVote({ task, approval, away, me }: NoVoteProps) {
  const { a } = useApprovalWords();
  const askedNames = useAskedNames(away);
  const open = approval.steps.filter(({ state }) => state === "open");
  const asked = [...new Set(open.flatMap((step) => step.asked))];
  const mine = open.find((step) => step.mine)?.mine;
  const refusal = open
    .flatMap(({ available }) => Object.entries(available))
    .find(([name, verdict]) => name === "task.approve" && verdict.allowed === false)?.[1];
  const isTold =
    refusal?.allowed === false && ["own_task", "deadline", "distinct"].includes(refusal.rule);
  return (
    <div role="status">
      {mine && <p>{a(`approval.mine.${mine.vote}`)}</p>}
      <p className={mine ? "soft" : undefined}>
        {asked.length > 0
          ? a("approval.waits", { names: askedNames(asked.filter((id) => id !== me)) })
          : a("approval.nobody")}
      </p>
      {isTold && refusal && <WhyNot verdict={refusal} task={task} />}
    </div>
  );
}
