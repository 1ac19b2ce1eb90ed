// The parts that every page has: the theme, the menu on phones, the search and buttons that copy code.
const root = document.documentElement;
const isThai = root.lang === "th";

function toggleTheme(): void {
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

async function openSearch(): Promise<void> {
  const { openSearch } = await import("./search.ts");
  openSearch();
}

document.querySelector("[data-theme-button]")?.addEventListener("click", toggleTheme);
document.querySelector("[data-search-button]")?.addEventListener("click", () => void openSearch());
document.addEventListener("keydown", (event) => {
  const isTyping = (event.target as HTMLElement).closest("input, textarea, [contenteditable]");
  const isShortcut = event.key === "/" || (event.key === "k" && (event.ctrlKey || event.metaKey));
  if (!isShortcut || isTyping) return;
  event.preventDefault();
  void openSearch();
});

const menu = document.querySelector<HTMLButtonElement>("[data-menu-button]");
menu?.addEventListener("click", () => {
  const isOpen = document.body.classList.toggle("menu-open");
  menu.setAttribute("aria-expanded", String(isOpen));
});
const sidebar = document.querySelector<HTMLElement>(".sidebar");
const current = sidebar?.querySelector<HTMLElement>('[aria-current="page"]');
if (sidebar && current) sidebar.scrollTop = current.offsetTop - sidebar.clientHeight / 2;

// People must be able to stop what moves. The still picture then takes its place.
const motion = document.querySelector<HTMLButtonElement>("[data-motion-button]");
const moving = motion?.parentElement?.querySelector("source");
if (motion && moving && matchMedia(moving.media).matches) {
  const { media } = moving;
  let other = motion.dataset.go ?? "";
  motion.hidden = false;
  motion.addEventListener("click", () => {
    moving.media = moving.media === media ? "not all" : media;
    [motion.textContent, other] = [other, motion.textContent];
  });
}

for (const block of document.querySelectorAll<HTMLElement>("div.code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = isThai ? "คัดลอก" : "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(block.querySelector("pre")?.textContent ?? "");
    button.textContent = isThai ? "คัดลอกแล้ว" : "Copied";
  });
  block.append(button);
}
