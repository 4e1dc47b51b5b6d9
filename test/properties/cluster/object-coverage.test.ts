import assert from 'node:assert/strict';
import fc from 'fast-check';
import { finished } from '../../../src/base/time-slices';
import { compiledOf } from '../../../src/cluster/analysis/compiled';
import { objectCoverage } from '../../../src/cluster/analysis/object-coverage';
import { portsByName, subjectsOf } from '../../../src/cluster/analysis/object-rules';
import { questionsAbout } from '../../../src/cluster/analysis/questions';
import { dataOf } from '../../../src/cluster/model/indexes';
import { modelPolicy } from '../../../src/cluster/model/object-tiers';
import { resourceNamed } from '../../../src/cluster/model/resources';
import { ANYONE_OUTSIDE } from '../../../src/cluster/model/workloads';
import type { Direction } from '../../../src/policy/model/rule';
import { judge } from '../../../src/policy/verdict';
import { workload, type Entry } from '../../contract/etcd/calico3-objects';
import { inShop, shop } from '../../unit/cluster/calico3-cluster';

const selector = fc.constantFrom('all()', "role == 'web'", "role == 'db'", "role != 'web'", 'has(tier)');
const rule = fc
  .record({
    action: fc.constantFrom('Allow', 'Deny', 'Pass'),
    peers: fc.option(selector, { nil: undefined }),
    port: fc.option(fc.constantFrom(80, 443), { nil: undefined }),
  })
  .map(({ action, peers, port }) => (far: 'source' | 'destination') => {
    const side = peers === undefined ? {} : { selector: peers };
    const ports = port === undefined ? {} : { ports: [port] };
    return {
      action,
      ...(port !== undefined && { protocol: 'TCP' }),
      [far]: { ...side, ...(far === 'destination' && ports) },
      ...(far === 'source' && port !== undefined && { destination: ports }),
    };
  });
const policy = fc
  .record({
    selector,
    order: fc.integer({ min: 1, max: 3 }),
    ingress: fc.array(rule, { maxLength: 3 }),
    egress: fc.array(rule, { maxLength: 2 }),
  })
  .map(({ ingress, egress, ...spec }) => ({
    ...spec,
    types: ['Ingress', 'Egress'],
    ingress: ingress.map((make) => make('source')),
    egress: egress.map((make) => make('destination')),
  }));
const pods = fc.array(
  fc.record({ role: fc.constantFrom('web', 'db', 'cache'), tier: fc.option(fc.constant('a'), { nil: undefined }) }),
  { minLength: 1, maxLength: 6 },
);

/** What each rule of the policy `shop/own` decides, by evaluating every connection on its own. */
function onePairAtATime(entries: readonly Entry[]): readonly string[] {
  const { snapshot, object, policy: own, model } = ownIn(entries);
  const { asked } = questionsAbout(
    [
      ...subjectsOf(object, finished(portsByName(model.model))),
      { action: 'allow', protocol: 'udp' },
      { action: 'allow', protocol: 'icmp' },
    ],
    model,
    snapshot,
  );
  const names = model.directory.members.map(({ endpoint }) => endpoint.id);
  const isOwn = (name: string) => {
    const member = model.directory.member(name);
    return (
      member !== undefined &&
      model.policiesIn('enforced').some((one) => one.policy === own && one.selects.holds(member.class))
    );
  };
  const pairs = new Map<string, number>();
  for (const from of [...names, ANYONE_OUTSIDE])
    for (const to of [...names, ANYONE_OUTSIDE])
      for (const direction of ['ingress', 'egress'] as const) {
        const [near, far] = direction === 'ingress' ? [to, from] : [from, to];
        if (from === to || !isOwn(near)) continue;
        for (const key of decidersOf(from, to, direction)) {
          const place = far === ANYONE_OUTSIDE ? `${key} outside` : key;
          pairs.set(place, (pairs.get(place) ?? 0) + 1);
        }
      }
  return ['ingress', 'egress'].flatMap((direction) =>
    (own[direction as Direction] ?? []).map((_, index) => {
      const key = `${direction} ${index}`;
      return `${key}: ${pairs.get(key) ?? 0}${pairs.has(`${key} outside`) ? '+' : ''}`;
    }),
  );

  function decidersOf(from: string, to: string, direction: Direction): ReadonlySet<string> {
    const party = (name: string) => (name === ANYONE_OUTSIDE ? { address: name } : { endpoint: name });
    const found = new Set<string>();
    for (const { protocol, ports } of asked)
      for (const destinationPort of ports) {
        const { stages } = judge(
          { source: party(from), destination: party(to), protocol, destinationPort },
          model,
        ).enforced;
        const at = stages.findIndex((stage) => stage.endpoint.kind === 'workload' && stage.direction === direction);
        if (stages.slice(0, at).some(({ outcome }) => outcome === 'deny')) continue;
        const step = stages[at]?.tiers.flatMap(({ policies }) => policies).find((one) => one.policy === own);
        const index = step?.decided?.rule.origin.path[2];
        if (index !== undefined) found.add(`${direction} ${index}`);
      }
    return found;
  }
}

function ownIn(entries: readonly Entry[]) {
  const snapshot = shop(...entries);
  const data = dataOf(snapshot.policy) ?? assert.fail();
  const id = { kind: 'NetworkPolicy', namespace: 'shop', name: 'own' } as const;
  const read = resourceNamed(id, data)?.read;
  assert.ok(read?.state === 'decoded');
  return {
    data,
    snapshot,
    object: read.object,
    policy: modelPolicy(id, data) ?? assert.fail(),
    model: compiledOf(data).model,
  };
}

describe('what the rules of objects decide', () => {
  it('equals the verdicts of each pair', () => {
    fc.assert(
      fc.property(pods, policy, policy, (some, own, other) => {
        const entries = [
          ...some.map(({ role, tier }, index) =>
            workload(`more-${index}`, `10.0.1.${index + 1}`, { role, ...(tier !== undefined && { tier }) }),
          ),
          inShop('NetworkPolicy', 'networkpolicies', 'own', own),
          inShop('NetworkPolicy', 'networkpolicies', 'other', other),
        ];
        const { data, snapshot, object, policy: compiled } = ownIn(entries);
        const found = finished(objectCoverage({ object, policy: compiled }, data, snapshot));
        // A policy that selects nobody decides nothing.
        if (!found) return;
        assert.deepEqual(
          found.map(({ path, pairs, outside }) => `${path.slice(1).join(' ')}: ${pairs}${outside ? '+' : ''}`),
          onePairAtATime(entries),
        );
      }),
      { numRuns: 150 },
    );
  }).timeout(120_000);
});
