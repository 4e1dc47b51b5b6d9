import assert from 'node:assert/strict';
import { reachability } from '../../../../src/policy/reach';
import { CompiledModel, judge, passes } from '../../../../src/policy/verdict';
import { modelOf } from '../../../conformance/policy/cluster';

const pod = (name: string, addresses: readonly string[]) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { nodeName: 'n', containers: [] },
  status: { podIP: addresses[0], podIPs: addresses.map((ip) => ({ ip })) },
});

/** Pods that addresses of either version distinguish in another order, at both ends of the address space too. */
const PODS = [
  pod('a', ['10.0.0.1', 'fd00::3:0:1']),
  pod('b', ['10.0.1.1', 'fd00::2:0:1']),
  pod('c', ['200.0.0.1', 'fd00:8000::1']),
  pod('d', ['0.0.0.1', '::2']),
  pod('e', ['255.255.255.254', 'ffff::1']),
];
const ENDS = ['shop/a', 'shop/b', 'shop/c', 'shop/d', 'shop/e'];

const SIDES: readonly object[] = [
  { nets: ['10.0.0.0/24'] },
  { nets: ['10.0.1.7/16', 'fd00::2:0:0/96'] },
  { nets: ['fd00::/64'], notNets: ['fd00::3:0:0/112'] },
  { nets: ['200.0.0.0/5', '10.0.1.1/32', 'fd00:8000::/17', '::2/128'] },
  { notNets: ['10.0.0.0/8', '255.255.255.254/31', '::/1'] },
  { nets: ['0.0.0.0/0'], notNets: ['200.0.0.0/8', '0.0.0.0/31'], selector: "app != 'e'", notSelector: "app == 'b'" },
  { nets: ['192.0.2.0/24', '2001:db8::/32'] },
];

function modelWith(direction: 'ingress' | 'egress', rule: object): CompiledModel {
  const policy = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: { name: 'p' },
    spec: { types: [direction === 'ingress' ? 'Ingress' : 'Egress'], [direction]: [rule, { action: 'Deny' }] },
  };
  return new CompiledModel(modelOf([...PODS, policy], { slices: true }));
}

describe('networks in rules', () => {
  for (const version of [4, 6] as const) {
    it(`give the same answer for all pairs as for each, in IPv${version}`, () => {
      let allowed = 0;
      for (const direction of ['ingress', 'egress'] as const) {
        for (const end of ['source', 'destination']) {
          for (const side of SIDES) {
            const model = modelWith(direction, { action: 'Allow', [end]: side });
            const reach = reachability(model, [80], { ipVersion: version });
            for (const from of ENDS) {
              for (const to of ENDS.filter((name) => name !== from)) {
                const flow = { source: { endpoint: from }, destination: { endpoint: to }, protocol: 'tcp' };
                const verdict = judge({ ...flow, destinationPort: 80, ipVersion: version }, model).enforced;
                const text = JSON.stringify([direction, end, side, from, to]);
                assert.equal(reach.allows(from, to, 80), passes(verdict), text);
                if (passes(verdict)) allowed += 1;
              }
            }
          }
        }
      }
      // The rules allow some flows and not others, so that a wrong network shows.
      assert.ok(allowed > 100 && allowed < 400, String(allowed));
    });
  }
});
