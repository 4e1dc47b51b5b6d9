import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CompiledModel, judge } from '../../../src/policy/verdict';
import { lintCluster, type ClusterFinding } from '../../../src/policy/lint/cluster';
import { placeName } from '../../../src/policy/lint/cluster/names';
import type { PolicyModel } from '../../../src/policy/model/model';
import { modelOf, readObjects } from '../../conformance/policy/cluster';

const label = fc.constantFrom('a', 'b', 'c');
const selector = fc.oneof(
  fc.constant({}),
  label.map((app) => ({ matchLabels: { app } })),
);
const peer = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  selector.map((podSelector) => ({ namespaceSelector: {}, podSelector })),
  fc.constant({ ipBlock: { cidr: '198.51.100.0/24' } }),
);
const ports = fc.uniqueArray(fc.constantFrom(80, 443, 'web'), { maxLength: 2 });
const rule = (far: string) =>
  fc.record({ [far]: fc.array(peer, { maxLength: 2 }), ports: ports.map((list) => list.map((port) => ({ port }))) });
const policy = fc.record({
  podSelector: selector,
  ingress: fc.array(rule('from'), { maxLength: 2 }),
  egress: fc.array(rule('to'), { maxLength: 2 }),
  policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
});

const PODS = ['a', 'b', 'c'].map((app, index) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: app, namespace: 'shop', labels: { app } },
  spec: { nodeName: 'n', containers: [{ ports: [{ name: 'web', containerPort: 80 + index }] }] },
  status: { podIP: `10.65.0.${index + 1}` },
}));
const NAMESPACE = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };

const networkPolicy = (spec: object, index = 0) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `p${index}`, namespace: 'shop' },
  spec,
});

const modelWith = (policies: readonly unknown[]) => modelOf([NAMESPACE, ...PODS, ...policies]);

function lint(policies: readonly unknown[]): readonly ClusterFinding[] {
  const objects = [NAMESPACE, ...PODS, ...policies];
  return lintCluster(new CompiledModel(modelOf(objects)), readObjects(objects));
}

/** All connections, by evaluating each pair at each port. */
function everything(model: PolicyModel): string {
  const compiled = new CompiledModel(model);
  const parties = [
    ...PODS.map(({ metadata: { name } }) => ({ endpoint: `shop/${name}` })),
    { address: '198.51.100.7' },
    { address: '203.0.113.7' },
  ];
  return parties
    .flatMap((source, from) =>
      parties.flatMap((destination, to) =>
        from === to || ('address' in source && 'address' in destination)
          ? []
          : ['TCP', 'UDP'].flatMap((protocol) =>
              [80, 81, 82, 443, 1000].map((destinationPort) =>
                judge({ source, destination, protocol, destinationPort }, compiled).enforced.outcome === 'allowed'
                  ? 1
                  : 0,
              ),
            ),
      ),
    )
    .join('');
}

const codes = (findings: readonly ClusterFinding[], code: string) =>
  findings.filter((finding) => finding.code === code).map(({ origin }) => origin);

describe('lint of a cluster', () => {
  it('reports a policy or rule as redundant exactly if its removal changes nothing', () => {
    fc.assert(
      fc.property(fc.array(policy, { minLength: 2, maxLength: 3 }), (specs) => {
        const policies = specs.map(networkPolicy);
        const findings = lint(policies);
        const before = everything(modelWith(policies));
        const redundant = new Set(
          codes(findings, 'redundant-policy').map(({ object }) => (object.source === 'resource' ? object.name : '')),
        );
        for (const [index, { metadata }] of policies.entries()) {
          const after = everything(modelWith(policies.filter((_, place) => place !== index)));
          assert.equal(redundant.has(metadata.name), after === before, `${metadata.name} of ${JSON.stringify(specs)}`);
        }
        const rules = new Set(
          codes(findings, 'redundant-rule').map(
            ({ object, path }) => `${object.source === 'resource' ? object.name : ''} ${placeName(path)}`,
          ),
        );
        for (const [index, spec] of specs.entries()) {
          if (redundant.has(`p${index}`)) continue;
          for (const direction of ['ingress', 'egress'] as const) {
            if (!spec.policyTypes.some((type) => type.toLowerCase() === direction)) continue;
            for (const at of spec[direction].keys()) {
              const less = { ...spec, [direction]: spec[direction].filter((_, place) => place !== at) };
              const after = everything(modelWith(specs.with(index, less).map(networkPolicy)));
              assert.equal(rules.has(`p${index} spec.${direction}[${at}]`), after === before, JSON.stringify(specs));
            }
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('agrees with the evaluator on tiers, orders, denials and passes, and keeps rules that log', () => {
    const text = fc.constantFrom('all()', 'app == "a"', 'app == "b"', 'app != "c"');
    const entity = fc.oneof(
      fc.constant({}),
      text.map((chosen) => ({ selector: chosen })),
      fc.constant({ nets: ['198.51.100.0/24'] }),
    );
    const list = (far: 'source' | 'destination') =>
      fc.array(fc.record({ action: fc.constantFrom('Allow', 'Deny', 'Pass', 'Log'), [far]: entity }), { maxLength: 2 });
    const global = fc.record({
      tier: fc.constantFrom('default', 'first'),
      order: fc.constantFrom(1, 2, 2000),
      selector: text,
      ingress: list('source'),
      egress: list('destination'),
      types: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    });
    const tier = {
      apiVersion: 'projectcalico.org/v3',
      kind: 'Tier',
      metadata: { name: 'first' },
      spec: { order: 5, defaultAction: 'Pass' },
    };
    const globalPolicy = (spec: object, index: number) => ({
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata: { name: `g${index}` },
      spec,
    });
    type Rules = readonly { readonly action?: string }[];
    const hasLog = (spec: { readonly types: readonly string[]; readonly ingress: Rules; readonly egress: Rules }) =>
      spec.types.some((type) =>
        (type === 'Ingress' ? spec.ingress : spec.egress).some(({ action }) => action === 'Log'),
      );
    fc.assert(
      fc.property(fc.array(global, { minLength: 1, maxLength: 3 }), policy, (globals, kubernetes) => {
        const policies = [...globals.map(globalPolicy), networkPolicy(kubernetes)];
        const redundant = new Set(
          codes(lint([tier, ...policies]), 'redundant-policy').map(({ object }) =>
            object.source === 'resource' ? object.name : '',
          ),
        );
        const before = everything(modelWith([tier, ...policies]));
        for (const { metadata, spec } of policies) {
          const others = policies.filter((other) => other.metadata.name !== metadata.name);
          const same = everything(modelWith([tier, ...others])) === before;
          const logs = globals.some((it) => it === spec && hasLog(it));
          assert.equal(redundant.has(metadata.name), same && !logs, `${metadata.name} of ${JSON.stringify(policies)}`);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('names a peer that another peer of its rule includes', () => {
    const findings = lint([
      networkPolicy({ ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }, { podSelector: {} }] }] }),
    ]);
    assert.deepEqual(
      codes(findings, 'redundant-peer').map(({ path }) => placeName(path)),
      ['spec.ingress[0].from[0]'],
    );
  });

  it('reports policies of one priority that decide differently', () => {
    const cluster = (name: string, action: string) => ({
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name },
      spec: {
        tier: 'Admin',
        priority: 5,
        subject: { namespaces: {} },
        ingress: [{ action, from: [{ namespaces: {} }] }],
      },
    });
    const found = (policies: readonly unknown[]) => codes(lint(policies), 'conflicting-order');
    assert.deepEqual(
      found([cluster('x', 'Accept'), cluster('y', 'Deny')]).map(({ path }) => placeName(path)),
      ['spec.priority'],
    );
    assert.deepEqual(found([cluster('x', 'Accept'), cluster('y', 'Accept')]), []);
  });
});
