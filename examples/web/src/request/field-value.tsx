import { useLanguage } from "../language/provider.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";
import type { Data, Field } from "../workplace/fields.ts";

interface FieldValueProps {
  readonly field: Field;
  readonly value: Data[string] | undefined;
}

/** The value of a field of a request, in words. */
export function FieldValue({ field: { name, kind }, value = "" }: FieldValueProps) {
  const { tOr, dates } = useLanguage();
  const nameOf = useNameOf();
  if (kind === "check") return tOr(`field.${name}.${value === true ? "yes" : "no"}`, String(value));
  if (kind === "amount") return dates.baht(Number(value));
  if (kind === "person") return nameOf(String(value));
  return <Written>{String(value)}</Written>;
}
