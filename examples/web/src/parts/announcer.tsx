import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";

const AnnounceContext = createContext<(text: string) => void>(() => {});

/** Texts that come within this time are read together, in ms. */
const pauseMs = 300;
/** A text is removed after this time, so that nobody finds it when reading the page, in ms. */
const lifetimeMs = 5_000;

/** Reads aloud, in a screen reader, what arrives while a person does other things. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [text, setText] = useState("");
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const say = useCallback((next: string) => {
    waiting.current.push(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setText(waiting.current.slice(-3).join(" · "));
      waiting.current = [];
      timer.current = setTimeout(() => setText(""), lifetimeMs);
    }, pauseMs);
  }, []);

  return (
    <AnnounceContext value={say}>
      {children}
      <p className="visually-hidden" role="status" data-announcer>
        {text}
      </p>
    </AnnounceContext>
  );
}

/** Returns a function that reads a text aloud. */
export const useAnnounce = (): ((text: string) => void) => useContext(AnnounceContext);
