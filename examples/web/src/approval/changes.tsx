import { useLanguage } from "../language/provider.tsx";
import { FieldValue } from "../request/field-value.tsx";
import type { Change } from "./use-changes.ts";
import { useApprovalWords } from "./words.ts";

/** The fields that were changed since the request was sent back. */
export function Changes({ changes }: { readonly changes: readonly Change[] }) {
  const { a } = useApprovalWords();
  const { tOr } = useLanguage();
  if (changes.length === 0) return <p className="soft small">{a("approval.changed.nothing")}</p>;
  return (
    <div className="changes small">
      <p>{a("approval.changed")}</p>
      <ul>
        {changes.map(({ field, before }) => (
          <li key={field.name}>
            {tOr(`field.${field.name}`, field.name)}{" "}
            <span className="soft">
              ({a("approval.changed.before", { value: "" })}
              <FieldValue field={field} value={before} />)
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
