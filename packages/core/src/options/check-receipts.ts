import { privateKeyBytes } from "../model/private-key.ts";
import type { TaskwireOptions } from "./options.ts";

const maxAppLength = 100;

/**
 * Refuses receipts without the name of the app, and a key that can't sign.
 *
 * @throws {Error} naming what is wrong, and the cure. It does not have the key.
 */
export function checkReceipts(receipts: TaskwireOptions["receipts"]): void {
  if (receipts === undefined) return;
  const { app, key } = receipts;
  if (typeof app !== "string" || app.trim() === "" || app.length > maxAppLength)
    throw new Error(
      `receipts: \`app\` is the name of your app in the receipts, with 1 to ${maxAppLength} characters.`,
    );
  if (key !== undefined && (typeof key !== "string" || !privateKeyBytes(key)))
    throw new Error(
      "receipts: `key` is no Ed25519 private key in PEM. Make one with `openssl genpkey -algorithm ed25519`, and give its text.",
    );
}
