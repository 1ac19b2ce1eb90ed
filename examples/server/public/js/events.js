import { h, isWide, keyedList, moveIn, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { bilingual, t, time, tOr } from "./i18n.js";

/** @typedef {import("@taskwire/core/model").Event | import("@taskwire/core/model").HiddenEvent} AnyEvent */

const kept = 50;

/** What the server has told this side, newest first, as it arrived. */
export function createEventStrip() {
  /** @type {{ event: AnyEvent, snapshot: import("./explain.js").Snapshot, at: string }[]} */
  let entries = [];
  const title = h("summary");
  const list = h("ol", { class: "events-list", role: "log", "aria-live": "off", tabindex: 0 });
  const empty = h("p", { class: "events-empty" });
  const element = h("details", { class: "events", open: isWide() }, title, empty, list);

  const drawRows = keyedList(
    list,
    (/** @type {(typeof entries)[number]} */ { event }) => String(event.number),
    ({ event, at }) => {
      const words = h("span", { class: "event-words" });
      const row = h(
        "li",
        { class: "event", "data-type": event.type },
        h("time", { datetime: at }, time(at)),
        words,
        h("code", {}, `${event.type} #${event.number}`),
      );
      moveIn(row);
      return { element: row, update: (entry) => setText(words, eventText(entry)) };
    },
  );

  function draw() {
    setText(title, t("events.title"));
    setText(empty, t("events.empty"));
    empty.hidden = entries.length > 0;
    drawRows(entries);
  }

  return {
    element,
    draw,

    /**
     * @param {readonly AnyEvent[]} events
     * @param {import("./explain.js").Snapshot} snapshot who was who, and what was called what, at that moment
     */
    add(events, snapshot) {
      const fresh = events.map((event) => ({
        event,
        snapshot,
        at: "at" in event ? event.at : new Date().toISOString(),
      }));
      entries = [...fresh.reverse(), ...entries].slice(0, kept);
      draw();
    },

    clear() {
      entries = [];
      draw();
    },
  };
}

/** @param {{ event: AnyEvent, snapshot: import("./explain.js").Snapshot }} entry */
function eventText({ event, snapshot }) {
  if (!("data" in event)) return t("event.hidden");
  const { task, subtask, member } =
    /** @type {Record<string, { title: string, name: string, assigneeId: string | null } | undefined>} */ (
      event.data
    );
  const known = snapshot.tasks.find(({ id }) => id === event.subject);
  const values = {
    actor: nameOf(event.actor, snapshot),
    task: task?.title ?? known?.title ?? "",
    subtask: subtask ? bilingual(subtask.title)[0] : "",
    assignee: subtask?.assigneeId ? nameOf(subtask.assigneeId, snapshot) : t("subtask.nobody"),
    member: member?.name ?? nameOf(event.subject, snapshot),
  };
  return tOr(`event.${event.type}`, event.type, values);
}
