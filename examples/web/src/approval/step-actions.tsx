import type { TaskShown } from "@taskwire/react";
import { useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useCall } from "../connection/use-call.ts";
import { ReasonForm } from "../decide/reason-form.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { useToast } from "../parts/toasts.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { AddVoter } from "./add-voter.tsx";
import type { ApprovalStep } from "./approval-step.ts";
import { ExtendDeadline } from "./extend-deadline.tsx";
import { useVoterName } from "./names.ts";
import { useApprovalWords } from "./words.ts";

interface StepActionsProps {
  readonly task: TaskShown;
  readonly step: ApprovalStep;
  readonly me: string;
}

/** The actions in an open part, besides voting. */
export function StepActions({ task, step, me }: StepActionsProps) {
  const { a } = useApprovalWords();
  const call = useCall();
  const act = useAct();
  const toast = useToast();
  const nameOf = useNameOf();
  const voterName = useVoterName();
  const [open, setOpen] = useState<"voter" | "deadline" | { readonly seat: string }>();
  const close = () => setOpen(undefined);
  const { name, votes, available } = step;
  const may = (permission: string) => available[permission]?.allowed === true;
  const mine = votes.filter(({ seat, castBy }) => seat === me || castBy === me);
  const others = may("vote.remove") ? votes.filter((vote) => !mine.includes(vote)) : [];

  async function run(what: string, verb: string, input: object, said: string) {
    const ids = { boardId, taskId: task.id, step: name };
    const isDone = await act(what, (signal) =>
      call(`tasks.${verb}`, { ...ids, ...input }, { signal }),
    );
    if (isDone) toast({ text: said });
    return isDone;
  }

  const hasNone = mine.length + others.length === 0 && !may("task.addVoter") && !may("task.extend");
  if (hasNone) return null;
  return (
    <div className="vote-actions">
      {mine.map(({ seat }) => {
        const what =
          seat === me ? a("approval.withdraw") : a("approval.withdraw.for", { name: nameOf(seat) });
        return (
          <Button
            key={seat}
            size="small"
            onClick={() => void run(what, "withdraw", { seat }, a("approval.withdrawn"))}
          >
            {what}
          </Button>
        );
      })}
      {others.map((vote) => (
        <Button key={vote.seat} size="small" onClick={() => setOpen({ seat: vote.seat })}>
          {a("approval.remove", { name: voterName(vote) })}
        </Button>
      ))}
      {may("task.addVoter") && (
        <Button size="small" onClick={() => setOpen("voter")}>
          {a("approval.addVoter")}
        </Button>
      )}
      {may("task.extend") && (
        <Button size="small" onClick={() => setOpen("deadline")}>
          {a("approval.extend")}
        </Button>
      )}
      <Dialog title={a("approval.addVoter")} isOpen={open === "voter"} onClose={close}>
        <AddVoter
          task={task}
          step={step}
          onSend={(input, said) => {
            close();
            void run(a("approval.addVoter"), "addVoter", input, said);
          }}
        />
      </Dialog>
      <Dialog title={a("approval.extend")} isOpen={open === "deadline"} onClose={close}>
        <ExtendDeadline
          deadlineAt={step.deadlineAt}
          onSend={(deadlineAt) => {
            close();
            void run(a("approval.extend"), "extend", { deadlineAt }, a("approval.extend.done"));
          }}
        />
      </Dialog>
      {typeof open === "object" && (
        <Dialog title={a("approval.remove", { name: nameOf(open.seat) })} isOpen onClose={close}>
          <ReasonForm
            draftKey={`taskwire.remove.${me}.${task.id}.${open.seat}`}
            label={a("approval.reason.all")}
            missing={a("approval.reason.missing")}
            action={a("approval.remove", { name: nameOf(open.seat) })}
            onSend={(reason) => {
              close();
              const what = a("approval.remove", { name: nameOf(open.seat) });
              void run(what, "withdraw", { seat: open.seat, reason }, a("approval.withdrawn"));
            }}
            onBack={close}
          />
        </Dialog>
      )}
    </div>
  );
}
