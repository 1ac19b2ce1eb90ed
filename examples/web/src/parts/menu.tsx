import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

interface MenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly items: readonly {
    readonly label: string;
    readonly tone?: "danger" | undefined;
    run(): void;
  }[];
  readonly tabIndex?: number;
}

/** A button with a list of further actions. */
export function Menu({ label, icon, items, tabIndex }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  if (items.length === 0) return null;

  function move(event: KeyboardEvent) {
    const all = [...(list.current?.querySelectorAll("button") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = {
      ArrowDown: all[(at + 1) % all.length],
      ArrowUp: all[(at - 1 + all.length) % all.length],
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  return (
    <div className="menu">
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        popoverTarget={id}
        tabIndex={tabIndex}
      >
        {icon}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        className="menu-list"
        onKeyDown={move}
        onToggle={({ newState }) => {
          if (newState === "open") list.current?.querySelector("button")?.focus();
        }}
        onBeforeToggle={({ newState }) => {
          if (newState !== "open") return;
          // Under the button, and inside of the page.
          const { bottom, right } = button.current?.getBoundingClientRect() ?? new DOMRect();
          const style = list.current?.style;
          style?.setProperty(
            "top",
            `${Math.min(bottom + 4, innerHeight - 48 * items.length - 24)}px`,
          );
          style?.setProperty("right", `${Math.max(8, innerWidth - right)}px`);
        }}
      >
        {items.map(({ label: name, tone, run }) => (
          <button
            key={name}
            type="button"
            role="menuitem"
            className={tone === "danger" ? "menu-item menu-item-danger" : "menu-item"}
            onClick={() => {
              list.current?.hidePopover();
              run();
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}
