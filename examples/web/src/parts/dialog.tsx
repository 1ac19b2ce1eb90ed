import { X } from "lucide-react";
import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { useLanguage } from "../language/provider.tsx";
import { IconButton } from "./button.tsx";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  /** Called when the person closes it, also with Escape. Without it, the person can't close it. */
  readonly onClose?: (() => void) | undefined;
  /** `drawer`: at the side of the page, at the bottom of a phone. */
  readonly shape?: "drawer" | "box";
  readonly children: ReactNode;
}

/** A dialog in front of the page. The browser keeps the focus in it, and gives it back afterwards. */
export function Dialog({ title, isOpen, onClose, shape = "box", children }: DialogProps) {
  const { t } = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  /** The element that had the focus before. */
  const opener = useRef<Element>(null);
  const titleId = useId();

  // Before the browser paints: an empty dialog would keep the page behind it from answering.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (isOpen && element && !element.open) {
      opener.current = document.activeElement;
      element.showModal();
      // The browser chooses the button that closes it. On a phone, a field would open the keyboard.
      const field = element.querySelector<HTMLElement>(
        "input:not([type=checkbox]), select, textarea",
      );
      if (matchMedia("(hover: hover)").matches) field?.focus();
    }
    if (!isOpen && element?.open) element.close();
  }, [isOpen]);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog anyway.
    <dialog
      ref={dialog}
      className={`dialog dialog-${shape}`}
      aria-labelledby={titleId}
      onClose={() => {
        // After Escape, the browser does not always give the focus back.
        if (opener.current instanceof HTMLElement && opener.current.isConnected)
          opener.current.focus({ preventScroll: true });
        // The page has closed it.
        if (!isOpen) return;
        if (onClose) onClose();
        else dialog.current?.showModal();
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) onClose?.();
      }}
    >
      {isOpen && (
        <div className="dialog-content">
          <header className="dialog-head">
            <h2 id={titleId}>{title}</h2>
            {onClose && (
              <IconButton label={t("close")} onClick={onClose}>
                <X />
              </IconButton>
            )}
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}
