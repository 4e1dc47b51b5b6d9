import assert from 'node:assert/strict';
import { dataOf } from '../../../src/cluster/model/indexes';
import { withResources } from '../../../src/cluster/model/resources';
import { selectedEndpoints } from '../../../src/features/rules/editor/objects/selected-endpoints';
import { readText, type ResourceId } from '../../../src/policy/resources';
import { object } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from '../cluster/calico3-cluster';

const ID: ResourceId = { kind: 'NetworkPolicy', namespace: 'shop', name: 'own' };

describe('the endpoints that a policy selects', () => {
  const snapshot = shop(inShop('NetworkPolicy', 'networkpolicies', 'own', { selector: "role == 'web'" }));
  const data = dataOf(snapshot.policy) ?? assert.fail();
  const addresses = (of: typeof data) =>
    selectedEndpoints(ID, of, snapshot)?.selected.map((endpoint) => endpoint.addresses.join());

  it('are those of workloads with their addresses', () => {
    assert.deepEqual(addresses(data)?.sort(), ['10.0.0.1', '10.0.0.3']);
  });

  it('are those of unsaved changes', () => {
    const json = JSON.stringify(object('NetworkPolicy', 'own', { selector: "role == 'db'" }, { namespace: 'shop' }));
    const drafted = withResources(data, [{ id: ID, object: readText(json, ID) }]);
    assert.deepEqual(addresses(drafted), ['10.0.0.2']);
    assert.equal(selectedEndpoints({ ...ID, name: 'other' }, data, snapshot), undefined);
  });
});
