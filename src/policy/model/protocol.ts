/** IP protocol numbers (IANA) of the protocols that Calico knows by name, spelled as in Calico v3. */
const NUMBERS = { TCP: 6, UDP: 17, ICMP: 1, ICMPv6: 58, SCTP: 132, UDPLite: 136 } as const;

export const { TCP, UDP, ICMP, ICMPv6: ICMPV6, SCTP, UDPLite: UDPLITE } = NUMBERS;

/** IP in IP. */
export const IPIP = 4;

const BY_NAME: ReadonlyMap<string, number> = new Map(
  Object.entries(NUMBERS).flatMap(([name, number]) => [
    [name, number],
    [name.toLowerCase(), number],
  ]),
);

/** Returns the number of a protocol, given as a name in any case or a number from 0 to 255, also as text. */
export function protocolNumber(protocol: string | number): number | undefined {
  if (typeof protocol === 'string') {
    const known = BY_NAME.get(protocol) ?? BY_NAME.get(protocol.toLowerCase());
    if (known !== undefined) return known;
  }
  const number = typeof protocol === 'number' || /^\d{1,3}$/.test(protocol) ? Number(protocol) : NaN;
  return Number.isInteger(number) && number >= 0 && number <= 255 ? number : undefined;
}

/** Returns a protocol's name as Calico v3 writes it, or its number. */
export function protocolName(protocol: number): string {
  return Object.entries(NUMBERS).find(([, number]) => number === protocol)?.[0] ?? String(protocol);
}
