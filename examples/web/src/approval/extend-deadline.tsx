import { type FormEvent, useState } from "react";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { localTime } from "./local-time.ts";
import { useApprovalWords } from "./words.ts";

interface ExtendDeadlineProps {
  readonly deadlineAt: string | null;
  /** Called with the new deadline, ISO 8601. */
  onSend(deadlineAt: string): void;
}

const dayMs = 86_400_000;

/** Chooses another deadline for a part of the approval. It suggests one day more. */
export function ExtendDeadline({ deadlineAt, onSend }: ExtendDeadlineProps) {
  const { a } = useApprovalWords();
  const [value, setValue] = useState(() => {
    const from = Math.max(Date.now(), deadlineAt === null ? 0 : Date.parse(deadlineAt));
    return localTime(new Date(from + dayMs));
  });
  const [isWrong, setIsWrong] = useState(false);

  function submit(event: FormEvent) {
    event.preventDefault();
    const at = new Date(value);
    const isFuture = at.getTime() > Date.now();
    setIsWrong(!isFuture);
    if (isFuture) onSend(at.toISOString());
  }

  return (
    <form className="form" onSubmit={submit}>
      <Field
        label={a("approval.extend.to")}
        type="datetime-local"
        value={value}
        problem={isWrong ? a("approval.extend.past") : undefined}
        onChange={({ target }) => setValue(target.value)}
      />
      <div className="form-buttons">
        <Button submits tone="primary">
          {a("approval.extend")}
        </Button>
      </div>
    </form>
  );
}
