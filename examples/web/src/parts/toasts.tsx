import { X } from "lucide-react";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button, IconButton } from "./button.tsx";

/** A short message at the edge of the page. */
export interface Toast {
  readonly text: string;
  readonly tone?: "error" | undefined;
  /** A button, for example to undo. */
  readonly action?: { readonly label: string; run(): void } | undefined;
  /** How long it stays. Default: 6 s, and errors until they are closed. */
  readonly ms?: number | undefined;
  /** A message replaces the one before it with the same id. */
  readonly id?: string | undefined;
}

interface Shown extends Toast {
  readonly number: number;
}

interface Toasts {
  readonly shown: readonly Shown[];
  show(toast: Toast): void;
  hide(id: string | number): void;
}

const ToastContext = createContext<Toasts["show"] | undefined>(undefined);
const HideContext = createContext<Toasts["hide"] | undefined>(undefined);

let count = 0;

/** A message that has the pointer or the focus is looked at again after this time, in ms. */
const heldMs = 1_000;

/** Shows messages above the components below it. They are read aloud, and stay while they have the pointer or the focus. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const actions = useMemo<Omit<Toasts, "shown">>(() => {
    const hide = (id: string | number) =>
      setShown((now) => now.filter((one) => one.number !== id && one.id !== id));
    const show = (toast: Toast) => {
      const next = { ...toast, number: ++count };
      setShown((now) => [
        ...now.filter(({ id }) => id === undefined || id !== toast.id).slice(-2),
        next,
      ]);
      const ms = toast.ms ?? (toast.tone === "error" ? undefined : 6_000);
      const end = () => {
        const item = document.querySelector(`[data-toast="${next.number}"]`);
        if (item?.matches(":hover, :focus-within")) setTimeout(end, heldMs);
        else hide(next.number);
      };
      if (ms !== undefined) setTimeout(end, ms);
    };
    return { show, hide };
  }, []);
  return (
    <ToastContext value={actions.show}>
      <HideContext value={actions.hide}>
        {children}
        <ToastList shown={shown} hide={actions.hide} />
      </HideContext>
    </ToastContext>
  );
}

function ToastList({ shown, hide }: Pick<Toasts, "shown" | "hide">) {
  const { t } = useLanguage();
  return (
    <section className="toasts" aria-label={t("toast.label")}>
      {["status", "alert"].map((role) => (
        <ol
          key={role}
          aria-live={role === "alert" ? "assertive" : "polite"}
          aria-relevant="additions text"
        >
          {shown
            .filter(({ tone }) => (tone === "error") === (role === "alert"))
            .map(({ number, text, tone, action }) => (
              <li
                key={number}
                data-toast={number}
                className={tone === "error" ? "toast toast-error" : "toast"}
              >
                <span className="toast-text">{text}</span>
                {action && (
                  <Button
                    tone="quiet"
                    onClick={() => {
                      hide(number);
                      action.run();
                    }}
                  >
                    {action.label}
                  </Button>
                )}
                <IconButton label={t("close")} onClick={() => hide(number)}>
                  <X />
                </IconButton>
              </li>
            ))}
        </ol>
      ))}
    </section>
  );
}

/** Returns a function that shows a message. */
export function useToast(): Toasts["show"] {
  const show = useContext(ToastContext);
  if (!show) throw new Error("Put a <ToastProvider> around the app.");
  return show;
}

/** Returns a function that hides a message by its id. */
export function useHideToast(): Toasts["hide"] {
  const hide = useContext(HideContext);
  if (!hide) throw new Error("Put a <ToastProvider> around the app.");
  return hide;
}
