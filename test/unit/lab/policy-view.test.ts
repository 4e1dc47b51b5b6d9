import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judge } from '../../../src/policy/verdict';
import { endpointKey, profileKey } from '../../../src/lab/calico/layout';
import { EtcdStore } from '../../../src/lab/etcd/store';
import { PolicyView } from '../../../src/lab/fabric/policy-view';

describe('policy view of etcd', () => {
  it('evaluates a flow for any stored data', () => {
    const junk = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ inbound_rules: fc.array(fc.jsonValue()), outbound_rules: fc.jsonValue() })
        .map((value) => JSON.stringify(value)),
    );
    fc.assert(
      fc.property(junk, junk, junk, junk, (rules, tags, labels, endpoint) => {
        const store = new EtcdStore();
        const view = new PolicyView(store);
        for (const [leaf, value] of Object.entries({ rules, tags, labels }))
          store.set(`${profileKey('p')}/${leaf}`, { value });
        store.set(endpointKey('calico-mesos-02', 'e'), {
          value: JSON.stringify({ state: 'active', profile_ids: ['p'], ipv4_nets: ['192.168.0.1/32'] }),
        });
        store.set(endpointKey('calico-mesos-02', 'junk'), { value: endpoint });
        const { outcome } = judge(
          {
            source: { address: '172.24.197.101' },
            destination: { address: '192.168.0.1' },
            protocol: 'tcp',
            destinationPort: 80,
          },
          view.policy,
        ).enforced;
        assert.match(outcome, /^(allowed|denied)$/);
        store.close();
      }),
    );
  });
});
