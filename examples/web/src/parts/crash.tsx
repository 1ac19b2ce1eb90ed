import { Component, type ReactNode } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "./button.tsx";

function Crashed() {
  const { t } = useLanguage();
  return (
    <main className="state" tabIndex={-1}>
      <h1 className="state-title">{t("crash.title")}</h1>
      <p className="soft">{t("crash.text")}</p>
      <Button tone="primary" onClick={() => location.reload()}>
        {t("crash.reload")}
      </Button>
    </main>
  );
}

/** Shows words in place of a page that has thrown. */
export class CrashBoundary extends Component<
  { readonly children: ReactNode },
  { readonly hasCrashed: boolean }
> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    return this.state.hasCrashed ? <Crashed /> : this.props.children;
  }
}
