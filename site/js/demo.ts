// The live demo: the real server and two real clients, all in this page.
import { startDemoServer } from "./demo-server.ts";
import { side } from "./demo-side.ts";

const place = document.querySelector<HTMLElement>("[data-demo]");
const server = await startDemoServer();
const log = document.createElement("ol");
log.className = "demo-log";
log.setAttribute("aria-label", "Events");
server.taskwire.on("*", ({ type, actor, topic }) => {
  const line = document.createElement("li");
  line.textContent = `${type} by ${actor} · ${topic.split(":")[0]}`;
  log.prepend(line);
});
place?.replaceChildren(side(server, "lek", "Lek asks"), side(server, "dao", "Dao decides"), log);
