import { expect, test } from "vitest";
import { boardId } from "../src/dealer.ts";
import { readOutbox } from "../src/outbox.ts";
import { filesIn } from "../src/settings.ts";
import { voteUrl } from "../src/vote-links.ts";
import { openTab } from "./support/chromium.ts";
import { logIn, runServer, seededDirectory } from "./support/server.ts";

test("a person decides with the link from the mail, as the one who is signed in in the app", async () => {
  const files = filesIn(await seededDirectory());
  const { request, url } = await runServer({ files });
  const { accessToken: token } = (await logIn(request, "lek")).body;
  const dao = (await logIn(request, "dao")).body;
  const data = { customer: "Somchai", vehicle: "Toyota Yaris", tradeIn: false };
  const body = { type: "vehicle_sale", title: "Sell the blue one", data };
  const path = `/api/boards/${boardId}/tasks`;
  const { task } = (await request(path, { method: "POST", body, token })).body;
  const mail = () =>
    readOutbox(files.outbox).find(
      ({ to, about, decide }) => to === dao.user.id && about === `task:${task.id}` && decide,
    );
  await expect.poll(mail).toBeDefined();
  const fragment = new URL(mail()?.decide ?? "").hash;
  const page = await openTab({ locale: "en-GB" });
  await page.goto(`${url}/vote${fragment}`);
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  const { user, refreshToken } = dao;
  await page.evaluate(
    (session) => localStorage.setItem("taskwire.session.main", session),
    JSON.stringify({ user, refreshToken }),
  );
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "Sell the blue one" }).waitFor();
  await page.getByText("Trade-in").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("status").filter({ hasText: "Done: Approve" }).waitFor();
  expect((await request(`${path}/${task.id}`, { token })).body.task).toMatchObject({
    state: "approved",
    decision: { by: user.id },
  });
});

test("links lead to the app's own address, and to no address without encryption", () => {
  expect(voteUrl({ origins: [], port: 3000 })).toBe("http://localhost:3000/vote");
  const origins = ["https://tasks.example.com", "https://other.example.com"];
  expect(voteUrl({ origins, port: 3000 })).toBe("https://tasks.example.com/vote");
  expect(voteUrl({ origins: ["http://tasks.local"], port: 3000 })).toBeUndefined();
});
