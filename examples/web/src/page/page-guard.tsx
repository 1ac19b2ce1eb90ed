import { useContext, useEffect } from "react";
import { useUnsentChanges } from "../connection/unsent-changes.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { useToast } from "../parts/toasts.tsx";
import { OwnsPageContext } from "../shell/title.ts";
import { guardAim } from "./aim-guard.ts";

/** Guards clicks on what has just changed, and shows errors that nobody has thought of. */
export function PageGuard() {
  const { t } = useLanguage();
  const toast = useToast();
  const errorText = useErrorText();
  const isOwner = useContext(OwnsPageContext);
  useUnsentChanges();

  useEffect(
    () => (isOwner ? guardAim(() => toast({ id: "aim", text: t("press.again") })) : undefined),
    [isOwner, toast, t],
  );

  useEffect(() => {
    if (!isOwner) return;
    const failed = ({ reason }: PromiseRejectionEvent) =>
      toast({ text: errorText(reason), tone: "error" });
    addEventListener("unhandledrejection", failed);
    return () => removeEventListener("unhandledrejection", failed);
  }, [isOwner, toast, errorText]);
  return null;
}
