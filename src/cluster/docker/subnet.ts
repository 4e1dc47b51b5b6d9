/** Calico's IPAM answers this for “any pool”. Docker lists it as a subnet, but the plugin rejects it as one. */
const ANY: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

/** Whether a subnet restricts anything. */
export function isSubnet(cidr: string): boolean {
  return cidr !== '' && !ANY.has(cidr);
}
