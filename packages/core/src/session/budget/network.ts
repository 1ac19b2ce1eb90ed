import { sha256 } from "../../model/sha256.ts";

// Text that is no address comes from a proxy or from the app. Its hash has only characters that ids can have.
const maxLength = 64;

/**
 * Returns the network by which clients are counted. For an IPv4 address, it is the address itself.
 * For an IPv6 address, it is the first 64 bits, because one customer usually has all addresses with
 * the same first 64 bits. An IPv4 address that is written as IPv6 counts as IPv4. Ports, brackets
 * and zones are left out.
 *
 * @example
 * ```ts
 * networkOf("2001:db8:1:2:3:4:5:6"); // "2001:db8:1:2::/64"
 * networkOf("::ffff:192.0.2.7"); // "192.0.2.7"
 * ```
 */
export function networkOf(address: string): string {
  const text = address.trim().slice(0, maxLength).toLowerCase();
  const bare = /^\[([^\]]*)\]/.exec(text)?.[1] ?? text;
  const withoutPort = /^([\d.]+):\d+$/.exec(bare)?.[1] ?? bare;
  if (isV4(withoutPort)) return withoutPort;
  const groups = groupsOf(bare.split("%", 1)[0] ?? "");
  if (!groups) return text === "" ? "" : `other-${sha256(text).slice(0, 16)}`;
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

const byte = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const v4 = new RegExp(`^${byte}(?:\\.${byte}){3}$`);
const isV4 = (text: string): boolean => v4.test(text);

/** The eight groups of an IPv6 address. Undefined for every other text. */
function groupsOf(address: string): number[] | undefined {
  const [head = "", tail, ...more] = address.split("::");
  const first = partsOf(head, tail === undefined);
  const last = tail === undefined ? [] : partsOf(tail, true);
  const missing = 8 - first.length - last.length;
  const isWhole = tail === undefined ? missing === 0 : missing > 0;
  if (more.length > 0 || !isWhole || [...first, ...last].includes(Number.NaN)) return undefined;
  return [...first, ...Array<number>(missing).fill(0), ...last];
}

/** The groups of one side of `::`. A part that is no group is `NaN`. */
const partsOf = (text: string, mayEndInV4: boolean): number[] =>
  text === ""
    ? []
    : text.split(":").flatMap((part, i, all) => {
        if (/^[\da-f]{1,4}$/.test(part)) return Number.parseInt(part, 16);
        if (!mayEndInV4 || i !== all.length - 1 || !isV4(part)) return Number.NaN;
        const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
        return [a * 256 + b, c * 256 + d];
      });

const bytesOf = (group: number): number[] => [group >> 8, group & 255];
