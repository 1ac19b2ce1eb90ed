import { animateIn, h, isWide, keyedList, setAttribute, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { bilingual, t, time, tOr } from "./i18n.js";

/** @typedef {import("@taskwire/core/model").Event | import("@taskwire/core/model").HiddenEvent} AnyEvent */

const maxEntries = 50;

/** Creates a list of the events that this side received from the server, newest first. */
export function createEventLog() {
  /** @type {{ event: AnyEvent, snapshot: import("./explain.js").Snapshot, at: string }[]} */
  let entries = [];
  const title = h("summary");
  const list = h("ol");
  // Other regions announce what arrives.
  const log = h(
    "div",
    { class: "events-list", role: "log", "aria-live": "off", tabindex: 0 },
    list,
  );
  const empty = h("p", { class: "events-empty" });
  const element = h("details", { class: "events", open: isWide() }, title, empty, log);

  const drawEntries = keyedList(
    list,
    (/** @type {(typeof entries)[number]} */ { event }) => String(event.number),
    ({ event, at }) => {
      const text = h("span", { class: "event-words" });
      const element = h(
        "li",
        { class: "event", "data-type": event.type },
        h("time", { datetime: at }, time(at)),
        text,
        h("code", { title: event.type }, `#${event.number}`),
      );
      animateIn(element);
      return { element, update: (entry) => setText(text, eventText(entry)) };
    },
  );

  function draw() {
    setText(title, t("events.title"));
    setAttribute(log, "aria-label", t("events.title"));
    setText(empty, t("events.empty"));
    empty.hidden = entries.length > 0;
    drawEntries(entries);
  }

  return {
    element,
    draw,

    /**
     * @param {readonly AnyEvent[]} events
     * @param {import("./explain.js").Snapshot} snapshot the names and titles at that time
     */
    add(events, snapshot) {
      const newEntries = events.map((event) => ({
        event,
        snapshot,
        at: "at" in event ? event.at : new Date().toISOString(),
      }));
      entries = [...newEntries.reverse(), ...entries].slice(0, maxEntries);
      draw();
    },

    clear() {
      entries = [];
      draw();
    },
  };
}

/** @param {{ event: AnyEvent, snapshot: import("./explain.js").Snapshot }} entry */
export function eventText({ event, snapshot }) {
  if (!("data" in event)) return t("event.hidden");
  const { task, subtask, member } =
    /** @type {Record<string, { title: string, name: string, assigneeId: string | null } | undefined>} */ (
      event.data
    );
  const drawnTask = snapshot.tasks.find(({ id }) => id === event.subject);
  const values = {
    actor: nameOf(event.actor, snapshot),
    task: task?.title ?? drawnTask?.title ?? "",
    subtask: subtask ? bilingual(subtask.title)[0] : "",
    assignee: subtask?.assigneeId ? nameOf(subtask.assigneeId, snapshot) : t("subtask.nobody"),
    member: member?.name ?? nameOf(event.subject, snapshot),
  };
  return tOr(`event.${event.type}`, t("event.other"), values);
}
