import { useLocation } from "wouter";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { GoneState } from "../parts/states.tsx";
import { usePageName } from "./title.ts";

/** There is nothing at this address. */
export function NotFound() {
  const { t } = useLanguage();
  const [, go] = useLocation();
  usePageName(t("notFound.title"));
  return (
    <GoneState isPage title={t("notFound.title")} text={t("notFound.text")}>
      <Button tone="primary" onClick={() => go("/requests")}>
        {t("notFound.home")}
      </Button>
    </GoneState>
  );
}
