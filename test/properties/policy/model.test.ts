import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { finished } from '../../../src/base/time-slices';
import { compileSelector } from '../../../src/policy/selectors';
import { CompiledModel, countingSelected, judge, type Answer, type Verdict } from '../../../src/policy/verdict';
import type { PolicyModel } from '../../../src/policy/model/model';
import { modelOf } from '../../conformance/policy/cluster';
import {
  plainCluster,
  plainFlow,
  type PlainCalico,
  type PlainCluster,
  type PlainFlow,
} from '../../unit/policy/model/plain-cluster';
import { plainAllowed } from '../../unit/policy/model/plain-model';
import { written } from '../../unit/policy/model/written';

const VIEWS = ['enforced', 'pending', 'committed'] as const;

const question = plainCluster.chain((cluster) =>
  fc.record({ cluster: fc.constant(cluster), flows: fc.array(plainFlow(cluster), { minLength: 5, maxLength: 10 }) }),
);

function ask({ from, to, protocol, port }: PlainFlow, model: CompiledModel): Answer {
  const party = (name: string) => (name.includes('/') ? { endpoint: name } : { address: name });
  return judge(
    {
      source: party(from),
      destination: party(to),
      protocol,
      sourcePort: 40_001,
      ...(protocol !== 'ICMP' && { destinationPort: port }),
    },
    model,
  );
}

function modelFor(cluster: PlainCluster): PolicyModel {
  return modelOf(written(cluster), { slices: true });
}

/** The model, sharing the parts that equal those of another, as after translating only changes. */
function sharing(model: PolicyModel, other: PolicyModel): PolicyModel {
  const share = <T>(own: readonly T[], others: readonly T[]) =>
    own.map((part) => others.find((candidate) => isDeepStrictEqual(candidate, part)) ?? part);
  return {
    ...model,
    endpoints: share(model.endpoints, other.endpoints),
    policies: share(model.policies, other.policies),
    profiles: share(model.profiles, other.profiles),
    hosts: isDeepStrictEqual(model.hosts, other.hosts) ? other.hosts : model.hosts,
  };
}

/** A packet's places contain class numbers, whose order differs between two models. */
function withoutPackets({ stages, ...rest }: Verdict): unknown {
  return { ...rest, stages: stages.map(({ packet: _packet, ...stage }) => stage) };
}

describe('evaluation of the model', function () {
  // A thousand clusters take some seconds on an idle machine.
  this.timeout(60_000);

  it('agrees with the naive evaluator on clusters of mixed kinds', () => {
    fc.assert(
      fc.property(question, ({ cluster, flows }) => {
        const compiled = new CompiledModel(modelFor(cluster));
        for (const flow of flows) {
          const answer = ask(flow, compiled);
          for (const view of VIEWS)
            assert.equal(answer[view].outcome, plainAllowed(cluster, flow, view) ? 'allowed' : 'denied', view);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts the endpoints that each policy selects, as its selector tells of each', () => {
    fc.assert(
      fc.property(plainCluster, (cluster) => {
        const compiled = new CompiledModel(modelFor(cluster));
        const counts = finished(countingSelected(compiled));
        const ends = compiled.directory.members.filter(({ endpoint }) => endpoint.kind !== 'network-set');
        for (const policy of compiled.model.policies) {
          const selects = compileSelector(policy.selector);
          const wanted = ends.filter(({ class: { labels } }) => selects(labels)).length;
          assert.equal(counts.get(policy) ?? 0, wanted);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same answers for an updated model as for a new one', () => {
    const change = fc.record({
      pod: fc.nat(9),
      labels: fc.dictionary(fc.constantFrom('app', 'env'), fc.constantFrom('a', 'b')),
    });
    fc.assert(
      fc.property(question, plainCluster, change, ({ cluster, flows }, other, { pod, labels }) => {
        const first = modelFor(cluster);
        let compiled = new CompiledModel(first);
        for (const flow of flows) ask(flow, compiled);
        const pods = cluster.pods.map((own, index) => (index === pod % cluster.pods.length ? { ...own, labels } : own));
        for (const next of [
          { ...cluster, policies: [...cluster.policies.slice(1), ...other.policies.slice(0, 1)] },
          { ...cluster, pods },
          { ...cluster, pods, policies: other.policies, sets: other.sets },
          { ...cluster, namespaces: other.namespaces },
        ]) {
          const model = sharing(modelFor(next), compiled.model);
          compiled = new CompiledModel(model, compiled);
          for (const flow of flows) {
            const [given, wanted] = [ask(flow, compiled), ask(flow, new CompiledModel(model))];
            for (const view of VIEWS) assert.deepEqual(withoutPackets(given[view]), withoutPackets(wanted[view]));
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('replaces a policy with its staged version even if that selects nothing', () => {
    const policy = (app: string, staged: PlainCalico['staged']): PlainCalico => ({
      kind: 'calico',
      name: 'x',
      namespace: 'shop',
      tier: 'default',
      order: 1,
      selector: { op: 'equals', key: 'app', value: app },
      namespaces: undefined,
      rules: { ingress: [], egress: undefined },
      staged,
    });
    const pods = ['a', 'b'].map((app, index) => ({
      name: app,
      namespace: 'shop',
      account: 'default',
      labels: { app },
      address: `10.0.0.${index + 1}`,
      ports: [],
    }));
    const tiers = [{ name: 'default', order: 1_000_000, end: 'Deny' as const }];
    const cluster = {
      namespaces: [{ name: 'shop', labels: {} }],
      pods,
      sets: [],
      tiers,
      policies: [policy('a', undefined)],
    };
    const flow = { from: 'shop/b', to: 'shop/a', protocol: 'TCP', port: 80 } as const;
    const first = new CompiledModel(modelFor(cluster));
    assert.equal(ask(flow, first).committed.outcome, 'denied');
    const staged = modelFor({ ...cluster, policies: [...cluster.policies, policy('none', 'Set')] });
    const next = new CompiledModel(sharing(staged, first.model), first);
    assert.equal(ask(flow, next).enforced.outcome, 'denied');
    assert.equal(ask(flow, next).committed.outcome, 'allowed');
  });
});
