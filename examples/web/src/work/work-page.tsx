import { useMyWork, type WorkShown } from "@taskwire/react";
import { type ReactNode, useRef } from "react";
import { Link } from "wouter";
import { useOpenParts } from "../board/open-parts.ts";
import { StateChip } from "../board/state-chip.tsx";
import { useAct } from "../connection/act.tsx";
import { addressOf } from "../inbox/notices.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { useGlide } from "../page/glide.ts";
import { Button } from "../parts/button.tsx";
import { ErrorState, LoadingRows } from "../parts/states.tsx";
import { Written } from "../parts/written.tsx";
import { usePageName } from "../shell/title.ts";
import { groupOf, groups } from "./groups.ts";
import { WorkStep } from "./work-step.tsx";

/** My open steps by due date, my own requests, and mentions that I have not answered. */
export function WorkPage() {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const work = useMyWork();
  const { status, error } = work;
  const page = useRef<HTMLDivElement>(null);
  usePageName(t("work.title"));
  useGlide(page, ".page");
  return (
    <div ref={page} className="page">
      <h1>{t("work.title")}</h1>
      {status === "loading" ? (
        error ? (
          <ErrorState text={errorText(error)} />
        ) : (
          <LoadingRows />
        )
      ) : (
        <>
          <Steps work={work} />
          <Asked work={work} />
          <Mentions work={work} />
        </>
      )}
    </div>
  );
}

interface SectionProps {
  readonly work: WorkShown;
  readonly list: "steps" | "asked" | "mentions";
  readonly children: ReactNode;
}

function Section({ work, list, children }: SectionProps) {
  const { t } = useLanguage();
  const act = useAct();
  return (
    <section className="section" aria-labelledby={`work-${list}`}>
      <h2 id={`work-${list}`}>{t(`work.${list}`)}</h2>
      {work[list].length === 0 ? <p className="soft">{t(`work.${list}.none`)}</p> : children}
      {work.hasMore[list] && (
        <Button
          size="small"
          onClick={() => void act(t("work.more"), () => work.store.loadMore(list))}
        >
          {t("work.more")}
        </Button>
      )}
    </section>
  );
}

function Steps({ work }: { readonly work: WorkShown }) {
  const { t } = useLanguage();
  const now = new Date();
  return (
    <Section work={work} list="steps">
      {groups.map((group) => {
        const steps = work.steps.filter(({ subtask }) => groupOf(subtask.dueAt, now) === group);
        if (steps.length === 0) return null;
        return (
          <section key={group} aria-labelledby={`work-${group}`}>
            <h3 id={`work-${group}`} className={`work-group work-group-${group}`}>
              {t(`work.${group}`)}
            </h3>
            <ul>
              {steps.map((entry) => (
                <WorkStep key={entry.subtask.id} entry={entry} />
              ))}
            </ul>
          </section>
        );
      })}
    </Section>
  );
}

function Asked({ work }: { readonly work: WorkShown }) {
  const { t, dates } = useLanguage();
  const openParts = useOpenParts();
  return (
    <Section work={work} list="asked">
      <ul className="cards">
        {work.asked.map(
          ({ task: { id, title, state, kind, done, total, createdAt, approval } }) => (
            <li key={id}>
              <Link href={`/requests/${id}`} className="card">
                <Written className="card-title">{title}</Written>
                <span className="card-facts small">
                  <StateChip state={state} kind={kind} />
                  {openParts({ approval, state }).map((part) => (
                    <span key={part} className="soft">
                      {part}
                    </span>
                  ))}
                  {total > 0 && (
                    <span className="soft">{t("board.row.steps", { done, total })}</span>
                  )}
                  <time className="soft" dateTime={createdAt}>
                    {dates.short(createdAt)}
                  </time>
                </span>
              </Link>
            </li>
          ),
        )}
      </ul>
    </Section>
  );
}

function Mentions({ work }: { readonly work: WorkShown }) {
  const { t, dates } = useLanguage();
  return (
    <Section work={work} list="mentions">
      <ul className="cards">
        {work.mentions.map(({ id, actorName, excerpt, taskTitle, createdAt, ...place }) => (
          <li key={id}>
            <Link href={addressOf(place)} className="card">
              <span className="card-title">
                {t("work.mention", { name: actorName ?? t("somebody") })}
              </span>
              <Written className="soft clamp-2">{excerpt ?? taskTitle ?? ""}</Written>
              <time className="soft small" dateTime={createdAt}>
                {dates.short(createdAt)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
