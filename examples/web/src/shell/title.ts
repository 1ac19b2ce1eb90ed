import { createContext, useContext, useEffect } from "react";

/** Whether this app has the page for itself. In the split view, two share it. */
export const OwnsPageContext = createContext(true);

let name = "";
let unread = 0;

function write() {
  const words = name === "" ? "taskwire" : `${name} · taskwire`;
  document.title = unread > 0 ? `(${unread}) ${words}` : words;
}

/** Writes the number of unread notifications into the title of the page. */
export function useTitle(count: number): void {
  const isOwner = useContext(OwnsPageContext);
  useEffect(() => {
    if (!isOwner) return;
    unread = count;
    write();
  }, [count, isOwner]);
}

/** Names the page in the title, as long as the component is shown. */
export function usePageName(next: string): void {
  const isOwner = useContext(OwnsPageContext);
  useEffect(() => {
    if (!isOwner) return;
    name = next;
    write();
    return () => {
      name = "";
    };
  }, [next, isOwner]);
}
