import assert from 'node:assert/strict';
import { offeredServices } from '../../../src/features/explanation/ask';
import { workloadsOf } from '../../../src/cluster/model/workloads';
import { kubernetesCluster, pod, type Written } from '../cluster/kubernetes/kubernetes-cluster';

/** A pod whose container declares ports. */
function serving(...ports: readonly { readonly containerPort: number; readonly protocol?: string }[]): Written {
  const web = pod('web-x1-a', 'shop', 'web', '10.0.0.1') as unknown as { readonly spec: object };
  return { ...web, spec: { ...web.spec, containers: [{ name: 'web', image: 'web', ports }] } } as unknown as Written;
}

describe('the ports that explanations offer', () => {
  it('are those that containers declare, TCP and UDP', () => {
    const snapshot = kubernetesCluster([
      serving({ containerPort: 8080 }, { containerPort: 53, protocol: 'UDP' }, { containerPort: 9, protocol: 'SCTP' }),
      pod('db-x1-a', 'shop', 'db', '10.0.0.2'),
    ]);
    const offered = (name: string) => {
      const { endpoint } = workloadsOf(snapshot).find((one) => one.name.includes(name)) ?? assert.fail();
      return offeredServices(endpoint, snapshot).map(({ label }) => label);
    };
    assert.deepEqual(offered('web'), ['tcp 8080', 'udp 53']);
    assert.deepEqual(offered('db'), ['tcp 5432']);
  });

  it('are none of an address, and while policy is unknown', () => {
    const snapshot = kubernetesCluster([serving({ containerPort: 8080 })]);
    assert.deepEqual(offeredServices('192.0.2.1', snapshot), []);
    assert.deepEqual(offeredServices('any', { ...snapshot, policy: { state: 'absent' } }), []);
  });
});
