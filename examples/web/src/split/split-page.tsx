import { useEffect } from "react";
import { useLanguage } from "../language/provider.tsx";
import { sides } from "./side.ts";

/** Two people side by side: two frames with the app, each with a session of its own. */
export function SplitPage() {
  const { t } = useLanguage();
  useEffect(() => {
    document.title = `${t("split.title")} · taskwire`;
  }, [t]);
  return (
    <main className="split" aria-label={t("split.title")}>
      {sides.map((side) => (
        <iframe key={side} name={side} src="/" title={t(`split.${side}`)} />
      ))}
    </main>
  );
}
