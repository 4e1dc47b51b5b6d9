import type { CalicoPolicy, EntityRule, Port, Protocol, Rule } from '../objects';

/**
 * Whether Felix can parse the policy at all. Parsing precedes validation, and if it fails, Felix gets none of the
 * policies of that kind, because reading their list fails.
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

/** The number fits in one byte. */
function isReadableProtocol(protocol: Protocol | undefined): boolean {
  return typeof protocol !== 'number' || (protocol >= 0 && protocol <= 255);
}

/** The number fits in two bytes, and a range is not reversed. */
function isReadablePort(port: Port): boolean {
  const [, first, last = first] = /^(\d+)(?::(\d+))?$/.exec(String(port)) ?? [];
  if (first === undefined) return typeof port === 'string';
  return Number(first) <= Number(last) && Number(last) <= 65_535;
}
