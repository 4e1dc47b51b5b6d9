import type { Rule } from '../../src/policy/calico1/rule';
import type { TestPolicy, TestProfile, TestTier, Workload } from './policy';

/** A policy with packets from m0 to m1, and the ports on which they arrive. */
export interface Corner {
  readonly title: string;
  readonly policy: TestPolicy;
  /** tcp and udp on ports 80, 443 and 9000, in this order; `icmp` for an echo request. */
  readonly passes: readonly string[];
}

const EVERYTHING = ['icmp', 'tcp 80', 'tcp 443', 'tcp 9000', 'udp 80', 'udp 443', 'udp 9000'];

const allow: Rule = { action: 'allow' };
const port80: Rule = { action: 'allow', protocol: 'tcp', dst_ports: [80] };

function profile(
  inbound: readonly Rule[],
  outbound: readonly Rule[] = [allow],
  tags: readonly string[] = [],
): TestProfile {
  return { tags, rules: { inbound, outbound } };
}

/** The sender has profile `sender`, which allows everything by default; the receiver has the named profiles. */
function policyOf(
  profiles: Readonly<Record<string, TestProfile>>,
  receiver: readonly string[],
  sender: readonly string[] = ['sender'],
  more: Partial<Workload> = {},
): TestPolicy {
  return {
    profiles: { sender: profile([]), ...profiles },
    workloads: [
      { name: 'm0', profiles: sender },
      { name: 'm1', profiles: receiver, ...more },
    ],
  };
}

/** A tier with policies in order, each with its selector and inbound rules. */
function tier(name: string, ...policies: readonly (readonly [selector: string, inbound: readonly Rule[]])[]): TestTier {
  return {
    name,
    policies: policies.map(([selector, inbound], index) => ({
      name: `policy-${index}`,
      selector,
      rules: { inbound, outbound: [allow] },
    })),
  };
}

/** The receiver is a web server whose profile allows everything. */
function tiered(...tiers: readonly TestTier[]): TestPolicy {
  return { ...policyOf({ p: profile([allow]) }, ['p'], ['sender'], { labels: { role: 'web' } }), tiers };
}

const next: Rule = { action: 'next-tier' };

/** Easily misunderstood policies, with what Felix does. */
export const CORNERS: readonly Corner[] = [
  {
    title: 'a missing profile drops what earlier profiles have not accepted',
    policy: policyOf({ p: profile([port80]), q: profile([allow]) }, ['p', 'gone', 'q']),
    passes: ['tcp 80'],
  },
  {
    title: 'a profile without valid rules drops too',
    policy: policyOf({ p: profile([port80]), bad: { tags: [] }, q: profile([allow]) }, ['p', 'bad', 'q']),
    passes: ['tcp 80'],
  },
  {
    title: 'a deny decides, regardless of later profiles',
    policy: policyOf({ p: profile([{ action: 'deny', protocol: 'tcp' }]), q: profile([allow]) }, ['p', 'q']),
    passes: ['icmp', 'udp 80', 'udp 443', 'udp 9000'],
  },
  { title: 'an endpoint without profiles accepts nothing', policy: policyOf({}, []), passes: [] },
  {
    title: 'an inactive workload accepts nothing',
    policy: policyOf({ p: profile([allow]) }, ['p'], ['sender'], { active: false }),
    passes: [],
  },
  {
    title: 'next-tier skips the rest of the profile, and the next profile decides',
    policy: policyOf(
      { p: profile([{ action: 'next-tier', protocol: 'tcp' }, { action: 'deny' }]), q: profile([allow]) },
      ['p', 'q'],
    ),
    passes: ['tcp 80', 'tcp 443', 'tcp 9000'],
  },
  {
    title: 'the mark of a next-tier makes a later next-tier rule apply without a match',
    policy: policyOf(
      {
        p: profile([{ action: 'next-tier', protocol: 'tcp' }]),
        q: profile([{ action: 'next-tier', protocol: 'sctp' }, allow]),
      },
      ['p', 'q'],
    ),
    passes: ['icmp', 'udp 80', 'udp 443', 'udp 9000'],
  },
  {
    title: 'the mark of the sender’s next-tier persists at the receiver',
    policy: policyOf(
      {
        s: profile([], [{ action: 'next-tier', protocol: 'tcp' }]),
        p: profile([{ action: 'next-tier', protocol: 'sctp' }, allow]),
      },
      ['p'],
      ['s', 'sender'],
    ),
    passes: ['icmp', 'udp 80', 'udp 443', 'udp 9000'],
  },
  {
    title: 'log continues with the next rule',
    policy: policyOf({ p: profile([{ action: 'log' }, port80]) }, ['p']),
    passes: ['tcp 80'],
  },
  {
    title: 'an unused tag matches nothing',
    policy: policyOf({ p: profile([{ action: 'allow', src_tag: 'nobody' }]) }, ['p']),
    passes: [],
  },
  {
    title: 'a negated unused tag matches everything',
    policy: policyOf({ p: profile([{ action: 'allow', '!src_tag': 'nobody' }]) }, ['p']),
    passes: EVERYTHING,
  },
  {
    title: 'ports with a numeric protocol make the profile drop everything',
    policy: policyOf({ p: profile([port80, { action: 'allow', protocol: 6, dst_ports: [443] }, allow]) }, ['p']),
    passes: ['tcp 80'],
  },
  {
    title: 'a rule may have more ports than the kernel accepts at once',
    policy: policyOf(
      {
        p: profile([
          {
            action: 'allow',
            protocol: 'udp',
            dst_ports: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, '13:14', '15:16', 443, 9000],
          },
        ]),
      },
      ['p'],
    ),
    passes: ['udp 443', 'udp 9000'],
  },
  {
    title: 'a rule may negate more ports than the kernel accepts at once',
    policy: policyOf(
      {
        p: profile([
          {
            action: 'allow',
            protocol: 'udp',
            '!dst_ports': [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, '13:14', '15:16', 443, 9000],
          },
        ]),
      },
      ['p'],
    ),
    passes: ['udp 80'],
  },
  {
    title: 'an empty port list is no condition',
    policy: policyOf({ p: profile([{ action: 'allow', protocol: 'tcp', dst_ports: [], '!src_ports': [] }]) }, ['p']),
    passes: ['tcp 80', 'tcp 443', 'tcp 9000'],
  },
  {
    title: 'an ICMP type without ICMP is ignored',
    policy: policyOf({ p: profile([{ action: 'allow', protocol: 'tcp', icmp_type: 3 }]) }, ['p']),
    passes: ['tcp 80', 'tcp 443', 'tcp 9000'],
  },
  {
    title: 'a network of the other IP version is ignored',
    policy: policyOf({ p: profile([{ action: 'allow', protocol: 'udp', src_net: 'fd00::/64' }]) }, ['p']),
    passes: ['udp 80', 'udp 443', 'udp 9000'],
  },
  {
    title: 'the sender’s rules are evaluated first',
    policy: policyOf({ s: profile([], [{ action: 'allow', protocol: 'udp' }]), p: profile([allow]) }, ['p'], ['s']),
    passes: ['udp 80', 'udp 443', 'udp 9000'],
  },
  {
    title: 'a tier drops what its policies leave undecided, before the profiles',
    policy: tiered(tier('first', ["role == 'web'", [port80]])),
    passes: ['tcp 80'],
  },
  {
    title: 'a tier without a policy that selects the workload is skipped',
    policy: tiered(tier('first', ["role == 'db' && has(zone)", []]), tier('empty')),
    passes: EVERYTHING,
  },
  {
    title: 'next-tier skips the rest of the tier, including later policies',
    policy: tiered(tier('first', ['all()', [{ ...next, protocol: 'tcp' }]], ["role == 'web'", [{ action: 'deny' }]])),
    passes: ['tcp 80', 'tcp 443', 'tcp 9000'],
  },
  {
    title: 'an allow in the first tier decides, regardless of the second',
    policy: tiered(tier('first', ['all()', [port80, next]]), tier('second', ['all()', [{ action: 'deny' }]])),
    passes: ['tcp 80'],
  },
  {
    title: 'a policy that also selects the sender needs outbound rules',
    policy: tiered({
      name: 'first',
      policies: [{ name: 'all', selector: 'all()', rules: { inbound: [allow], outbound: [port80] } }],
    }),
    passes: ['tcp 80'],
  },
  {
    title: 'a profile’s label selects its endpoints, and an endpoint’s own label takes precedence',
    policy: {
      ...tiered(tier('first', ["role == 'db' && has(zone)", []], ["role == 'web'", [port80]])),
      profiles: {
        sender: profile([]),
        p: { ...profile([allow]), labels: { role: 'db', zone: 'a' } },
      },
    },
    passes: ['tcp 80'],
  },
  {
    title: 'a selector in a rule matches the addresses of the selected endpoints',
    policy: tiered(
      tier('first', [
        "role == 'web'",
        [
          { action: 'allow', protocol: 'tcp', src_selector: '!has(zone)' },
          { action: 'allow', protocol: 'udp', src_selector: 'has(zone)' },
        ],
      ]),
    ),
    passes: ['tcp 80', 'tcp 443', 'tcp 9000'],
  },
];
