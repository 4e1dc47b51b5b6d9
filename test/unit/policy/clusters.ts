import fc from 'fast-check';
import type { Rule } from '../../../src/policy/calico1/rule';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import type { PlainCluster, PlainFlow } from './plain-evaluator';
import { storedPolicy } from './stored';

const TAGS = ['a', 'b', 'c'];
const PORTS = [80, 443, 9000];
const NETS = ['192.168.0.0/30', '192.168.0.2/32', '0.0.0.0/0', '10.0.0.0/8', 'fd00::/8'];
const NAMES = ['p', 'q', 'r', 'missing'];

const tag = fc.constantFrom(...TAGS);
const ports = fc.array(fc.constantFrom<number | string>(...PORTS, '80:443', '1000:10000'), { maxLength: 2 });
const net = fc.constantFrom(...NETS);

/** Rules whose conditions often match the flows below, and that iptables accepts. */
const rule: fc.Arbitrary<Rule> = fc
  .record(
    {
      action: fc.constantFrom('allow', 'allow', 'deny', 'next-tier', 'log'),
      protocol: fc.constantFrom('tcp', 'udp'),
      ip_version: fc.constantFrom(4, 6),
      src_tag: tag,
      '!dst_tag': tag,
      dst_tag: tag,
      src_net: net,
      '!dst_net': net,
      dst_ports: ports,
      '!src_ports': ports,
    },
    { requiredKeys: [] },
  )
  .map((drawn): Rule => {
    const { src_net, '!dst_net': notNet, dst_ports, '!src_ports': notPorts, ip_version, ...rest } = drawn;
    const version =
      ip_version !== undefined &&
      [src_net, notNet].every((text) => text === undefined || text.includes(':') === (ip_version === 6));
    return {
      ...rest,
      ...(version && { ip_version }),
      ...(src_net !== undefined && { src_net }),
      ...(notNet !== undefined && { '!dst_net': notNet }),
      ...(rest.protocol !== undefined && dst_ports && { dst_ports }),
      ...(rest.protocol !== undefined && notPorts && { '!src_ports': notPorts }),
    };
  });

const rules = fc.array(rule, { maxLength: 4 });

const profile = fc.record({
  tags: fc.uniqueArray(tag, { maxLength: 2 }),
  rules: fc.option(fc.record({ inbound: rules, outbound: rules }), { freq: 12 }),
});

export const cluster: fc.Arbitrary<PlainCluster> = fc
  .tuple(
    fc.record({ p: profile, q: profile, r: profile }),
    fc.array(fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 3 }), { minLength: 2, maxLength: 4 }),
  )
  .map(([profiles, members]) => ({
    profiles,
    endpoints: members.map((own, index) => ({ name: `e${index}`, profiles: own, address: `192.168.0.${index + 1}` })),
  }));

const selector = fc.constantFrom('all()', "role == 'a'", "role == 'b'");

/** The rules above, some of which ask for labels. */
const selectingRule = fc
  .tuple(rule, fc.option(selector, { nil: undefined, freq: 3 }))
  .map(([plain, text]): Rule => (text === undefined ? plain : { ...plain, src_selector: text }));

const tier = fc.record({
  policies: fc.array(
    fc.record({
      selector,
      inbound: fc.array(selectingRule, { maxLength: 3 }),
      outbound: fc.array(selectingRule, { maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
});

/** Clusters with tiers, labels and floating addresses besides profiles. */
export const mixedCluster: fc.Arbitrary<PlainCluster> = fc
  .tuple(
    cluster,
    fc.array(tier, { maxLength: 2 }),
    fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 4, maxLength: 4 }),
    fc.boolean(),
  )
  .map(([plain, tiers, roles, floating]) => ({
    ...plain,
    endpoints: plain.endpoints.map((endpoint, index) => ({
      ...endpoint,
      labels: { role: roles[index] ?? 'c' },
      ...(floating && index === 1 && { floating: [FLOATING] }),
    })),
    tiers: tiers.map(({ policies }, place) => ({
      name: `t${place}`,
      policies: policies.map(({ selector: text, inbound, outbound }, index) => ({
        name: `y${index}`,
        selector: text,
        rules: { inbound, outbound },
      })),
    })),
  }));

/** The same with a host on which no endpoint is but its own, whose name is that of the host endpoint in the model. */
export const mixedClusterWithHost: fc.Arbitrary<PlainCluster> = fc
  .tuple(mixedCluster, fc.uniqueArray(fc.constantFrom(...NAMES), { maxLength: 2 }), fc.constantFrom('a', 'b', 'c'))
  .map(([plain, profiles, role]) => ({
    ...plain,
    endpoints: [
      ...plain.endpoints,
      { name: `${HOST}/endpoint/eth0`, profiles, address: '172.24.0.9', labels: { role }, ofHost: true },
    ],
  }));

const HOST = 'h9';

/** The address that may be translated to the second endpoint's. */
export const FLOATING = '198.51.100.17';

const address = fc.constantFrom('192.168.0.1', '192.168.0.2', '192.168.0.3', '10.1.2.3');

export const flow: fc.Arbitrary<PlainFlow> = fc.record({
  source: address,
  destination: address,
  protocol: fc.constantFrom('tcp', 'udp'),
  sourcePort: fc.constantFrom(...PORTS),
  destinationPort: fc.constantFrom(...PORTS),
});

/** The same cluster for the engine; rules that are null become a document that Felix rejects. */
export function compile({ profiles, endpoints, tiers = [] }: PlainCluster, previous?: StoredPolicy): StoredPolicy {
  return storedPolicy(
    {
      profiles: Object.entries(profiles).map(([name, { tags, rules }]) => ({
        name,
        stored: {
          tags: JSON.stringify(tags),
          rules: rules ? JSON.stringify({ inbound_rules: rules.inbound, outbound_rules: rules.outbound }) : '{}',
        },
      })),
      hosts: endpoints.flatMap(({ ofHost, address: at }) => (ofHost ? [{ name: HOST, addresses: [at] }] : [])),
      hostEndpoints: endpoints.flatMap(({ ofHost, profiles: own, address: at, labels = {} }) =>
        ofHost ? [{ host: HOST, interface: 'eth0', profiles: own, addresses: [at], labels }] : [],
      ),
      endpoints: endpoints
        .filter(({ ofHost }) => !ofHost)
        .map(({ name, profiles: own, address: at, labels, floating }) => ({
          name,
          host: 'h1',
          profiles: own,
          addresses: [`${at}/32`],
          ...(labels && { labels }),
          ...(floating && { floating }),
        })),
      tiers: tiers.map(({ name, policies }) => ({
        name,
        policies: policies.map(({ name: policy, selector: text, rules: lists }) => ({
          name: policy,
          rules: JSON.stringify({ selector: text, inbound_rules: lists.inbound, outbound_rules: lists.outbound }),
        })),
      })),
    },
    previous,
  );
}
