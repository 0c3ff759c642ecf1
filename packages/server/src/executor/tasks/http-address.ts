/**
 * Which addresses a workflow's requests may go to. A workflow names any host it likes, and the server may stand where
 * that host must not be reached from: its own machine, the private network, the cloud's metadata service. Whatever is not
 * an address of the public internet is refused unless the configuration allows its network.
 */

import { BlockList, isIP } from "node:net";

/** IANA's special-purpose registries, and what else never is somebody's public server. */
const special4 = [
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"],
  ...["224.0.0.0/4", "240.0.0.0/4"],
];
const special6 = [
  ...["::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"],
  ...["fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
];

export interface AddressGuard {
  /** `allowed`: the configuration names its network, and plain HTTP will do; `public`: anybody's; `refused`: neither. */
  judge(address: string): "allowed" | "public" | "refused";
}

/** Networks in CIDR form. */
export function createAddressGuard(allowedNetworks: readonly string[]): AddressGuard {
  const special = blockListOf([...special4, ...special6]);
  const allowed = blockListOf(allowedNetworks);
  const within = (list: BlockList, address: string) => list.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
  return {
    judge(given) {
      const address = embeddedIpv4(given) ?? given;
      if (isIP(address) === 0) return "refused";
      if (within(allowed, address) || within(allowed, given)) return "allowed";
      return within(special, address) ? "refused" : "public";
    },
  };
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = ""] = network.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

/** The IPv4 address that an IPv6 one stands for: mapped (::ffff:a.b.c.d), NAT64 (64:ff9b::), 6to4 (2002:). */
function embeddedIpv4(address: string): string | undefined {
  if (isIP(address) !== 6) return undefined;
  const groups = groupsOf(address);
  const dotted = (high = 0, low = 0) => [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
  const leading = groups.slice(0, 6).join(":");
  if (leading === "0:0:0:0:0:65535" || leading === "100:65435:0:0:0:0") return dotted(groups[6], groups[7]);
  return groups[0] === 0x2002 ? dotted(groups[1], groups[2]) : undefined;
}

/** The eight numbers of an IPv6 address. */
function groupsOf(address: string): readonly number[] {
  const [plain = ""] = address.split("%");
  const withoutDots = plain.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_all, a: string, b: string, c: string, d: string) =>
    [(Number(a) << 8) | Number(b), (Number(c) << 8) | Number(d)].map((group) => group.toString(16)).join(":"),
  );
  const [head = "", tail] = withoutDots.split("::");
  const numbers = (part: string) => (part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16)));
  const first = numbers(head);
  const last = tail === undefined ? [] : numbers(tail);
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}
