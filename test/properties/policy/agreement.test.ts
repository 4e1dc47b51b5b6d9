import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StoredPolicy } from '../../../src/policy/calico1/stored-policy';
import { diff, expand } from '../../../src/policy/change';
import { explain } from '../../../src/policy/explain/calico1';
import { nearMisses, sentencesOf } from '../../../src/policy/explain';
import { TCP } from '../../../src/policy/model/protocol';
import { Connectivity, reachability } from '../../../src/policy/reach';
import { CompiledModel, judge, passes, type Verdict } from '../../../src/policy/verdict';
import { modelOf } from '../../conformance/policy/cluster';
import { compile, FLOATING, mixedClusterWithHost } from '../../unit/policy/clusters';
import { plainCluster, type PlainCluster } from '../../unit/policy/model/plain-cluster';
import { plainAllowed, plainHalf } from '../../unit/policy/model/plain-model';
import { written } from '../../unit/policy/model/written';
import { plainVerdict, type PlainCluster as PlainCluster1 } from '../../unit/policy/plain-evaluator';

/** Two states of a cluster of one kind, and what the plain evaluator says about the first. */
interface Case {
  readonly before: State;
  readonly after: State;
  readonly ports: readonly number[];
  readonly outside: readonly string[];
}

interface State {
  readonly model: CompiledModel;
  /** The names of endpoints. */
  readonly names: readonly string[];
  /** Whether a connection over TCP is allowed, directly from the rules. */
  isOpen(pair: Pair): boolean;
  /** Asserts that an explanation says what the rules do. */
  checkExplanation(pair: Pair, verdict: Verdict): void;
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly port: number;
}

/** Endpoints stay the same. */
function casesOfCalico1([plain, other]: readonly [PlainCluster1, PlainCluster1]): Case {
  const policy = compile(plain);
  const next = { ...other, endpoints: plain.endpoints };
  return {
    before: ofCalico1(plain, policy),
    after: ofCalico1(next, compile(next, policy)),
    ports: [22, 80, 443, 2379, 9000],
    outside: ['10.1.2.3'],
  };
}

function ofCalico1(plain: PlainCluster1, policy: StoredPolicy): State {
  const { model } = policy;
  const addressOf = (name: string) => plain.endpoints.find((endpoint) => endpoint.name === name)?.address ?? name;
  const answer = ({ from, to, port }: Pair) =>
    plainVerdict(plain, {
      source: addressOf(from),
      destination: addressOf(to),
      protocol: 'tcp',
      sourcePort: 49_152,
      destinationPort: port,
    });
  return {
    model,
    names: plain.endpoints.map(({ name }) => name),
    isOpen: (pair) => answer(pair).verdict === 'allow',
    checkExplanation: (pair) => {
      const { verdict, decidedBy } = answer(pair);
      const { halves, ...explained } = explain(flowOf(pair, model), policy);
      assert.equal(explained.verdict, verdict);
      const last = halves.find((half) => half.verdict === 'deny') ?? halves.at(-1);
      const step = last?.steps.at(-1);
      if (!decidedBy || !last || !step || !('position' in step)) return;
      assert.deepEqual({ direction: last.direction, profile: step.profile, position: step.position }, decidedBy);
    },
  };
}

function casesOfObjects([cluster, other]: readonly [PlainCluster, PlainCluster]): Case {
  const before = new CompiledModel(modelOf(written(cluster), { slices: true }));
  const next = { ...cluster, policies: other.policies, tiers: other.tiers };
  const { endpoints, hosts, profiles, services } = before.model;
  const model = { ...modelOf(written(next), { slices: true }), endpoints, hosts, profiles, services };
  return {
    before: ofObjects(cluster, before),
    after: ofObjects(next, new CompiledModel(model, before)),
    ports: [53, 80, 8080],
    outside: ['192.0.2.1', '203.0.113.9'],
  };
}

function ofObjects(cluster: PlainCluster, model: CompiledModel): State {
  const asked = (pair: Pair) => ({ ...pair, protocol: 'TCP' }) as const;
  return {
    model,
    names: cluster.pods.map(({ namespace, name }) => `${namespace}/${name}`),
    isOpen: (pair) => plainAllowed(cluster, asked(pair), 'enforced'),
    checkExplanation: (pair, verdict) => {
      const told = sentencesOf(verdict);
      assert.equal(told.length, verdict.stages.length);
      for (const [index, { direction }] of verdict.stages.entries())
        assert.equal(
          / denie?s it|denies what/.test(told[index] ?? ''),
          !plainHalf(cluster, asked(pair), direction),
          told[index],
        );
      // What keeps a rule from matching really does.
      for (const { unmet } of nearMisses(verdict, model)) assert.ok(unmet.length > 0 && !passes(verdict));
    },
  };
}

function flowOf({ from, to, port }: Pair, { directory }: CompiledModel) {
  const party = (name: string) => (directory.member(name) ? { endpoint: name } : { address: name });
  return { source: party(from), destination: party(to), protocol: 'tcp', sourcePort: 49_152, destinationPort: port };
}

function pairsOf({ before: { names }, outside, ports }: Case): readonly Pair[] {
  const all = [...names, ...outside];
  return all.flatMap((from) =>
    all.flatMap((to) =>
      from === to || (outside.includes(from) && outside.includes(to)) ? [] : ports.map((port) => ({ from, to, port })),
    ),
  );
}

const textOf = ({ from, to, port }: Pair) => `${from} to ${to} on ${port}`;

describe('random clusters of mixed kinds', function () {
  // A thousand clusters take some seconds on an idle machine.
  this.timeout(120_000);

  it('get the plain evaluator’s answers from the engine, for all pairs, in explanations and in changes', () => {
    const seen = { calico1: 0, objects: 0, opened: 0, closed: 0 };
    const drawn = fc.oneof(
      fc.record({ calico1: fc.tuple(mixedClusterWithHost, mixedClusterWithHost) }),
      fc.record({ objects: fc.tuple(plainCluster, plainCluster) }),
    );
    fc.assert(
      fc.property(drawn, fc.nat(), (plain, chosen) => {
        const isCalico1 = 'calico1' in plain;
        seen[isCalico1 ? 'calico1' : 'objects'] += 1;
        const states = isCalico1 ? casesOfCalico1(plain.calico1) : casesOfObjects(plain.objects);
        const { before, after, ports, outside } = states;
        const pairs = pairsOf(states);
        const reach = reachability(before.model, ports, { outside });
        const connectivity = Connectivity.of(before.model);
        const open = pairs.filter((pair) => before.isOpen(pair));
        for (const pair of pairs) {
          const expected = open.includes(pair);
          assert.equal(passes(judge(flowOf(pair, before.model), before.model).enforced), expected, textOf(pair));
          assert.equal(reach.allows(pair.from, pair.to, pair.port), expected, `all pairs: ${textOf(pair)}`);
          const [from, to] = [connectivity.groups.of(pair.from), connectivity.groups.of(pair.to)];
          if (from && to && from !== to)
            assert.equal(
              connectivity
                .open(from, to)
                .some(({ protocol, first, last }) => protocol === TCP && first <= pair.port && pair.port <= last),
              expected,
              `all ports: ${textOf(pair)}`,
            );
        }
        for (let index = chosen % 7; index < pairs.length; index += 7) {
          const pair = pairs[index]!;
          before.checkExplanation(pair, judge(flowOf(pair, before.model), before.model).enforced);
        }
        const { opened, closed } = diff(before.model, after.model, ports, { outside });
        const is = pairs.filter((pair) => after.isOpen(pair));
        const known = new Set(pairs.map(textOf));
        const listed = (changes: typeof opened) =>
          [...expand(changes)]
            .map(textOf)
            .filter((text) => known.has(text) && !text.includes(FLOATING))
            .sort();
        const gains = is
          .filter((pair) => !open.includes(pair))
          .map(textOf)
          .sort();
        const losses = open
          .filter((pair) => !is.includes(pair))
          .map(textOf)
          .sort();
        assert.deepEqual([listed(opened), listed(closed)], [gains, losses]);
        seen.opened += gains.length;
        seen.closed += losses.length;
      }),
      { numRuns: 1_000 },
    );
    assert.ok(Math.min(...Object.values(seen)) > 300, JSON.stringify(seen));
  });
});
