import type { TaskShown } from "@taskwire/react";
import { useState } from "react";
import { usePending } from "../decide/pending.tsx";
import { ReasonForm } from "../decide/reason-form.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { useMe } from "../shell/me.ts";
import type { Choice } from "./ballots.ts";
import { useApprovalWords } from "./words.ts";

interface OverrideProps {
  readonly task: TaskShown;
  readonly choice: Choice;
  readonly onDecided?: (() => void) | undefined;
}

/** Decides without the votes that are missing. It asks for a reason. */
export function Override({ task, choice: { action }, onDecided }: OverrideProps) {
  const { a } = useApprovalWords();
  const { tOr } = useLanguage();
  const { decide } = usePending();
  const me = useMe()?.id;
  const [isAsking, setIsAsking] = useState(false);
  const { id: taskId, title, state, version } = task;
  const name = tOr(`action.task.${action}`, action);
  if (!isAsking)
    return (
      <div className="decision-line">
        <Button size="small" onClick={() => setIsAsking(true)}>
          {name}
        </Button>
      </div>
    );
  return (
    <ReasonForm
      draftKey={`taskwire.${action}.${me}.${taskId}`}
      label={a("approval.reason.all")}
      missing={a("approval.reason.missing")}
      action={name}
      note={a("approval.override.warning")}
      onSend={(reason) => {
        decide({ action, taskId, title, state, version, input: { reason } });
        onDecided?.();
      }}
      onBack={() => setIsAsking(false)}
    />
  );
}
