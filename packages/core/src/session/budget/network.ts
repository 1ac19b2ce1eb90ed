import { isIPv4, isIPv6 } from "node:net";

// Text that is no address comes from a proxy or from the app. Only its length has to be limited.
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
  if (isIPv4(withoutPort)) return withoutPort;
  const withoutZone = bare.split("%", 1)[0] ?? "";
  if (!isIPv6(withoutZone)) return text;
  const groups = groupsOf(withoutZone);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return groups.slice(6).flatMap(bytesOf).join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  const [head = "", tail] = address.split("::");
  const first = partsOf(head);
  const last = tail === undefined ? [] : partsOf(tail);
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}

const partsOf = (text: string): number[] =>
  text === ""
    ? []
    : text.split(":").flatMap((part) => {
        if (!part.includes(".")) return Number.parseInt(part, 16);
        const [a = 0, b = 0, c = 0, d = 0] = part.split(".").map(Number);
        return [a * 256 + b, c * 256 + d];
      });

const bytesOf = (group: number): number[] => [group >> 8, group & 255];
