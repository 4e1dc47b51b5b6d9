import type { CalicoPolicy, EntityRule, Port, Protocol, Rule } from '../objects';

/**
 * Whether Felix can read the policy at all. What it cannot, it meets before any validation, and then gets none of the
 * policies of that kind: its list of them fails as a whole.
 */
export function isReadable({ spec }: CalicoPolicy): boolean {
  return [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].every(isReadableRule);
}

function isReadableRule({ protocol, notProtocol, source, destination }: Rule): boolean {
  return (
    [protocol, notProtocol].every(isReadableProtocol) &&
    [source, destination].every((side: EntityRule | undefined) =>
      [...(side?.ports ?? []), ...(side?.notPorts ?? [])].every(isReadablePort),
    )
  );
}

/** A number is one byte wide. */
function isReadableProtocol(protocol: Protocol | undefined): boolean {
  return typeof protocol !== 'number' || (protocol >= 0 && protocol <= 255);
}

/** A number is two bytes wide, and a range does not run backward. */
function isReadablePort(port: Port): boolean {
  const [, first, last = first] = /^(\d+)(?::(\d+))?$/.exec(String(port)) ?? [];
  if (first === undefined) return typeof port === 'string';
  return Number(first) <= Number(last) && Number(last) <= 65_535;
}
