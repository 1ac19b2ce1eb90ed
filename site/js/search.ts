// The dialog that searches the whole site. It loads the index when it is opened for the first time.
import type MiniSearch from "minisearch";
import { type Found, find, type Indexed, openIndex } from "./find.ts";

const root = document.documentElement.dataset.root ?? "";
const isThai = document.documentElement.lang === "th";
const words = isThai
  ? { label: "ค้นหาในเว็บไซต์", none: "ไม่พบผลลัพธ์", close: "ปิด", loading: "กำลังโหลด …" }
  : { label: "Search the docs", none: "Nothing found.", close: "Close", loading: "Loading …" };

let index: Promise<MiniSearch<Indexed>> | undefined;
const load = () => {
  index ??= fetch(`${root}search.json`)
    .then((response) => response.text())
    .then(openIndex);
  return index;
};

const dialog = document.createElement("dialog");
dialog.className = "search";
dialog.setAttribute("aria-label", words.label);
const input = document.createElement("input");
input.type = "search";
input.placeholder = words.label;
input.setAttribute("aria-label", words.label);
input.setAttribute("aria-controls", "found");
const close = document.createElement("button");
close.type = "button";
close.textContent = words.close;
close.addEventListener("click", () => dialog.close());
const status = document.createElement("p");
status.setAttribute("role", "status");
const list = document.createElement("ol");
list.id = "found";
const bar = document.createElement("div");
bar.className = "search-bar";
bar.append(input, close);
dialog.append(bar, status, list);
document.body.append(dialog);

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

function line(found: Found): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = `${root}${found.id}`;
  const title = document.createElement("strong");
  title.textContent = found.heading;
  const place = document.createElement("span");
  place.textContent = found.page === found.heading ? found.kind : found.page;
  const excerpt = document.createElement("p");
  excerpt.append(
    ...found.excerpt.map(({ text, isMatch }) => {
      if (!isMatch) return text;
      const mark = document.createElement("mark");
      mark.textContent = text;
      return mark;
    }),
  );
  link.append(title, place, excerpt);
  link.addEventListener("click", () => dialog.close());
  item.append(link);
  return item;
}

async function show(): Promise<void> {
  const question = input.value;
  if (question.trim() === "") {
    list.replaceChildren();
    status.textContent = "";
    return;
  }
  status.textContent = words.loading;
  const found = find(await load(), question, document.documentElement.lang);
  if (input.value !== question) return;
  list.replaceChildren(...found.map(line));
  status.textContent = found.length === 0 ? words.none : "";
}

input.addEventListener("input", () => void show());
dialog.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const links = [...list.querySelectorAll("a")];
  if (event.key === "Enter" && event.target === input) links[0]?.click();
  if (step === undefined || links.length === 0) return;
  event.preventDefault();
  const at = links.indexOf(document.activeElement as HTMLAnchorElement) + step;
  if (at < 0) input.focus();
  else links[Math.min(at, links.length - 1)]?.focus();
});

/** Opens the dialog. */
export function openSearch(): void {
  dialog.showModal();
  input.select();
  void load();
}
