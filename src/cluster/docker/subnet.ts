/** What Calico's address management answers for “any pool”; Docker lists it as a subnet, and the plugin refuses it as one. */
const ANY: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

/** Whether a subnet of a network narrows anything. */
export function isSubnet(cidr: string): boolean {
  return cidr !== '' && !ANY.has(cidr);
}
