import assert from 'node:assert/strict';
import { readKeys, translateCalicoV1, type FelixVersion } from '../../../../src/policy/calico1/translate';
import { DEFAULT_SETTINGS } from '../../../../src/policy/calico3/translate';
import { CompiledModel, judge } from '../../../../src/policy/verdict';
import { composeModel } from '../../../../src/policy/model/compose';
import { shared } from '../../../conformance/cases';
import { REPLAYS } from '../../../conformance/replays';
import { readdirSync } from 'node:fs';
import path from 'node:path';

type Keys = Readonly<Record<string, unknown>>;

const OPEN = { inbound_rules: [{ action: 'allow' }], outbound_rules: [{ action: 'allow' }] };

const endpoint = (fields: Keys) => ({
  state: 'active',
  name: 'cali1',
  mac: 'ee:ee:ee:ee:ee:ee',
  profile_ids: ['p'],
  ipv4_nets: ['10.0.0.1/32'],
  ipv6_nets: [],
  ...fields,
});

function partOf(keys: Keys, felix?: FelixVersion) {
  const entries = Object.entries(keys).map(([key, value]): [string, string] => [
    `/calico/v1/${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return translateCalicoV1(readKeys(entries), felix);
}

function ask(keys: Keys, from: string, to: string, port = 80, felix?: FelixVersion) {
  const model = new CompiledModel(composeModel([partOf(keys, felix)], DEFAULT_SETTINGS));
  const flow = { source: { address: from }, destination: { address: to }, protocol: 'tcp', destinationPort: port };
  return judge(flow, model).enforced;
}

const PROFILE = { 'policy/profile/p/rules': OPEN, 'policy/profile/p/tags': ['p'] };
const OUTSIDE = '192.0.2.1';

describe('Calico v1 translated to the model', () => {
  const folder = shared('cases', 'policy');
  if (folder === undefined)
    console.log('Skipping reported states of etcd: recorded data is not next to the repository.');
  for (const name of folder === undefined ? [] : readdirSync(folder)) {
    it(`gives the correct answers: ${name}`, async () => {
      const outcomes = (await REPLAYS['policy']?.(path.join(folder ?? '', name))) ?? [];
      assert.notEqual(outcomes.length, 0);
      assert.deepEqual(
        outcomes.filter(({ failure }) => failure !== undefined),
        [],
      );
    });
  }

  const stateOf = (fields: Keys, felix: FelixVersion) => {
    const [found] = partOf({ 'host/h/workload/o/w/endpoint/e': endpoint(fields) }, felix).endpoints ?? [];
    assert.equal(found?.kind, 'workload');
    return found.state;
  };
  for (const [what, fields, felix, reason] of [
    ['an unknown state', { state: 'Active' }, '1.4', /"Active"/],
    ['no MAC address', { mac: null }, '1.4', /MAC/],
    ['a space in a profile name', { profile_ids: ['two words'] }, '1.4', /"two words"/],
    ['a slash in a profile name before Calico 2', { profile_ids: ['a/b'] }, '1.4', /"a\/b"/],
    ['an invalid network', { ipv4_nets: ['10.0.0.300/32'] }, '2', /10\.0\.0\.300/],
    ['a network of the other IP version', { ipv6_nets: ['10.0.0.1/32'] }, '1.4', /IPv6/],
    ['a space in a label key', { labels: { 'a b': 'c' } }, '2', /labels/],
    [
      'a floating address for an unknown address',
      { ipv4_nat: [{ int_ip: '10.0.0.9', ext_ip: '198.51.100.1' }] },
      '1.4',
      /10\.0\.0\.9/,
    ],
  ] as const) {
    it(`treats an endpoint with ${what} as invalid`, () => {
      const state = stateOf(fields, felix);
      assert.equal(state.kind, 'void');
      assert.match(state.reason, reason);
    });
  }

  it('accepts an endpoint of Calico 2 with a slash in its profile and without a MAC address', () => {
    assert.deepEqual(stateOf({ profile_ids: ['a/b'], mac: null }, '2'), { kind: 'active' });
  });

  it('drops everything at an invalid endpoint, and matches it with no rule', () => {
    const keys = {
      ...PROFILE,
      'policy/profile/p/rules': { ...OPEN, inbound_rules: [{ action: 'allow', src_tag: 'p' }] },
      'host/h/workload/o/w/endpoint/e1': endpoint({ labels: { 'a b': 'c' } }),
      'host/h/workload/o/w/endpoint/e2': endpoint({ ipv4_nets: ['10.0.0.2/32'] }),
      'host/h/workload/o/w/endpoint/e3': endpoint({ ipv4_nets: ['10.0.0.3/32'] }),
    };
    assert.equal(ask(keys, OUTSIDE, '10.0.0.1').stages[0]?.reason, 'void');
    assert.equal(ask(keys, '10.0.0.3', '10.0.0.2').outcome, 'allowed');
    const half = ask(keys, '10.0.0.1', '10.0.0.2').stages.find(({ direction }) => direction === 'ingress');
    assert.equal(half?.reason, 'no-profile-matched');
  });

  it('evaluates tiers by order and the policies in them, and denies at the end of a tier', () => {
    const keys = {
      ...PROFILE,
      'host/h/workload/o/w/endpoint/e': endpoint({ labels: { role: 'db' } }),
      'policy/tier/b/metadata': { order: 2 },
      'policy/tier/b/policy/open': { selector: 'all()', inbound_rules: [{ action: 'allow' }], outbound_rules: [] },
      'policy/tier/a/metadata': { order: 1 },
      'policy/tier/a/policy/ssh': {
        selector: "role == 'db'",
        inbound_rules: [{ action: 'next-tier', protocol: 'tcp', dst_ports: [22] }],
        outbound_rules: [],
      },
    };
    assert.equal(ask(keys, OUTSIDE, '10.0.0.1', 22).outcome, 'allowed');
    const denied = ask(keys, OUTSIDE, '10.0.0.1', 80);
    assert.deepEqual([denied.outcome, denied.stages[0]?.reason], ['denied', 'tier-end']);
  });

  it('drops everything if iptables rejects a rule, only for its IP version', () => {
    const twice = { action: 'allow', src_net: '10.0.0.0/8', '!src_net': '10.1.0.0/16' };
    const keys = {
      'policy/profile/p/rules': { inbound_rules: [{ action: 'allow' }, twice], outbound_rules: [] },
      'host/h/workload/o/w/endpoint/e': endpoint({ ipv6_nets: ['2001:db8::1/128'] }),
    };
    assert.equal(ask(keys, OUTSIDE, '10.0.0.1').stages[0]?.profiles[0]?.decided?.rule.flaw, 'refused');
    assert.equal(ask(keys, '2001:db8::9', '2001:db8::1').outcome, 'allowed');
  });

  it('omits a rule from the IP version that its networks don’t have, from Calico 2', () => {
    const keys = {
      'policy/profile/p/rules': { inbound_rules: [{ action: 'allow', src_net: '10.0.0.0/8' }] },
      'host/h/workload/o/w/endpoint/e': endpoint({ ipv6_nets: ['2001:db8::1/128'] }),
    };
    assert.equal(ask(keys, '2001:db8::9', '2001:db8::1', 80, '2').outcome, 'denied');
    const old = {
      ...keys,
      'policy/profile/p/rules': { inbound_rules: [{ action: 'allow', src_net: '10.0.0.0/8' }], outbound_rules: [] },
    };
    assert.equal(ask(old, '2001:db8::9', '2001:db8::1', 80, '1.4').outcome, 'allowed');
  });

  it('has no verdict while Felix waits for its datastore', () => {
    const keys = { ...PROFILE, Ready: 'false', 'host/h/workload/o/w/endpoint/e': endpoint({}) };
    assert.deepEqual(ask(keys, OUTSIDE, '10.0.0.1'), { outcome: 'not-judged', because: 'not-in-force', stages: [] });
  });

  it('keeps the position of each rule in its text', () => {
    const keys = {
      'policy/profile/p/rules': {
        inbound_rules: [{ action: 'deny', protocol: 'udp' }, { action: 'allow' }],
        outbound_rules: [],
      },
      'host/h/workload/o/w/endpoint/e': endpoint({}),
    };
    assert.deepEqual(ask(keys, OUTSIDE, '10.0.0.1').stages[0]?.profiles[0]?.decided?.rule.origin, {
      object: { source: 'key', key: '/calico/v1/policy/profile/p/rules' },
      path: ['inbound_rules', 1],
    });
  });
});
