import assert from 'node:assert/strict';
import fc from 'fast-check';
import { reachability } from '../../../src/policy/reach';
import { CompiledModel, judge, passes } from '../../../src/policy/verdict';
import { modelOf } from '../../conformance/policy/cluster';
import { plainCluster } from '../../unit/policy/model/plain-cluster';
import { written } from '../../unit/policy/model/written';

const PORTS = [53, 80];
const OUTSIDE = ['192.0.2.1'];

/** A rule that matches a service at the far end, or any rule without. */
const rule = (far: 'source' | 'destination') =>
  fc.record({
    action: fc.constantFrom('Allow', 'Deny', 'Pass', 'Log'),
    protocol: fc.constantFrom('TCP', 'UDP'),
    [far]: fc.constantFrom<object>({ services: { name: 's', namespace: 'shop' } }, { selector: 'has(app)' }, {}),
  });

const policy = (name: string) =>
  fc.record({
    apiVersion: fc.constant('projectcalico.org/v3'),
    kind: fc.constant('GlobalNetworkPolicy'),
    metadata: fc.constant({ name }),
    spec: fc.record({
      order: fc.nat(3),
      selector: fc.constantFrom('all()', 'has(app)', "app == 'a'"),
      types: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(rule('source'), { maxLength: 2 }),
      egress: fc.array(rule('destination'), { maxLength: 2 }),
    }),
  });

describe('rules with services whose endpoints are unknown', function () {
  this.timeout(120_000);

  it('leave a flow open in the answer for all pairs exactly where its own verdict does', () => {
    const seen = { allowed: 0, denied: 0, open: 0 };
    const policies = fc.tuple(policy('x'), policy('y'));
    fc.assert(
      fc.property(plainCluster, policies, policies, (cluster, first, next) => {
        const objects = written(cluster);
        const before = new CompiledModel(modelOf([...objects, ...first]));
        const { endpoints, hosts, profiles } = before.model;
        const later = modelOf([...objects, ...next.slice(1), ...first.slice(0, 1)]);
        const after = new CompiledModel({ ...later, endpoints, hosts, profiles }, before);
        const fewer = new CompiledModel({ ...modelOf([...objects]), endpoints, hosts, profiles }, after);
        let previous = reachability(before, PORTS, { outside: OUTSIDE });
        for (const model of [before, after, fewer, before]) {
          previous = reachability(model, PORTS, { outside: OUTSIDE, previous });
          const names = [...cluster.pods.map(({ namespace, name }) => `${namespace}/${name}`), ...OUTSIDE];
          const party = (name: string) => (model.directory.member(name) ? { endpoint: name } : { address: name });
          for (const from of names)
            for (const to of names)
              for (const destinationPort of from === to ? [] : PORTS) {
                const flow = { source: party(from), destination: party(to), protocol: 'tcp', destinationPort };
                const { enforced } = judge(flow, model);
                assert.equal(previous.allows(from, to, destinationPort), passes(enforced), JSON.stringify(flow));
                const isOpen = enforced.outcome === 'not-judged';
                assert.equal(previous.evaluates(from, to, destinationPort), !isOpen, JSON.stringify(flow));
                if (isOpen) assert.equal(enforced.because, 'service-unknown');
                seen[isOpen ? 'open' : passes(enforced) ? 'allowed' : 'denied'] += 1;
              }
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(Math.min(...Object.values(seen)) > 1_000, JSON.stringify(seen));
  });

  it('do not affect the verdict if they only log', () => {
    const log = { action: 'Log', protocol: 'TCP', source: { services: { name: 's', namespace: 'shop' } } };
    const pod = (name: string, podIP: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop' },
      spec: { nodeName: 'n', containers: [] },
      status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
    });
    const logging = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'NetworkPolicy',
      metadata: { name: 'p', namespace: 'shop' },
      spec: { types: ['Ingress'], ingress: [log, { action: 'Allow' }] },
    };
    const model = new CompiledModel(modelOf([pod('a', '10.0.0.1'), pod('b', '10.0.0.2'), logging]));
    const flow = { source: { endpoint: 'shop/a' }, destination: { endpoint: 'shop/b' } };
    const { enforced } = judge({ ...flow, protocol: 'tcp', destinationPort: 80 }, model);
    assert.equal(enforced.outcome, 'allowed');
    assert.equal(reachability(model, [80]).evaluates('shop/a', 'shop/b', 80), true);
  });
});
