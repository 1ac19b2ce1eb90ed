import { type FormEvent, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Segments } from "../parts/segments.tsx";
import { DaysField, useDayNames, weekdays } from "./days.tsx";
import { type Digest, useOwnTimes } from "./use-own-times.ts";

const first: Digest = { days: weekdays, at: "08:00" };

/** Whether mail and push come one by one, or together at a time. */
export function DigestChoice() {
  const { t } = useLanguage();
  const { textOf } = useDayNames();
  const { digest, save } = useOwnTimes();
  const [isChanging, setIsChanging] = useState(false);
  return (
    <>
      <h3>{t("digest.title")}</h3>
      <Segments
        label={t("digest.title")}
        value={digest ? "on" : "off"}
        options={[
          { value: "off", name: t("digest.off") },
          { value: "on", name: t("digest.on") },
        ]}
        onChange={(next) => {
          setIsChanging(false);
          if ((next === "on") !== (digest !== null))
            void save({ digest: next === "on" ? first : null });
        }}
      />
      {digest && (
        <div className="time">
          <span>
            {t("digest.of", { days: textOf(digest.days), at: digest.at })}
            <span className="soft small"> {t("digest.note")}</span>
          </span>
          {!isChanging && (
            <Button size="small" onClick={() => setIsChanging(true)}>
              {t("digest.change")}
            </Button>
          )}
        </div>
      )}
      {digest && isChanging && <DigestForm digest={digest} onDone={() => setIsChanging(false)} />}
    </>
  );
}

function DigestForm({ digest, onDone }: { readonly digest: Digest; onDone(): void }) {
  const { t } = useLanguage();
  const { save } = useOwnTimes();
  const [{ days, at }, setDigest] = useState(digest);
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    if (days.length === 0) return setProblem(t("days.missing"));
    setProblem(undefined);
    setIsSending(true);
    const isDone = await save({ digest: { days, at } });
    setIsSending(false);
    if (isDone) onDone();
  }

  return (
    <form className="form time-form" onSubmit={(event) => void submit(event)}>
      <DaysField value={days} onChange={(next) => setDigest({ days: next, at })} />
      <div className="time-fields">
        <Field
          label={t("digest.at")}
          type="time"
          required
          value={at}
          onChange={({ target }) => setDigest({ days, at: target.value })}
        />
      </div>
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="form-buttons">
        <Button submits tone="primary" aria-busy={isSending}>
          {t("digest.save")}
        </Button>
        <Button onClick={onDone}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
