import { CircleAlert, DoorClosed, Inbox, Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useLanguage } from "../language/provider.tsx";
import { useDelayed } from "../page/delayed.ts";
import { Button } from "./button.tsx";

interface StateProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Whether it stands in place of a whole page, so that its title is the page's. */
  readonly isPage?: boolean;
  /** The way on, for example a button. */
  readonly children?: ReactNode;
}

const State = ({
  icon,
  title,
  text,
  isPage,
  children,
}: StateProps & { readonly icon: ReactNode }) => (
  <div className="state">
    <span className="state-icon" aria-hidden="true">
      {icon}
    </span>
    {isPage ? <h1 className="state-title">{title}</h1> : <p className="state-title">{title}</p>}
    {text !== undefined && <p className="soft">{text}</p>}
    {children}
  </div>
);

/** There is nothing here, and that is fine. */
export const EmptyState = (props: StateProps) => <State icon={<Inbox />} {...props} />;

/** It was here, and is not any more: says why, and where to go. */
export const GoneState = (props: StateProps) => <State icon={<DoorClosed />} {...props} />;

/** The person may not see or do this: says why, and who can. */
export const NoRightState = (props: StateProps) => <State icon={<Lock />} {...props} />;

/** It could not be loaded. Without `retry`, the page is loaded again. */
export function ErrorState({
  text,
  retry = () => location.reload(),
}: {
  readonly text: string;
  readonly retry?: () => void;
}) {
  const { t } = useLanguage();
  return (
    <State icon={<CircleAlert />} title={t("state.error.title")} text={text}>
      <Button onClick={retry}>{t("again")}</Button>
    </State>
  );
}

/** Grey rows in place of a list that loads. A short wait shows nothing. */
export function LoadingRows({ rows = 8 }: { readonly rows?: number }) {
  const { t } = useLanguage();
  const isSlow = useDelayed(300);
  const isVerySlow = useDelayed(3_000);
  return (
    <div className="skeleton" aria-busy="true">
      <span className="visually-hidden" role="status">
        {isSlow ? t("loading") : ""}
      </span>
      {isVerySlow && <p className="soft">{t("loading.slow")}</p>}
      {isSlow &&
        Array.from({ length: rows }, (_, row) => `row ${row}`).map((key) => (
          <div key={key} className="skeleton-row" />
        ))}
    </div>
  );
}
