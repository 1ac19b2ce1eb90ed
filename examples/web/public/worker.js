// Keeps the files of the app, so that it starts without a connection. It keeps nothing that a person has read:
// the page does that, and removes it when the person signs out.
const cacheName = "taskwire.app";
const page = "/";

/** The files that a text of the app names: scripts, styles, fonts. */
const filesIn = (text) =>
  [...text.matchAll(/[\w.-]+-[\w-]{8}\.(?:js|css|woff2)/g)].map(([name]) => `/assets/${name}`);

/** Loads the app with all of its files, and removes the files of earlier versions. */
async function fill() {
  const cache = await caches.open(cacheName);
  const first = await fetch(page, { cache: "no-cache", headers: { Accept: "text/html" } });
  if (!first.ok) return;
  const kept = new Set(["/icon.svg", "/icon-192.png", "/icon-512.png", "/manifest.webmanifest"]);
  for (const path of kept) if (!(await cache.match(path))) await cache.add(path);
  const names = filesIn(await first.clone().text());
  for (const path of names) {
    if (kept.has(path)) continue;
    kept.add(path);
    const held = await cache.match(path);
    const file = held ?? (await fetch(path));
    if (!file.ok) continue;
    if (!held) await cache.put(path, file.clone());
    if (/\.(js|css)$/.test(path)) names.push(...filesIn(await file.text()));
  }
  await cache.put(page, first);
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    if (pathname !== page && !kept.has(pathname)) await cache.delete(url);
  }
}

/** The page from the server, or the kept one if there is no connection. */
async function open(event) {
  try {
    const answer = await fetch(event.request);
    const held = await caches.match(page);
    const isApp = answer.headers.get("ETag") === held?.headers.get("ETag");
    if (answer.ok && !isApp) event.waitUntil(fill());
    return answer;
  } catch (error) {
    const held = await caches.match(page);
    if (held) return held;
    throw error;
  }
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const isOther = /^\/(vanilla|docs|client|style)(\/|$)/.test(pathname);
  if (request.mode === "navigate" && !isOther) event.respondWith(open(event));
  else if (/^\/(assets\/|icon|manifest\.)/.test(pathname))
    event.respondWith(caches.match(pathname).then((held) => held ?? fetch(request)));
});
