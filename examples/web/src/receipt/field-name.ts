import { useLanguage } from "../language/provider.tsx";

/** Returns a function that names a field of a request by its path, e.g. `data.amount`. */
export function useFieldName(): (path: string) => string {
  const { tOr } = useLanguage();
  return (path) => {
    const name = path.replace(/^data\./, "");
    return tOr(`receipt.field.${path}`, tOr(`field.${name}`, name));
  };
}
