import { type FormEvent, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { DaysField, useDayNames, type Weekday, weekdays } from "./days.tsx";
import { NeverSent, type QuietHours, useOwnTimes } from "./use-own-times.ts";

const endOfDay = "24:00";

/** Returns a function that says quiet hours in words. */
function useQuietText() {
  const { t } = useLanguage();
  const { textOf } = useDayNames();
  return ({ days, from, until }: QuietHours): string => {
    const values = { days: textOf(days), from, until };
    if (from === "00:00" && until === endOfDay) return t("quiet.whole", values);
    return t(until > from ? "quiet.of" : "quiet.next", values);
  };
}

/** The hours in which no mail and push comes. */
export function QuietHoursList() {
  const { t } = useLanguage();
  const { quiet, save } = useOwnTimes();
  const quietText = useQuietText();
  const [isNew, setIsNew] = useState(false);
  return (
    <>
      <h3>{t("quiet.title")}</h3>
      {quiet.length === 0 && <p>{t("quiet.none")}</p>}
      <ul className="times">
        {quiet.map((one) => {
          const what = quietText(one);
          return (
            <li key={what} className="time">
              <span>{what}</span>
              <Button
                size="small"
                aria-label={t("quiet.remove.of", { what })}
                onClick={() => void save({ quiet: quiet.filter((other) => other !== one) })}
              >
                {t("quiet.remove")}
              </Button>
            </li>
          );
        })}
      </ul>
      {isNew ? (
        <QuietHoursForm onDone={() => setIsNew(false)} />
      ) : (
        <Button onClick={() => setIsNew(true)}>{t("quiet.add")}</Button>
      )}
    </>
  );
}

function QuietHoursForm({ onDone }: { onDone(): void }) {
  const { t } = useLanguage();
  const { quiet, save } = useOwnTimes();
  const [days, setDays] = useState<readonly Weekday[]>(weekdays);
  const [from, setFrom] = useState("20:00");
  const [until, setUntil] = useState("08:00");
  const [problem, setProblem] = useState<string>();
  const [isSending, setIsSending] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isSending) return;
    // Midnight is the end of the day, so 00:00 to 00:00 is a whole day.
    const end = until === "00:00" ? endOfDay : until;
    if (days.length === 0) return setProblem(t("days.missing"));
    if (from === end) return setProblem(t("quiet.same"));
    setProblem(undefined);
    setIsSending(true);
    try {
      if (await save({ quiet: [...quiet, { days, from, until: end }] })) onDone();
    } catch (error) {
      if (error instanceof NeverSent) setProblem(t("quiet.always"));
    } finally {
      setIsSending(false);
    }
  }

  return (
    <form className="form time-form" onSubmit={(event) => void submit(event)}>
      <DaysField value={days} onChange={setDays} />
      <div className="time-fields">
        <Field
          label={t("quiet.from")}
          type="time"
          required
          value={from}
          onChange={({ target }) => setFrom(target.value)}
        />
        <Field
          label={t("quiet.until")}
          type="time"
          required
          value={until}
          onChange={({ target }) => setUntil(target.value)}
        />
      </div>
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="form-buttons">
        <Button submits tone="primary" aria-busy={isSending}>
          {t("quiet.save")}
        </Button>
        <Button onClick={onDone}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
