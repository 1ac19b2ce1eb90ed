import { type TaskShown, useBoard } from "@taskwire/react";
import { Check, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { useNow } from "../page/now.ts";
import { Button } from "../parts/button.tsx";
import { usePerson } from "../session/provider.tsx";
import { useDecides, useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { useKeys } from "./keys.ts";
import { usePending } from "./pending.tsx";
import { ReasonForm } from "./reason-form.tsx";

const ReceiptNote = lazy(async () => ({
  default: (await import("../receipt/receipt-note.tsx")).ReceiptNote,
}));

interface DecisionBarProps {
  readonly task: TaskShown;
  /** Called after a decision. */
  onDecided?: (() => void) | undefined;
}

/** The decision on a request, always in view: to be made, just made, or made by somebody. */
export function DecisionBar({ task, onDecided }: DecisionBarProps) {
  const { t } = useLanguage();
  const { pending } = usePending();
  const isMine = pending?.taskId === task.id;
  const canDecide =
    task.kind === "waiting" &&
    (task.available["task.approve"]?.allowed === true ||
      task.available["task.reject"]?.allowed === true);
  return (
    <section className="decision" aria-label={t("request.decision.label")}>
      {isMine ? (
        <Unsent />
      ) : canDecide ? (
        <Choice task={task} onDecided={onDecided} />
      ) : (
        <Made task={task} />
      )}
    </section>
  );
}

/** My decision, as long as it can be undone. */
export function Unsent() {
  const { t, tOr } = useLanguage();
  const { pending, undo } = usePending();
  if (!pending) return null;
  return (
    <div className="decision-line">
      <p role="status">{tOr(`request.pending.${pending.action}`, pending.title)}</p>
      <Button onClick={undo}>{t("undo")}</Button>
    </div>
  );
}

function Choice({ task, onDecided }: DecisionBarProps) {
  const { t } = useLanguage();
  const { decide } = usePending();
  const [seen, setSeen] = useState(task.version);
  const [isRejecting, setIsRejecting] = useState(false);
  // A change of the text counts; a new step or comment doesn't change what is decided on.
  const hasChanged = task.contentSince >= seen;
  const { id: taskId, title, state } = task;
  const me = usePerson();
  const name = useNameOf()(task.requesterId);

  function approve() {
    if (hasChanged) return;
    decide({ action: "approve", taskId, title, state, version: task.version });
    onDecided?.();
  }
  function reject(reason: string) {
    decide({ action: "reject", taskId, title, state, version: task.version, input: { reason } });
    onDecided?.();
  }
  useKeys({ KeyA: approve, KeyR: () => !hasChanged && setIsRejecting(true) }, !isRejecting);

  if (hasChanged)
    return (
      <div className="decision-line">
        <p role="status">{t("request.decision.changed")}</p>
        <Button onClick={() => setSeen(task.version)}>{t("request.decision.seen")}</Button>
      </div>
    );
  if (isRejecting)
    return (
      <ReasonForm
        draftKey={`taskwire.reject.${me?.id}.${taskId}`}
        label={t("request.reject.reason", { name })}
        missing={t("request.reject.missing", { name })}
        action={t("action.task.reject")}
        onSend={reject}
        onBack={() => setIsRejecting(false)}
      />
    );
  return (
    <div className="decision-line">
      <p className="decision-keys soft small">{t("request.keys")}</p>
      <Button
        tone="danger"
        icon={<X aria-hidden="true" />}
        aria-keyshortcuts="R"
        onClick={() => setIsRejecting(true)}
      >
        {t("action.task.reject")}
      </Button>
      <Button
        tone="primary"
        icon={<Check aria-hidden="true" />}
        aria-keyshortcuts="A"
        onClick={approve}
      >
        {t("action.task.approve")}
      </Button>
    </div>
  );
}

/** The people whose decision the request waits for. */
function Waiting({ task }: { readonly task: TaskShown }) {
  const { t } = useLanguage();
  const decides = useDecides();
  const deciders = useBoard(boardId, (board) =>
    board.members
      .filter(
        ({ role, disabled, userId }) =>
          decides(role) && !disabled && userId !== task.requesterId && userId !== board.me?.id,
      )
      .map(({ name }) => name),
  );
  const names = [...deciders]
    .sort((a, z) => a.localeCompare(z))
    .slice(0, 3)
    .join(t("request.decision.or"));
  const verdict = task.available["task.approve"];
  const isOwn = verdict.allowed === false && verdict.rule === "own_task";
  return (
    <div>
      <p>{names === "" ? t("request.decision.nobody") : t("request.decision.waits", { names })}</p>
      {isOwn && <p className="soft small">{t("why.own_task")}</p>}
    </div>
  );
}

/** The decision that was made, or the people whom the request waits for. */
export function Made({ task }: { readonly task: TaskShown }) {
  const { t, tOr, dates } = useLanguage();
  const nameOf = useNameOf();
  const me = useMe();
  const now = useNow(10_000);
  const { decision, kind, state, updatedAt } = task;
  if (kind === "waiting") return <Waiting task={task} />;
  if (state === "cancelled")
    return <p>{t("request.decision.cancelled", { ago: dates.ago(updatedAt, now) })}</p>;
  if (!decision) return <p>{tOr(`state.${state}`, state)}</p>;
  const ago = dates.ago(decision.at, now);
  const who = decision.by === me?.id ? "you" : "by";
  const values = { name: nameOf(decision.by), ago };
  const other = t("request.decision.by.other", values);
  return (
    <div className="decision-made">
      <div role="status">
        <p>{tOr(`request.decision.${who}.${decision.action}`, other, values)}</p>
        {decision.reason !== null && (
          <p className="soft">{t("request.decision.reason", { reason: decision.reason })}</p>
        )}
      </div>
      <Suspense fallback={<div className="receipt-note" />}>
        <ReceiptNote task={task} />
      </Suspense>
    </div>
  );
}
