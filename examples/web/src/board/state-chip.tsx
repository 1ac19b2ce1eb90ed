import { useLanguage } from "../language/provider.tsx";

/** The state of a request, in the colour of its kind. */
export function StateChip({ state, kind }: { readonly state: string; readonly kind: string }) {
  const { tOr } = useLanguage();
  return <span className={`chip chip-${kind}`}>{tOr(`state.${state}`, state)}</span>;
}
