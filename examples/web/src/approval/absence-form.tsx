import { useBoard } from "@taskwire/react";
import { type FormEvent, useState } from "react";
import { useAct } from "../connection/act.tsx";
import { useCall } from "../connection/use-call.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Field, Labelled } from "../parts/field.tsx";
import { useToast } from "../parts/toasts.tsx";
import { usePerson } from "../session/provider.tsx";
import { useDecides } from "../shell/me.ts";
import { boardId } from "../workplace/workplace.ts";
import { localDay, startOfDay } from "./local-time.ts";
import { useApprovalWords } from "./words.ts";

const maxMs = 90 * 86_400_000;

/** Plans an absence: the days, and who votes meanwhile. */
export function AbsenceForm({ onDone }: { onDone(): void }) {
  const { a } = useApprovalWords();
  const { t } = useLanguage();
  const call = useCall();
  const act = useAct();
  const toast = useToast();
  const me = usePerson()?.id;
  const decides = useDecides();
  const members = useBoard(boardId, (board) => board.members);
  const today = localDay(new Date());
  const [to, setTo] = useState("");
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState(today);
  const [reason, setReason] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const [isSending, setIsSending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    const begin = Math.max(Date.now(), startOfDay(from).getTime());
    // The last day counts to its end.
    const end = startOfDay(until, 1).getTime();
    const isRight = end > begin && end - begin <= maxMs;
    setIsWrong(!isRight);
    if (!isRight) return;
    setIsSending(true);
    const input = {
      to: to === "" ? [] : [to],
      boardId,
      from: new Date(begin).toISOString(),
      until: new Date(end).toISOString(),
      ...(reason.trim() !== "" && { reason: reason.trim() }),
    };
    const isDone = await act(a("absence.new"), (signal) =>
      call("delegations.set", input, { signal }),
    );
    setIsSending(false);
    if (!isDone) return;
    toast({ text: a("absence.saved") });
    onDone();
  }

  return (
    <form className="form absence-form" onSubmit={(event) => void submit(event)}>
      <Labelled label={a("absence.who")}>
        {(attributes) => (
          <select {...attributes} value={to} onChange={({ target }) => setTo(target.value)}>
            <option value="">{a("absence.who.nobody")}</option>
            {members
              .filter(({ userId, role, disabled }) => userId !== me && !disabled && decides(role))
              .map(({ userId, name }) => (
                <option key={userId} value={userId}>
                  {name}
                </option>
              ))}
          </select>
        )}
      </Labelled>
      <div className="absence-days">
        <Field
          label={a("absence.from")}
          type="date"
          min={today}
          value={from}
          required
          onChange={({ target }) => setFrom(target.value)}
        />
        <Field
          label={a("absence.until")}
          type="date"
          min={from}
          value={until}
          required
          problem={isWrong ? a("absence.wrong") : undefined}
          onChange={({ target }) => setUntil(target.value)}
        />
      </div>
      <Field
        label={a("absence.reason")}
        value={reason}
        maxLength={200}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="form-buttons">
        <Button submits tone="primary" aria-busy={isSending}>
          {a("absence.save")}
        </Button>
        <Button onClick={onDone}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
