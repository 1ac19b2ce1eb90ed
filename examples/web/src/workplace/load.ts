import { addWords } from "../language/dictionary.ts";
import { dealer } from "./dealer.ts";
import { boardId, setWorkplace } from "./workplace.ts";

/** Loads what the app has to know of the server's requests, before anything is drawn. */
export async function loadWorkplace(): Promise<void> {
  const isOffice = boardId === "expenses";
  const workplace = isOffice ? (await import("./expenses.ts")).expenses : dealer;
  addWords(workplace.words);
  setWorkplace(workplace);
}
