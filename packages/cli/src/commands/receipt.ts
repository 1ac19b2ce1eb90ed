import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { TaskwireError } from "@taskwire/core/adapter";
import { checkReceipt, type ReceiptFile, signedText } from "@taskwire/core/approvals";
import { type Command, exitCodes, type OptionValues, UsageError } from "../command.ts";
import type { Output } from "../output.ts";

const maxBytes = 16 * 1024 * 1024;

/** Checks the file of a receipt without a database. */
export const receipt: Command = {
  summary: "verifies the file of a receipt, without a database",
  help: `  taskwire receipt verify <file> --key <public key> | --unsigned

  <file>      the answer of receipts.get, as compact JSON
  --key       a file with the app's Ed25519 public key in PEM. Get it from the app,
              never from whoever gave you the receipt
  --unsigned  without a key, only checks that the file agrees with itself: anybody
              could have made it

Computes all hashes again, and checks the signature. If something is wrong, it
lists what, and ends with exit code 1.`,
  options: { key: { type: "string" }, unsigned: { type: "boolean" } },
  words: 2,
  async run(values, output, [verb = "", path = ""]) {
    if (verb !== "verify" || path === "")
      throw new UsageError("Write taskwire receipt verify <file> --key <public key>");
    const key = keyOf(values);
    const bytes = readFile(path);
    const problems = receiptProblems(bytes, key);
    if (problems.length > 0) {
      for (const problem of problems) output.out(`- ${problem}.`);
      output.out("The receipt is not valid.");
      return exitCodes.problems;
    }
    describe(JSON.parse(bytes.toString()) as ReceiptFile, key !== undefined, output);
    return exitCodes.done;
  },
};

/**
 * Returns what is wrong with the file of a receipt.
 *
 * @param key the public key of the app. Undefined: the signature is not checked.
 */
export function receiptProblems(bytes: Buffer, key: KeyObject | undefined): string[] {
  try {
    const { file, problems } = parse(bytes);
    return file ? [...problems, ...checkReceipt(file), ...checkSignature(file, key)] : problems;
  } catch (error) {
    // JSON with thousands of levels takes more stack than there is.
    if (error instanceof RangeError) return ["The file has too many levels to be a receipt"];
    throw error;
  }
}

function keyOf({ key, unsigned }: OptionValues): KeyObject | undefined {
  if ((key === undefined) !== (unsigned === true))
    throw new UsageError("Give either --key public.pem, or --unsigned");
  if (key === undefined) return undefined;
  try {
    const found = createPublicKey(readFile(String(key)));
    if (found.asymmetricKeyType === "ed25519") return found;
  } catch (error) {
    if (error instanceof TaskwireError) throw error;
  }
  throw new UsageError(
    "--key is no file with an Ed25519 public key in PEM. Make one from the private key: openssl pkey -in key.pem -pubout",
  );
}

function readFile(path: string): Buffer {
  try {
    if (statSync(path).size > maxBytes)
      throw new TaskwireError("invalid", `${path} is larger than 16 MiB, so it is no receipt.`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof TaskwireError) throw error;
    throw new TaskwireError("invalid", `${path} can't be read. Check the path.`);
  }
}

/** Reads the file. JSON that was formatted in another way could hide a change of a byte, so it is a problem. */
function parse(bytes: Buffer): { file?: ReceiptFile; problems: string[] } {
  const problems: string[] = [];
  const text = bytes.toString();
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return { problems: ["The file is no JSON"] };
  }
  if (typeof file !== "object" || file === null) return { problems: ["The file is no receipt"] };
  const compact = Buffer.from(JSON.stringify(file));
  if (!compact.equals(bytes) && !Buffer.concat([compact, Buffer.from("\n")]).equals(bytes))
    problems.push(
      "A byte of the file was changed, or it was formatted again. Compact JSON is needed, as receipts.get answers it",
    );
  return { file: file as ReceiptFile, problems };
}

function checkSignature(file: ReceiptFile, key: KeyObject | undefined): string[] {
  if (!key) return [];
  const { signature } = file;
  if (typeof signature !== "string") return ["The file has no signature"];
  const bytes = Buffer.from(signature, "base64url");
  const isCanonical = bytes.toString("base64url") === signature;
  return isCanonical && verify(null, Buffer.from(signedText(file)), key, bytes)
    ? []
    : ["The signature is not one of this key"];
}

function describe({ receipt, votes }: ReceiptFile, isSigned: boolean, output: Output): void {
  const { kind, action, by, at, app, taskId } = receipt;
  const person = receipt.for === undefined ? by : `${by} for ${receipt.for}`;
  const owner = app.replace(/\.$/, ""); // The name can end as the sentence does: Example Ltd.
  output.out(`The ${kind} "${action}" by ${person} at ${at}, on task ${taskId} of ${owner}.`);
  output.out(`About: ${receipt.covers.join(", ")}.`);
  for (const vote of votes)
    output.out(`Rests on the vote "${vote.receipt.action}" by ${vote.receipt.by}.`);
  output.out(
    isSigned
      ? "The receipt is valid, and signed with this key."
      : "The receipt agrees with itself. Nobody has checked a signature.",
  );
}
