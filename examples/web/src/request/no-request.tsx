import { useLanguage } from "../language/provider.tsx";
import { EmptyState } from "../parts/states.tsx";

/** Stands beside the list as long as no request is chosen. */
export function NoRequest() {
  const { t } = useLanguage();
  return (
    <div className="detail detail-empty">
      <EmptyState title={t("request.pick")} text={t("request.pick.text")} />
    </div>
  );
}
