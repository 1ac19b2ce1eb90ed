import type { TaskShown } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { Face } from "../parts/face.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";

/** The facts of a request. */
export function Facts({ task }: { readonly task: TaskShown }) {
  const { t, dates } = useLanguage();
  const nameOf = useNameOf();
  const { data, requesterId, createdAt, description } = task;
  return (
    <section className="section" aria-labelledby="facts">
      <h2 id="facts">{t("request.facts")}</h2>
      <dl className="facts">
        <div>
          <dt>{t("request.vehicle")}</dt>
          <dd>
            <Written>{data.vehicle}</Written>
          </dd>
        </div>
        <div>
          <dt>{t("request.customer")}</dt>
          <dd>
            <Written>{data.customer}</Written>
          </dd>
        </div>
        <div>
          <dt>{t("request.tradeIn")}</dt>
          <dd>{data.tradeIn ? t("request.tradeIn.yes") : t("request.tradeIn.no")}</dd>
        </div>
        <div>
          <dt>{t("request.by")}</dt>
          <dd className="person">
            <Face id={requesterId} name={nameOf(requesterId)} />
            {nameOf(requesterId)}
          </dd>
        </div>
        <div>
          <dt>{t("request.at")}</dt>
          <dd>
            <time dateTime={createdAt}>{dates.full(createdAt)}</time>
          </dd>
        </div>
      </dl>
      {description !== "" && (
        <p className="description">
          <Written>{description}</Written>
        </p>
      )}
    </section>
  );
}
