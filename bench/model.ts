// `npm run bench model`: verdicts over the model of policy, on a large cluster of Kubernetes and Calico v3.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CalicoObject, Rule } from '../src/policy/calico3/objects';
import { DEFAULT_SETTINGS, translateCalico } from '../src/policy/calico3/translate';
import { changesOf, Connectivity } from '../src/policy/reach';
import { CompiledModel, judge } from '../src/policy/verdict';
import type { KubernetesObject } from '../src/policy/kubernetes/objects';
import { translateKubernetes } from '../src/policy/kubernetes/translate';
import { Memo } from '../src/policy/model/memo';
import { composeModel } from '../src/policy/model/compose';
import type { PolicyModel } from '../src/policy/model/model';
import { print, spent, type Figure } from './measure';

const PODS = 10_000;
const NAMESPACES = 500;
const POLICIES = 1_000;
const TIERS = ['platform', 'security', 'teams', 'default'];
const APPS = ['web', 'api', 'db', 'cache', 'queue', 'jobs'];
const RUNS = 5;

function kubernetes(): KubernetesObject[] {
  const namespaces = Array.from({ length: NAMESPACES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Namespace' as const,
    metadata: { name: `n${index}`, labels: { team: `t${index % 20}`, stage: index % 3 === 0 ? 'prod' : 'test' } },
  }));
  const pods = Array.from({ length: PODS }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod' as const,
    metadata: {
      name: `p${index}`,
      namespace: `n${index % NAMESPACES}`,
      labels: { app: APPS[Math.floor(index / NAMESPACES) % APPS.length]! },
    },
    spec: { nodeName: `node${index % 50}`, containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }] },
    status: { podIP: `10.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}` },
  }));
  return [...namespaces, ...pods];
}

function rules(index: number): Rule[] {
  const app = APPS[index % APPS.length]!;
  return [
    { action: 'Deny', source: { nets: [`192.0.${index % 256}.0/24`] } },
    {
      action: 'Allow',
      protocol: 'TCP',
      source: { selector: `app == '${app}'` },
      destination: { ports: [8080, 'http'] },
    },
    { action: 'Pass', source: { namespaceSelector: `team == 't${index % 20}'` } },
  ];
}

function calico(): CalicoObject[] {
  const tiers = TIERS.slice(0, 3).map((name, index) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'Tier' as const,
    metadata: { name },
    spec: { order: 100 * (index + 1), defaultAction: 'Pass' },
  }));
  const policies = Array.from({ length: POLICIES }, (_, index): CalicoObject => {
    const tier = TIERS[index % TIERS.length]!;
    const spec = {
      tier,
      order: index,
      ingress: rules(index),
      egress: [{ action: 'Allow' }],
      types: ['Ingress', 'Egress'],
    };
    const selector = `app == '${APPS[(index >> 2) % APPS.length]!}'`;
    const metadata = { name: `${tier}.p${index}` };
    if (index % 5 > 0)
      return {
        apiVersion: 'projectcalico.org/v3',
        kind: 'NetworkPolicy',
        metadata: { ...metadata, namespace: `n${index % NAMESPACES}` },
        spec: { ...spec, selector },
      };
    return {
      apiVersion: 'projectcalico.org/v3',
      kind: 'GlobalNetworkPolicy',
      metadata,
      spec: { ...spec, selector, namespaceSelector: `team == 't${index % 20}'` },
    };
  });
  return [...tiers, ...policies];
}

/** Measures the processor time in milliseconds, several times. */
function duration(name: string, once: () => unknown, runs = RUNS): Figure {
  return { name: `${name}, ms`, values: Array.from({ length: runs }, () => spent(once)[0]) };
}

function modelOf(objects: readonly KubernetesObject[], policies: readonly CalicoObject[]): PolicyModel {
  return composeModel(
    [translateCalico(policies, 'api-server'), translateKubernetes(objects, { slices: true, planned: false })],
    DEFAULT_SETTINGS,
  );
}

function ask(model: CompiledModel, round: number): void {
  judge(
    {
      source: { endpoint: `n${(round * 7) % NAMESPACES}/p${(round * 7) % PODS}` },
      destination: { endpoint: `n${(round * 13 + 1) % NAMESPACES}/p${(round * 13 + 1) % PODS}` },
      protocol: 'TCP',
      destinationPort: 8080,
    },
    model,
  );
}

function rate(model: CompiledModel): Figure {
  let round = 0;
  const run = () => {
    const batch = 20_000;
    const [took] = spent(() => {
      for (let count = 0; count < batch; count += 1) ask(model, round++);
    });
    return (batch * 1000) / took;
  };
  run();
  return {
    name: `verdicts with trace, ${PODS} pods and ${POLICIES} policies, per second`,
    values: Array.from({ length: RUNS }, run),
  };
}

/** Computes every row of every group, for some kinds of packets. */
function rows(connectivity: Connectivity, kinds = connectivity.kinds): void {
  for (const kind of kinds) {
    for (const group of connectivity.groups.all) {
      connectivity.reaches(group, kind);
      connectivity.reachedBy(group, kind);
    }
  }
}

function onePort(from: CompiledModel, previous?: Connectivity): Connectivity {
  const connectivity = Connectivity.of(from, 4, 'enforced', previous);
  rows(
    connectivity,
    connectivity.kinds.filter(({ protocol, first, last }) => protocol === 6 && first <= 8080 && last >= 8080),
  );
  return connectivity;
}

/** Counts the allowed pairs of some classes on one port, pair by pair. */
function pairsOf(connectivity: Connectivity, classes: number): number {
  const kind = connectivity.kind(6, 8080);
  const groups = connectivity.groups.all.slice(0, classes);
  let allowed = 0;
  for (const from of groups) for (const to of groups) if (kind && connectivity.allows(from, to, kind)) allowed += 1;
  return allowed;
}

/** Measures the memory of a model and everything derived from it, in megabytes, including its objects. */
function memory(): Figure {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const before = process.memoryUsage().heapUsed;
  const held = new CompiledModel(modelOf(kubernetes(), calico()));
  for (let round = 0; round < 20_000; round += 1) ask(held, round);
  collect();
  const values = [(process.memoryUsage().heapUsed - before) / 2 ** 20];
  ask(held, 0);
  return { name: 'memory, MB', values, bar: 150 };
}

const objects = kubernetes();
const policies = calico();
const model = modelOf(objects, policies);
const compiled = new CompiledModel(model);
for (let round = 0; round < 20_000; round += 1) ask(compiled, round);

const [edited, ...others] = model.policies;
/** A model of another state of the objects, by way of what is remembered of the last. */
const remembered = { calico: new Memo(), kubernetes: new Memo() };
function nextModel(state: readonly KubernetesObject[], policy: readonly CalicoObject[]): PolicyModel {
  return composeModel(
    [
      translateCalico(policy, 'api-server', remembered.calico),
      translateKubernetes(state, { slices: true, planned: false }, remembered.kubernetes),
    ],
    DEFAULT_SETTINGS,
  );
}
const before = new CompiledModel(nextModel(objects, policies));
for (let round = 0; round < 20_000; round += 1) ask(before, round);
const fromObjects = (state: readonly KubernetesObject[], policy: readonly CalicoObject[]) => () =>
  ask(new CompiledModel(nextModel(state, policy), before), 0);
const lastPolicy = policies.at(-1)!;
const lastPod = objects.at(-1)!;
const relabelled = { ...lastPod, metadata: { ...lastPod.metadata, labels: { app: 'new' } } };

const withPolicy = (): PolicyModel => ({ ...model, policies: [{ ...edited!, order: edited!.order }, ...others] });
const closed = (): PolicyModel => ({ ...model, policies: [{ ...edited!, ingress: [] }, ...others] });
const withLabels = (index: number): PolicyModel => ({
  ...model,
  endpoints: model.endpoints.with(index, { ...model.endpoints[index]!, labels: { app: `new${index}` } }),
});
const update = (next: () => PolicyModel) => () => {
  const changed = new CompiledModel(next(), compiled);
  ask(changed, 0);
  return changed;
};

const asked = onePort(compiled);

print('Model of 10,000 pods and 1,000 policies in 4 tiers', [
  duration('translated', () => modelOf(objects, policies)),
  duration('compiled, and first verdict', () => ask(new CompiledModel(model), 1)),
  { ...duration('one policy edited, and a verdict', update(withPolicy)), bar: 5 },
  {
    ...duration(
      'labels of one pod changed, and a verdict',
      update(() => withLabels(3_333)),
    ),
    bar: 2,
  },
  duration('the same from a changed object', fromObjects(objects, [...policies.slice(0, -1), { ...lastPolicy }])),
  duration('labels of one pod changed, from the object', fromObjects([...objects.slice(0, -1), relabelled], policies)),
  { ...duration('first answer for one port, all pairs', () => onePort(new CompiledModel(model))), bar: 150 },
  duration('the same after one policy is edited', () => onePort(new CompiledModel(withPolicy(), compiled), asked)),
  { ...duration('all pairs of 300 classes, one by one', () => pairsOf(Connectivity.of(compiled), 300)), bar: 100 },
  {
    ...duration('all ports and protocols, all pairs', () => rows(Connectivity.of(new CompiledModel(model)))),
    bar: 1000,
  },
  duration('what one edited policy opens and closes', () =>
    changesOf(
      { model: compiled, view: 'enforced' },
      { model: new CompiledModel(closed(), compiled), view: 'enforced' },
    ),
  ),
  rate(compiled),
  memory(),
]);
