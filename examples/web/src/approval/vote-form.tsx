import type { TaskShown } from "@taskwire/react";
import { Check, Undo2, X } from "lucide-react";
import { useState } from "react";
import { useKeys } from "../decide/keys.ts";
import { usePending } from "../decide/pending.tsx";
import { ReasonForm } from "../decide/reason-form.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import type { Ballot, Choice } from "./ballots.ts";
import { stepName, useApprovalWords } from "./words.ts";

interface VoteFormProps {
  readonly task: TaskShown;
  readonly ballot: Ballot;
  /** Whether the keys A and R vote here. */
  readonly hasKeys: boolean;
  readonly onDecided?: (() => void) | undefined;
}

const looks = {
  for: { tone: "primary", icon: <Check aria-hidden="true" />, keys: "A" },
  against: { tone: "danger", icon: <X aria-hidden="true" />, keys: "R" },
  return: { tone: undefined, icon: <Undo2 aria-hidden="true" />, keys: undefined },
  override: { tone: "danger", icon: undefined, keys: undefined },
} as const;

/** The vote that I can cast in one part, for myself or for a person who is away. */
export function VoteForm({ task, ballot, hasKeys, onDecided }: VoteFormProps) {
  const words = useApprovalWords();
  const { a } = words;
  const { t, tOr } = useLanguage();
  const { decide } = usePending();
  const me = useMe()?.id;
  const nameOf = useNameOf();
  const [seen, setSeen] = useState(task.version);
  const [chosen, setChosen] = useState<Choice>();
  const { step, choices } = ballot;
  const { id: taskId, title, state, version } = task;
  // The votes of others don't change what I vote about.
  const hasChanged = (task.approval?.steps[step]?.contentSince ?? 0) >= seen;

  function send({ action }: Choice, reason?: string) {
    const input = {
      step,
      ...(ballot.for !== undefined && { for: ballot.for }),
      ...(reason !== undefined && { reason }),
    };
    decide({ action, taskId, title, state, version, input });
    onDecided?.();
  }
  function choose(choice: Choice | undefined) {
    if (!choice || hasChanged) return;
    if (choice.needsReason) setChosen(choice);
    else send(choice);
  }
  const keyFor = (vote: Choice["vote"]) => () => choose(choices.find((one) => one.vote === vote));
  useKeys({ KeyA: keyFor("for"), KeyR: keyFor("against") }, hasKeys && chosen === undefined);

  const name = stepName(words, step);
  const label =
    ballot.for === undefined
      ? a("approval.turn", { step: name })
      : a("approval.turn.for", { name: nameOf(ballot.for), step: name });
  if (hasChanged)
    return (
      <div className="decision-line">
        <p role="status">{t("request.decision.changed")}</p>
        <Button onClick={() => setSeen(version)}>{t("request.decision.seen")}</Button>
      </div>
    );
  if (chosen)
    return (
      <ReasonForm
        draftKey={`taskwire.${chosen.action}.${me}.${taskId}`}
        label={t("request.reject.reason", { name: nameOf(task.requesterId) })}
        missing={t("request.reject.missing", { name: nameOf(task.requesterId) })}
        action={tOr(`action.task.${chosen.action}`, chosen.action)}
        onSend={(reason) => send(chosen, reason)}
        onBack={() => setChosen(undefined)}
      />
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out in a line in every browser.
    <div className="decision-line" role="group" aria-label={label}>
      <p>{label}</p>
      {choices.map((choice) => {
        const { tone, icon, keys } = looks[choice.vote];
        return (
          <Button
            key={choice.action}
            tone={tone}
            icon={icon}
            aria-keyshortcuts={hasKeys ? keys : undefined}
            onClick={() => choose(choice)}
          >
            {tOr(`action.task.${choice.action}`, choice.action)}
          </Button>
        );
      })}
    </div>
  );
}
