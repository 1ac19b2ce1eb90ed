import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { Button } from "../parts/button.tsx";

interface ReasonFormProps {
  /** The browser keeps what was typed under this key. */
  readonly draftKey: string;
  readonly label: string;
  /** Said if nothing was typed. */
  readonly missing: string;
  /** The name of the action that needs the reason. */
  readonly action: string;
  /** Stands above the field. */
  readonly note?: string | undefined;
  onSend(reason: string): void;
  onBack(): void;
}

/** Asks for the reason of a decision. What was typed is kept. */
export function ReasonForm({
  draftKey,
  label,
  missing,
  action,
  note,
  onSend,
  onBack,
}: ReasonFormProps) {
  const { t } = useLanguage();
  const [reason, setReason] = useState(() => readStored<string>(draftKey) ?? "");
  const [isMissing, setIsMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);

  function submit(event?: FormEvent) {
    event?.preventDefault();
    const text = reason.trim();
    if (text === "") {
      setIsMissing(true);
      field.current?.focus();
      return;
    }
    writeStored(draftKey, undefined);
    onSend(text);
  }

  return (
    <form className="decision-reason" onSubmit={submit}>
      {note !== undefined && <p className="notice">{note}</p>}
      <label htmlFor={id}>{label}</label>
      <textarea
        ref={field}
        id={id}
        rows={2}
        value={reason}
        maxLength={2_000}
        aria-invalid={isMissing || undefined}
        aria-describedby={isMissing ? `${id}-problem` : undefined}
        onChange={({ target }) => {
          setReason(target.value);
          setIsMissing(false);
          writeStored(draftKey, target.value === "" ? undefined : target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onBack();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
      {isMissing && (
        <p id={`${id}-problem`} className="problem">
          {missing}
        </p>
      )}
      <div className="decision-line">
        <Button onClick={onBack}>{t("request.reject.back")}</Button>
        <Button submits tone="danger">
          {action}
        </Button>
      </div>
    </form>
  );
}
