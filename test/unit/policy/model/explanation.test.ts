import assert from 'node:assert/strict';
import { decidingPoliciesOf, nearMisses, placeText, sentencesOf, skippedRules } from '../../../../src/policy/explain';
import type { Rule } from '../../../../src/policy/model/rule';
import { CompiledModel, judge, type Verdict } from '../../../../src/policy/verdict';
import { modelOf } from '../../../conformance/policy/cluster';
import { readCases, shared } from '../../../conformance/cases';
import { flowIn } from '../../../conformance/policy/flows';
import type { KubernetesCase } from '../../../conformance/policy/kubernetes-cases';

const pod = (name: string, labels: Readonly<Record<string, string>>, address: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: { nodeName: 'n', containers: [] },
  status: { podIP: address },
});

const PODS = [pod('web', { app: 'web' }, '10.0.0.1'), pod('db', { app: 'db' }, '10.0.0.2')];

const calico = (name: string, tier: string, order: number, ingress: readonly unknown[]) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { tier, order, selector: "app == 'db'", types: ['Ingress'], ingress },
});

const tier = (name: string, order: number) => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'Tier',
  metadata: { name },
  spec: { order, defaultAction: 'Pass' },
});

function ask(objects: readonly unknown[], port = 5432) {
  const model = new CompiledModel(modelOf([...PODS, ...objects]));
  const flow = {
    source: { endpoint: 'shop/web' },
    destination: { endpoint: 'shop/db' },
    protocol: 'TCP',
    destinationPort: port,
  };
  return { model, verdict: judge(flow, model).enforced };
}

describe('explanation of a verdict in the model', () => {
  it('names what allows and denies, where, and what passed before', () => {
    const objects = [
      tier('early', 1),
      calico('first', 'early', 1, [{ action: 'Pass', protocol: 'TCP' }]),
      calico('second', 'default', 1, [{ action: 'Allow', protocol: 'UDP' }, { action: 'Deny' }]),
    ];
    assert.deepEqual(sentencesOf(ask(objects).verdict), [
      'Egress of shop/web: no policy decides, so it is allowed by default.',
      'Ingress of shop/db: NetworkPolicy shop/first passes it on at ingress[0], then NetworkPolicy shop/second denies it at ingress[1].',
    ]);
  });

  it('names the isolating policies if no rule decides', () => {
    const objects = [calico('a', 'default', 1, []), calico('b', 'default', 2, [{ action: 'Allow', protocol: 'UDP' }])];
    assert.equal(
      sentencesOf(ask(objects).verdict)[1],
      'Ingress of shop/db: no rule of NetworkPolicy shop/a and NetworkPolicy shop/b matches, and tier default denies what its policies leave undecided.',
    );
  });

  it('names rules that would allow it after a denial or a pass, with the earlier rule', () => {
    const allow = { action: 'Allow', protocol: 'TCP' };
    const objects = [
      tier('early', 1),
      calico('first', 'early', 1, [{ action: 'Pass', protocol: 'TCP' }, allow]),
      calico('second', 'default', 1, [{ action: 'Deny' }, { action: 'Allow', protocol: 'UDP' }]),
      calico('third', 'default', 2, [allow]),
    ];
    const { model, verdict } = ask(objects);
    const place = ({ origin: { path } }: Rule) => placeText(path);
    assert.deepEqual(
      skippedRules(verdict, model).map(({ policy, rule, by }) => [
        policy.id,
        place(rule),
        by.policy.id,
        place(by.rule),
      ]),
      [
        ['NetworkPolicy shop/first', 'ingress[1]', 'NetworkPolicy shop/first', 'ingress[0]'],
        ['NetworkPolicy shop/third', 'ingress[0]', 'NetworkPolicy shop/second', 'ingress[0]'],
      ],
    );
  });

  it('lists the policies and profiles of an endpoint, in order', () => {
    const objects = [
      calico('b', 'default', 2, []),
      tier('early', 1),
      calico('z', 'early', 1, []),
      calico('a', 'default', 2, []),
    ];
    const { model } = ask(objects);
    const decidingPolicies = decidingPoliciesOf('shop/db', 'ingress', model);
    assert.deepEqual(
      decidingPolicies?.tiers.map(({ tier: { name }, policies }) => [name, ...policies.map(({ id }) => id)]),
      [
        ['early', 'NetworkPolicy shop/z'],
        ['default', 'NetworkPolicy shop/a', 'NetworkPolicy shop/b'],
      ],
    );
    assert.deepEqual(decidingPolicies.profiles, ['kns.shop', 'ksa.shop.default']);
    assert.deepEqual(decidingPoliciesOf('shop/db', 'egress', model)?.tiers, []);
    assert.equal(decidingPoliciesOf('shop/nobody', 'ingress', model), undefined);
  });

  it('finds the rules that nearly allowed the flow, nearest first', () => {
    const objects = [
      calico('a', 'default', 1, [
        { action: 'Allow', protocol: 'UDP', source: { selector: "app == 'api'" } },
        { action: 'Allow', protocol: 'TCP', destination: { ports: [5433] } },
        { action: 'Deny', protocol: 'TCP' },
        { action: 'Allow', protocol: 'TCP', destination: { ports: [5431] } },
      ]),
    ];
    const { verdict, model } = ask(objects);
    assert.deepEqual(
      nearMisses(verdict, model).map(({ index, unmet }) => [index, unmet]),
      [
        [1, ['destination.ports']],
        [0, ['protocol', 'source.peers']],
      ],
    );
    assert.deepEqual(nearMisses(ask([]).verdict, model), []);
  });

  const file = shared('cases', 'kubernetes.jsonl');
  if (file === undefined) console.log('Skipping reported cases: recorded data is not next to the repository.');
  else
    it('names the objects, and their rules, that decided reported cases', () => {
      for (const test of readCases<KubernetesCase>(file)) {
        const model = new CompiledModel(modelOf(test.objects));
        for (const flow of test.flows as readonly (KubernetesCase['flows'][number] & { readonly why: string })[]) {
          const { enforced, committed, pending } = judge(flowIn(test.objects, flow), model);
          for (const part of flow.why.split(' || ')) {
            const verdict = part.startsWith('after commit')
              ? committed
              : part.startsWith('Calico')
                ? pending
                : enforced;
            assertNamed(part, verdict, test);
          }
        }
      }
    });
});

const NAMED =
  /\b((?:Staged|Global|Baseline|Admin|Cluster)*NetworkPolicy) ([\w.-]+(?:\/[\w.-]+)?)(?: ((?:in|e)gress\[\d+\]))?/g;

/** Reasons are prose, so only names of the case's objects count as names. */
function assertNamed(why: string, verdict: Verdict, { id, objects }: KubernetesCase): void {
  if (verdict.outcome === 'not-judged') return;
  const names = new Set(
    (objects as readonly NamedObject[]).map(({ kind, metadata }) => `${kind} ${fullName(metadata)}`),
  );
  const text = sentencesOf(verdict).join(' ');
  for (const [, kind = '', name = '', place = ''] of why.matchAll(NAMED)) {
    if (!names.has(`${kind} ${name}`)) continue;
    assert.ok(text.includes(`${kind} ${name}`), `${id}: ${kind} ${name} is not in “${text}”`);
    assert.ok(text.includes(place), `${id}: ${place} is not in “${text}”`);
  }
}

interface NamedObject {
  readonly kind: string;
  readonly metadata: { readonly namespace?: string; readonly name: string };
}

function fullName({ namespace, name }: NamedObject['metadata']): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}
