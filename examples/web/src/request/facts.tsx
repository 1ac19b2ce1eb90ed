import type { TaskShown } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { Face } from "../parts/face.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";
import type { Data } from "../workplace/fields.ts";
import { workplace } from "../workplace/workplace.ts";
import { FieldValue } from "./field-value.tsx";

/** The facts of a request. */
export function Facts({ task }: { readonly task: TaskShown }) {
  const { t, tOr, dates } = useLanguage();
  const nameOf = useNameOf();
  const { requesterId, createdAt, description } = task;
  return (
    <section className="section" aria-labelledby="facts">
      <h2 id="facts">{t("request.facts")}</h2>
      <dl className="facts">
        {workplace().fields.map((field) => (
          <div key={field.name}>
            <dt>{tOr(`field.${field.name}`, field.name)}</dt>
            <dd>
              <FieldValue field={field} value={(task.data as Data)[field.name]} />
            </dd>
          </div>
        ))}
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
