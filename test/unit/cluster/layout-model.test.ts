import assert from 'node:assert/strict';
import { LayoutModel } from '../../../src/cluster/etcd/model';

const ENDPOINT = '/calico/v1/host/h/workload/o/w/endpoint/e';
const PROFILE = '/calico/v1/policy/profile/p/rules';
const put = (key: string, value: string) => ({ kind: 'put', entry: { key, value, revision: '1' } }) as const;

/** Felix 1.4 requires a MAC address, which Calico 2 omits. */
const WITHOUT_MAC = JSON.stringify({
  state: 'active',
  name: 'cali1',
  profile_ids: ['p'],
  ipv4_nets: ['10.0.0.1/32'],
  ipv6_nets: [],
});

describe('the reason why an endpoint is invalid', () => {
  const changes = [
    ['the configuration', put('/calico/v1/config/CalicoVersion', 'v2.6.0')],
    ['a profile', put(PROFILE, '{"inbound_rules":[{"action":"allow","src_nets":["10.0.0.0/8"]}],"outbound_rules":[]}')],
  ] as const;
  for (const [what, change] of changes) {
    it(`is updated when ${what} indicates another version`, () => {
      const model = new LayoutModel([{ key: ENDPOINT, value: WITHOUT_MAC, revision: '1' }], true);
      const [before] = model.data.policy.endpoints;
      assert.match(before?.voidReason ?? '', /MAC/);
      model.apply([change]);
      const [after] = model.data.policy.endpoints;
      assert.equal(after?.voidReason, undefined);
      model.apply([{ kind: 'delete', key: change.entry.key }]);
      assert.deepEqual(model.data.policy.endpoints[0], before);
    });
  }

  for (const value of ['{"state": "active"', '"active"', 'null', '[]', '7', '']) {
    it(`is that it is no JSON object if it is ${JSON.stringify(value)}`, () => {
      const model = new LayoutModel([{ key: ENDPOINT, value, revision: '1' }], true);
      const [endpoint, ...others] = model.data.policy.endpoints;
      assert.deepEqual(others, []);
      assert.deepEqual(
        [endpoint?.key, endpoint?.host, endpoint?.id, endpoint?.profileIds, endpoint?.ipv4Nets],
        [ENDPOINT, 'h', 'e', [], []],
      );
      assert.equal(endpoint?.voidReason, 'It is not a JSON object.');
      model.apply([put(ENDPOINT, JSON.stringify({ ...JSON.parse(WITHOUT_MAC), mac: 'ee:ee:ee:ee:ee:ee' }))]);
      assert.equal(model.data.policy.endpoints[0]?.voidReason, undefined);
    });
  }

  it('keeps its identity if the version stays the same', () => {
    const model = new LayoutModel([{ key: ENDPOINT, value: WITHOUT_MAC, revision: '1' }], true);
    const { endpoints } = model.data.policy;
    model.apply([put(PROFILE, '{"inbound_rules":[],"outbound_rules":[]}')]);
    assert.equal(model.data.policy.endpoints, endpoints);
  });
});
