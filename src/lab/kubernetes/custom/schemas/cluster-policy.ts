import { BlockList, isIP } from 'node:net';
import { numberOf } from '../../objects';
import { choice, integer, list, object, oneOf, text, type ObjectSchema } from '../schema';
import { labelSelector } from './label-selector';
import { rootWithStatus } from './root';

const MOST = 25;
const LONGEST_NAME = 100;
const LONGEST_NETWORK = 43;

/** IPv4 addresses in the form of IPv6. */
const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

const pods = object({ namespaceSelector: labelSelector, podSelector: labelSelector }, { required: ['podSelector'] });

const networks = list(
  text({
    longest: LONGEST_NETWORK,
    rules: [{ message: 'not a CIDR', holds: (self) => typeof self === 'string' && isCidr(self) }],
  }),
  { identity: 'set', least: 1, most: MOST },
);

/** An address, IPv4 in its own form, and the length of its prefix; bits beyond it are accepted. */
function isCidr(text: string): boolean {
  const [, address = '', length = ''] = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const family = address.includes('%') ? 0 : isIP(address);
  const isMapped = family === 6 && MAPPED.check(address, 'ipv6');
  return family !== 0 && !isMapped && Number(length) <= (family === 4 ? 32 : 128);
}

const portNumber = integer({ format: 'int32', least: 1, most: 65_535 });

const range = object(
  { end: portNumber, start: portNumber },
  {
    required: ['end', 'start'],
    rules: [
      {
        message: 'the range has to start before its end',
        holds: (self) => (numberOf(self, 'start') ?? 0) < (numberOf(self, 'end') ?? 0),
      },
    ],
  },
);

const ports = object({ destinationPort: oneOf({ number: portNumber, range }) }, { least: 1 });

const protocols = list(oneOf({ destinationNamedPort: text(), sctp: ports, tcp: ports, udp: ports }), {
  least: 1,
  most: MOST,
});

function rules(far: 'from' | 'to', peer: ObjectSchema): ReturnType<typeof list> {
  const rule = {
    action: choice('Accept', 'Deny', 'Pass'),
    name: text({ longest: LONGEST_NAME }),
    protocols,
    [far]: list(peer, { least: 1, most: MOST }),
  };
  return list(object(rule, { required: ['action', far] }), { most: MOST });
}

/** A ClusterNetworkPolicy of the standard channel, which has no peers by node or domain name. */
export const clusterPolicySchema: ObjectSchema = rootWithStatus(
  object(
    {
      egress: rules('to', oneOf({ namespaces: labelSelector, networks, pods })),
      ingress: rules('from', oneOf({ namespaces: labelSelector, pods })),
      priority: integer({ format: 'int32', least: 0, most: 1000 }),
      subject: oneOf({ namespaces: labelSelector, pods }),
      tier: choice('Admin', 'Baseline'),
    },
    { required: ['priority', 'subject', 'tier'] },
  ),
  { needsConditions: true },
);
