/** The names of the two frames of the split view. A frame keeps its name, wherever it goes. */
export const sides = ["taskwire-left", "taskwire-right"] as const;

/** The place of this page's session: that of its frame, or the one of the browser. */
export const sessionPlace: string =
  sides.find((side) => window.parent !== window && window.name === side) ?? "main";

/** Whether this page is one of two people side by side. */
export const isInSplit = sessionPlace !== "main";
