import { useSyncExternalStore } from "react";

export const themes = ["system", "light", "dark"] as const;

/** Whether the app is light, dark, or as the system says. */
export type Theme = (typeof themes)[number];

const key = "taskwire.theme";
const listeners = new Set<() => void>();

const stored = (): Theme => themes.find((theme) => theme === localStorage.getItem(key)) ?? "system";

/** Shows the theme that was chosen in this browser. */
export function applyTheme(): void {
  const theme = stored();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const listener of listeners) listener();
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  applyTheme();
}

addEventListener("storage", (event) => {
  if (event.key === key) applyTheme();
});

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, stored);
