import { BlockList, isIP } from "node:net";

const refused = new BlockList();

/** All public IPv6 addresses are in this network. Everything else is reserved. */
const publicIpv6 = new BlockList();
publicIpv6.addSubnet("2000::", 3, "ipv6");

/** Networks that are not the public Internet, as IANA lists them. Those outside of `publicIpv6` are left out. */
const networks: readonly (readonly [address: string, bits: number])[] = [
  ["0.0.0.0", 8], // this network
  ["10.0.0.0", 8], // private
  ["100.64.0.0", 10], // shared by carriers
  ["127.0.0.0", 8], // this machine
  ["169.254.0.0", 16], // this link; clouds have the keys of machines there
  ["172.16.0.0", 12], // private
  ["192.0.0.0", 24], // protocols
  ["192.0.2.0", 24], // documentation
  ["192.88.99.0", 24], // relays of 6to4
  ["192.168.0.0", 16], // private
  ["198.18.0.0", 15], // benchmarks
  ["198.51.100.0", 24], // documentation
  ["203.0.113.0", 24], // documentation
  ["224.0.0.0", 4], // multicast
  ["240.0.0.0", 4], // reserved, broadcast
  ["2001::", 23], // protocols, among them Teredo
  ["2001:db8::", 32], // documentation
  ["3fff::", 20], // documentation
];
for (const [address, bits] of networks)
  refused.addSubnet(address, bits, address.includes(":") ? "ipv6" : "ipv4");

/** IPv6 addresses that lead to an IPv4 address: the place of the IPv4 address, in groups of 16 bits. */
const carriers: readonly (readonly [prefix: RegExp, group: number])[] = [
  [/^0:0:0:0:0:ffff:/, 6], // an IPv4 address written as IPv6
  [/^64:ff9b:0:0:0:0:/, 6], // translation
  [/^2002:/, 1], // 6to4
];

/**
 * Whether an address is not on the public Internet: private networks, this machine, link-local addresses (where clouds
 * have the keys of machines), and everything that IANA reserves. Anything that is no IP address counts as private.
 *
 * @example
 * ```ts
 * isPrivateAddress("169.254.169.254"); // true
 * isPrivateAddress("93.184.215.14"); // false
 * ```
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return refused.check(address, "ipv4");
  if (family !== 6) return true;
  const groups = groupsOf(address);
  const text = groups.map((group) => group.toString(16)).join(":");
  for (const [prefix, at] of carriers) {
    if (!prefix.test(text)) continue;
    const [high = 0, low = 0] = groups.slice(at);
    return isPrivateAddress(`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`);
  }
  const plain = address.replace(/%.*$/, "");
  return !publicIpv6.check(plain, "ipv6") || refused.check(plain, "ipv6");
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): number[] {
  // The parser of URLs writes IPv6 addresses in one form, without an IPv4 address at the end.
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, "")}]/`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const numbers = (text: string) =>
    text === "" ? [] : text.split(":").map((one) => parseInt(one, 16));
  const [first, last] = [numbers(head), tail === undefined ? [] : numbers(tail)];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
