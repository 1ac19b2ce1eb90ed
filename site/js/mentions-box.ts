// A box in which readers try their own text with the parser that servers and pages use.
import { parseMentions, prepareDirectory, renderParts } from "@taskwire/core/mentions";
import { element } from "./elements.ts";

const people = [
  { id: "u1", handle: "alice", names: ["Alice Wong"] },
  { id: "u2", handle: "bob", names: ["Bob"] },
  { id: "u5", handle: "สมชาย", names: ["สมชาย ใจดี"] },
  { id: "u6", handle: "เล็ก", names: ["Lek เล็ก"] },
  { id: "g1", kind: "group", handle: "admins", names: ["ผู้ดูแล"] },
] as const;
const directory = prepareDirectory(people);

const field = element("textarea", { rows: "3", "aria-label": "Text with mentions" });
field.value = "ขอให้@สมชายช่วยตรวจเอกสารครับ @alice and `@bob` @nobody";
const drawn = element("p", { class: "try-drawn", "aria-label": "The text as a page draws it" });
const result = element("pre", { tabindex: "0", "aria-label": "Result" });

function show(): void {
  const found = parseMentions(field.value, directory, { author: "u2" });
  drawn.replaceChildren(
    ...renderParts(field.value, found.mentions).map((part) =>
      part.type === "mention" ? element("mark", {}, part.text) : part.text,
    ),
  );
  result.textContent = JSON.stringify(found, null, 2);
}

field.addEventListener("input", show);
document
  .querySelector("[data-mentions-box]")
  ?.replaceChildren(
    element(
      "p",
      {},
      `These can be mentioned: ${people.map(({ handle }) => `@${handle}`).join(", ")}. You are Bob.`,
    ),
    field,
    drawn,
    result,
  );
show();
