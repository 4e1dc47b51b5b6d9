import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expand } from '../../../src/policy/change';
import {
  explain,
  render,
  withEdits,
  type Explanation,
  type Reason,
  type RuleEdit,
} from '../../../src/policy/explain/calico1';
import type { Flow } from '../../../src/policy/model/flow';
import type { Rule } from '../../../src/policy/calico1/rule';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { judge, passes } from '../../../src/policy/verdict';
import { cluster, compile, flow } from '../../unit/policy/clusters';
import { plainVerdict, type PlainCluster, type PlainFlow } from '../../unit/policy/plain-evaluator';
import { storedPolicy } from '../../unit/policy/stored';

const allow: Rule = { action: 'allow' };

/** Endpoint and profile of one name, tagged with it, which sends everything. */
function policyOf(inbound: Readonly<Record<string, readonly Rule[]>>): StoredPolicy {
  const names = Object.keys(inbound);
  return storedPolicy({
    profiles: names.map((name) => ({
      name,
      stored: {
        tags: JSON.stringify([name]),
        rules: JSON.stringify({ id: name, inbound_rules: inbound[name], outbound_rules: [allow] }),
      },
    })),
    endpoints: names.map((name, index) => ({ name, profiles: [name], addresses: [`192.168.0.${index + 1}/32`] })),
  });
}

const from = (name: string, port: number): Rule => ({
  action: 'allow',
  protocol: 'tcp',
  src_tag: name,
  dst_ports: [port],
});
const own = (name: string): Rule => ({ action: 'allow', src_tag: name });
const tcp = (source: string, destination: string, destinationPort = 9000): Flow => ({
  source: { endpoint: source },
  destination: { endpoint: destination },
  protocol: 'tcp',
  destinationPort,
});

describe('explanation of the demo’s last step', () => {
  const policy = policyOf({
    'management-ui': [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }],
    client: [own('client'), from('management-ui', 9000)],
    frontend: [own('frontend'), from('management-ui', 9000), from('client', 9001)],
    backend: [own('backend'), from('management-ui', 9000), from('frontend', 9001)],
  });
  const explanation = explain(tcp('client', 'frontend'), policy);

  it('names the port in the rule and the one in the flow', () => {
    assert.deepEqual(render(explanation), [
      'The flow is dropped; the client sees a timeout.',
      'client can send it: client’s outbound rule 1 ‘allow’ allows it.',
      'frontend does not accept it: none of the 3 inbound rules of frontend matches; traffic that no rule allows is dropped.',
      'frontend’s inbound rule 3 ‘allow tcp from tag client to ports 9001’ would match except for the port: it specifies 9001, but the flow uses 9000.',
      'frontend’s inbound rule 1 ‘allow from tag frontend’ would match except for the tag: it specifies frontend, but the source has tag client.',
      'frontend’s inbound rule 2 ‘allow tcp from tag management-ui to ports 9000’ would match except for the tag: it specifies management-ui, but the source has tag client.',
    ]);
  });

  it('offers the port, and shows what it opens', () => {
    const [nearest] = explanation.misses;
    assert.equal(nearest?.code, 'port');
    assert.deepEqual(nearest.fix, {
      edits: [
        {
          kind: 'replace',
          profile: 'frontend',
          direction: 'inbound',
          position: 3,
          rule: { ...from('client', 9001), dst_ports: [9001, 9000] },
        },
      ],
      opens: [{ port: 9000, from: ['client'], to: ['frontend'] }],
      closes: [],
    });
  });

  it('uses the names of networks', () => {
    const text = render(explanation, {
      networks: [
        { id: 'frontend', name: 'Front' },
        { id: 'client', name: 'Client' },
      ],
      party: (name) => `the ${name}`,
    });
    assert.match(text[3] ?? '', /^Front’s inbound rule 3 ‘allow tcp from tag Client to ports 9001’/);
    assert.match(text[1] ?? '', /^the client can send it: Client’s/);
  });

  it('has no near misses for an allowed flow', () => {
    assert.deepEqual(render(explain(tcp('management-ui', 'frontend'), policy)), [
      'The flow is allowed.',
      'management-ui can send it: management-ui’s outbound rule 1 ‘allow’ allows it.',
      'frontend accepts it: frontend’s inbound rule 2 ‘allow tcp from tag management-ui to ports 9000’ allows it.',
    ]);
  });
});

describe('a near miss', () => {
  const cases: readonly (readonly [string, readonly Rule[], string, string])[] = [
    [
      'by protocol',
      [{ protocol: 'udp', src_tag: 'a', dst_ports: [9000] }],
      'protocol',
      'would match except for the protocol: it specifies udp, but the flow uses tcp.',
    ],
    [
      'by negated protocol',
      [{ '!protocol': 'tcp', src_tag: 'a' }],
      'protocol',
      'it excludes tcp, which the flow uses.',
    ],
    ['by tag', [from('c', 9000)], 'tag', 'it specifies c, but the source has tag a.'],
    ['by negated tag', [{ '!src_tag': 'a' }], 'tag', 'it excludes tag a, which the source has.'],
    ['by address', [{ src_net: '10.0.0.0/8' }], 'net', 'it specifies 10.0.0.0/8, but the source is 192.168.0.1.'],
    [
      'by negated address',
      [{ '!src_net': '192.168.0.0/16' }],
      'net',
      'it excludes 192.168.0.0/16, but the source is 192.168.0.1.',
    ],
    ['by selector', [{ src_selector: "role == 'db'" }], 'selector', "“role == 'db'” does not select the source."],
    [
      'by excluded port',
      [{ protocol: 'tcp', '!dst_ports': [9000] }],
      'port',
      'it excludes 9000, but the flow uses 9000.',
    ],
    [
      'by source port',
      [{ protocol: 'tcp', src_ports: [53] }],
      'source-port',
      'it specifies 53, but the flow comes from an unknown port.',
    ],
    ['by IP version', [{ ip_version: 6 }], 'ip-version', 'it applies to IPv6, but the flow does not use it.'],
    [
      'by an earlier deny',
      [{ action: 'deny', protocol: 'tcp' }, from('a', 9000)],
      'shadowed',
      'would allow it, but is never reached: b’s inbound rule 1 ‘deny tcp’ denies it.',
    ],
    ['by everything', [], 'no-rule', 'No inbound rule of b comes close. A new rule is required.'],
  ];
  for (const [what, rules, code, sentence] of cases) {
    it(`${what} shows what differs, and how to allow the flow`, () => {
      const policy = policyOf({ a: [], b: rules, c: [] });
      const explanation = explain(tcp('a', 'b'), policy);
      const [miss] = explanation.misses;
      assert.equal(miss?.code, code);
      assert.ok(render(explanation)[3]?.endsWith(sentence), render(explanation)[3]);
      assert.deepEqual([...expand(miss.fix?.opens ?? [])], [{ from: 'a', to: 'b', port: 9000 }]);
    });
  }

  it('after a deny is moved before it rather than duplicated', () => {
    const policy = policyOf({ a: [], b: [{ action: 'deny', protocol: 'tcp' }, from('a', 9000)] });
    assert.deepEqual(explain(tcp('a', 'b'), policy).misses[0]?.fix?.edits, [
      { kind: 'move', profile: 'b', direction: 'inbound', from: 2, position: 1, rule: from('a', 9000) },
    ]);
  });

  it('of ICMP suggests the type', () => {
    const policy = policyOf({ a: [], b: [{ protocol: 'icmp', icmp_type: 13 }] });
    const [miss] = explain(
      { source: { endpoint: 'a' }, destination: { endpoint: 'b' }, protocol: 'icmp' },
      policy,
    ).misses;
    assert.equal(miss?.code, 'icmp');
    assert.deepEqual(
      [...expand(miss.fix?.opens ?? [])].map(({ from: source, to }) => [source, to]),
      [['a', 'b']],
    );
  });
});

describe('an explanation is complete', () => {
  const stored = (inbound: readonly object[], outbound: readonly object[] = [allow]) => ({
    tags: '[]',
    rules: JSON.stringify({ inbound_rules: inbound, outbound_rules: outbound }),
  });
  const policy = storedPolicy({
    profiles: [
      {
        name: 'passes',
        stored: stored([{ action: 'log' }, { action: 'next-tier', protocol: 'tcp' }, { action: 'deny' }]),
      },
      { name: 'marked', stored: stored([{ action: 'next-tier', protocol: 'udp' }, allow]) },
      { name: 'empty', stored: stored([], []) },
      { name: 'bad', stored: { tags: '[]', rules: '{}' } },
      { name: 'odd', stored: stored([{ action: 'allow', protocol: 'sctp', dst_ports: [1] }]) },
      { name: 'open', stored: stored([allow]) },
    ],
    endpoints: [
      ['client', ['open']],
      ['tiers', ['passes', 'empty', 'open']],
      ['marks', ['passes', 'marked']],
      ['mute', ['empty']],
      ['broken', ['empty', 'bad', 'open']],
      ['lost', ['gone']],
      ['none', []],
      ['odd', ['odd']],
    ].map(([name, profiles], index) => ({
      name: name as string,
      profiles: profiles as string[],
      addresses: [`192.168.1.${index}`],
    })),
  });
  const half = (explanation: Explanation, index: 0 | 1) => explanation.halves[index]?.steps.map(({ code }) => code);

  for (const [endpoint, codes, sentence] of [
    [
      'tiers',
      ['rule-logs', 'rule-passes-on', 'profile-silent', 'rule-allows'],
      'tiers accepts it: passes’s inbound rule 1 ‘log’ logs it; passes’s inbound rule 2 ‘next-tier tcp’ passes it to the next profile; empty has no inbound rules; open’s inbound rule 1 ‘allow’ allows it.',
    ],
    [
      'marks',
      ['rule-logs', 'rule-passes-on', 'mark-passes-on', 'nothing-matches'],
      'marks does not accept it: passes’s inbound rule 1 ‘log’ logs it; passes’s inbound rule 2 ‘next-tier tcp’ passes it to the next profile; marked’s inbound rule 1 ‘next-tier udp’ does not match, but passes it on because of an earlier next-tier rule; traffic that no rule allows is dropped.',
    ],
    [
      'broken',
      ['profile-silent', 'profile-invalid'],
      'broken does not accept it: empty has no inbound rules; Felix considers the rules of profile bad invalid, so it drops everything.',
    ],
    [
      'lost',
      ['profile-missing'],
      'lost does not accept it: Felix has no rules for profile gone, so it drops everything.',
    ],
    ['none', ['no-profiles'], 'none does not accept it: it has no profile, so it drops everything.'],
    [
      'odd',
      ['rule-unrenderable'],
      'odd does not accept it: Felix can’t turn odd’s inbound rule 1 ‘allow sctp to ports 1’ into a filter, so it drops everything in its place.',
    ],
  ] as const) {
    it(`at ${endpoint}`, () => {
      const explanation = explain(tcp('client', endpoint), policy);
      assert.deepEqual(half(explanation, 1), codes);
      assert.equal(render(explanation)[2], sentence);
    });
  }

  it('if the source already denies', () => {
    const explanation = explain(tcp('mute', 'tiers'), policy);
    assert.deepEqual(
      [half(explanation, 0), half(explanation, 1)?.at(-1)],
      [['profile-silent', 'nothing-matches'], 'rule-allows'],
    );
  });

  it('with an edit for each half if both deny', () => {
    const [miss] = explain(
      tcp('mute', 'mute2'),
      storedPolicy({
        profiles: [{ name: 'empty', stored: stored([], []) }],
        endpoints: ['mute', 'mute2'].map((name, index) => ({
          name,
          profiles: ['empty'],
          addresses: [`10.0.0.${index}`],
        })),
      }),
    ).misses;
    assert.deepEqual(
      miss?.fix?.edits.map(({ direction }) => direction),
      ['outbound', 'inbound'],
    );
  });

  it('without a fix if no rule helps', () => {
    assert.deepEqual(
      explain(tcp('client', 'lost'), policy).misses.map(({ code, fix }) => [code, fix]),
      [['no-rule', undefined]],
    );
  });

  it('for any cluster: only the last step of each half decides', () => {
    fc.assert(
      fc.property(cluster, flow, (plain, { source, destination, ...rest }) => {
        const { verdict: whole, halves } = explain(
          { source: { address: source }, destination: { address: destination }, ...rest },
          compile(plain),
        );
        for (const { verdict: own, steps } of halves) {
          const codes = steps.map(({ code }) => code);
          assert.equal(ENDS[codes.at(-1)!], own, codes.join());
          assert.ok(
            codes.slice(0, -1).every((code) => ENDS[code] === undefined),
            codes.join(),
          );
        }
        if (halves.length > 0)
          assert.equal(whole, halves.every(({ verdict: own }) => own === 'allow') ? 'allow' : 'deny');
      }),
      { numRuns: 1_000 },
    );
  }).timeout(60_000);

  it('for endpoints without rules', () => {
    assert.deepEqual(render(explain(tcp('nobody', 'tiers'), policy)), [
      'The flow is dropped; the client sees a timeout. The cluster has no such endpoint or host.',
    ]);
    assert.deepEqual(
      render(explain({ ...tcp('client', 'tiers'), source: { address: '9.9.9.9' } }, policy))[1],
      '9.9.9.9 can send it: it is not an endpoint of the cluster, so no rule applies.',
    );
  });
});

/** The steps of a half, and its end. */
const ENDS: Readonly<Partial<Record<Reason['code'], 'allow' | 'deny'>>> = {
  'rule-allows': 'allow',
  'not-policed': 'allow',
  'rule-denies': 'deny',
  'rule-unrenderable': 'deny',
  'profile-missing': 'deny',
  'profile-invalid': 'deny',
  'profile-refused': 'deny',
  'nothing-matches': 'deny',
  'no-profiles': 'deny',
  inactive: 'deny',
};

describe('every suggested edit', () => {
  const OTHERS = [80, 443, 9000, 5000];

  it('allows the flow and opens exactly what it lists', () => {
    let suggested = 0;
    fc.assert(
      fc.property(cluster, flow, (plain, one) => {
        const policy = compile(plain);
        const { source, destination, protocol, sourcePort, destinationPort } = one;
        const asked: Flow = {
          source: { address: source },
          destination: { address: destination },
          protocol,
          sourcePort,
          destinationPort,
        };
        for (const { fix } of explain(asked, policy).misses) {
          if (!fix) continue;
          suggested += 1;
          const edited = fix.edits.reduce(byHand, plain);
          assert.equal(plainVerdict(edited, one).verdict, 'allow', JSON.stringify(fix.edits));
          assert.equal(passes(judge(asked, withEdits(policy, fix.edits)!.model).enforced), true);
          for (const port of OTHERS) {
            const [was, is] = [open(plain, one, port), open(edited, one, port)];
            assert.deepEqual(listed(fix.opens, port), is.filter((pair) => !was.includes(pair)).sort());
            assert.deepEqual(listed(fix.closes, port), was.filter((pair) => !is.includes(pair)).sort());
          }
        }
      }),
      { numRuns: 500 },
    );
    assert.ok(suggested > 100, `only ${suggested} edits were suggested`);
  }).timeout(120_000);

  /** The edit, applied to plain lists. */
  function byHand(plain: PlainCluster, edit: RuleEdit): PlainCluster {
    const profile = plain.profiles[edit.profile]!;
    const list = [...profile.rules![edit.direction]];
    if (edit.kind === 'move') list.splice(edit.from - 1, 1);
    list.splice(edit.position - 1, edit.kind === 'replace' ? 1 : 0, edit.rule);
    return {
      ...plain,
      profiles: {
        ...plain.profiles,
        [edit.profile]: { ...profile, rules: { ...profile.rules!, [edit.direction]: list } },
      },
    };
  }

  function open(plain: PlainCluster, asked: PlainFlow, destinationPort: number): string[] {
    const outside = [asked.source, asked.destination].filter(
      (address, index, all) =>
        all.indexOf(address) === index && !plain.endpoints.some((endpoint) => endpoint.address === address),
    );
    const parties = [...plain.endpoints, ...outside.map((address) => ({ name: address, address }))];
    return parties.flatMap((source) =>
      parties.flatMap((destination) => {
        const allowed =
          plainVerdict(plain, { ...asked, source: source.address, destination: destination.address, destinationPort })
            .verdict === 'allow';
        return source !== destination && allowed ? [`${source.name} ${destination.name}`] : [];
      }),
    );
  }

  function listed(changes: Parameters<typeof expand>[0], port: number): string[] {
    return [...expand(changes)]
      .filter((change) => change.port === port)
      .map((change) => `${change.from} ${change.to}`)
      .sort();
  }
});
