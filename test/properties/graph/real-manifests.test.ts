import assert from 'node:assert/strict';
import { computedNode, type ComputedNode } from '../../../src/features/graph/state/computed/computed-node';
import { edgesBetween } from '../../../src/features/graph/state/computed/edges-between';
import { isOutside, outsideNodes } from '../../../src/features/graph/state/computed/outside-nodes';
import type { ObservedEdge } from '../../../src/features/graph/state/stages';
import { contains, parseAddress } from '../../../src/policy/model/address';
import { Connectivity } from '../../../src/policy/reach';
import { readCases, shared } from '../../conformance/cases';
import type { ManifestsCase } from '../../conformance/policy/connection-cases';
import {
  addressesWorthAsking,
  Connections,
  Manifests,
  outside,
  portsWorthAsking,
  type End,
  type Port,
} from '../../conformance/policy/connections';
import { Unreadable } from '../../conformance/policy/cluster';
import { disagreement } from '../../conformance/policy/disagreements';

const FILE = 'conformance/real-manifests.jsonl.gz';

/** Draws the objects of a case: a node for each workload, and for each range outside that policies tell apart. */
class Drawn {
  readonly #nodes: readonly ComputedNode[];
  readonly #edges: ReadonlyMap<string, ObservedEdge>;

  constructor(manifests: Manifests) {
    const connectivity = Connectivity.of(manifests.model);
    const workloads = manifests.workloads.map(({ name, party }) => ({
      node: {
        id: name,
        kind: 'workload' as const,
        name,
        hosts: [],
        addresses: [],
        profiles: [],
        tags: [],
        answered: true,
      },
      parties: ['endpoint' in party ? party.endpoint : assert.fail(name)],
      listening: [],
    }));
    this.#nodes = [...workloads, ...outsideNodes(connectivity)].map((node) => computedNode(node, connectivity));
    this.#edges = new Map(
      [...edgesBetween(this.#nodes, connectivity).keys()].map((edge) => [`${edge.from}\n${edge.to}`, edge]),
    );
  }

  /** Whether the edge between two ends shows each port as allowed, as a text of 1 and 0; undefined if only in part. */
  answers(from: End, to: End, ports: readonly Port[]): string | undefined {
    const [source, destination] = [this.#nodeOf(from), this.#nodeOf(to)];
    if (destination.node.kind === 'outside' && source.node.access?.outbound === 'all') return '1'.repeat(ports.length);
    const edge = this.#edges.get(`${source.node.id}\n${destination.node.id}`);
    if (edge?.partly) return undefined;
    const shows = ({ protocol, port }: Port) =>
      edge?.ports?.some(
        ({ protocol: of = 'tcp', first, last }) => of === protocol.toLowerCase() && first <= port && port <= last,
      );
    return ports.map((port) => (shows(port) ? '1' : '0')).join('');
  }

  #nodeOf({ name }: End): ComputedNode {
    const address = parseAddress(name);
    if (!address) return this.#nodes.find(({ node }) => node.id === name) ?? assert.fail(`no node for ${name}`);
    // The smallest network around an address tells its range.
    const [nearest] = this.#nodes
      .flatMap((node) =>
        isOutside(node)
          ? node.groups.flatMap(({ cell: { network } }) => (contains(network, address) ? [{ node, network }] : []))
          : [],
      )
      .sort((one, other) => other.network.prefix - one.network.prefix);
    return nearest?.node ?? assert.fail(`no node for ${name}`);
  }
}

describe('the graph of published applications', function () {
  this.timeout(60_000);
  const file = shared(FILE);
  if (file === undefined) {
    console.log(`Skipping ${FILE}: recorded data is not next to the repository.`);
    return;
  }

  it('draws what may talk, edge by edge', () => {
    let [drawn, compared, inPart] = [0, 0, 0];
    for (const test of readCases<ManifestsCase>(file)) {
      const { id, objects, connections } = test;
      const ports = portsWorthAsking(objects, connections);
      let manifests: Manifests;
      try {
        manifests = new Manifests(objects, ports);
      } catch (error) {
        if (error instanceof Unreadable) continue;
        throw error;
      }
      if (disagreement(objects) !== undefined) continue;
      const recorded = new Connections(connections, ports);
      const picture = new Drawn(manifests);
      drawn += 1;
      const others = addressesWorthAsking(objects, connections).map(outside);
      const { workloads } = manifests;
      const pairs = workloads.flatMap((from) => [
        ...workloads.filter((to) => to !== from).map((to) => [from, to] as const),
        ...others.flatMap((other) => [[from, other] as const, [other, from] as const]),
      ]);
      for (const [from, to] of pairs) {
        const given = picture.answers(from, to, ports);
        if (given === undefined) inPart += 1;
        else assert.equal(given, recorded.answers(from, to), `${id}: ${from.name} → ${to.name}`);
        compared += 1;
      }
    }
    assert.ok(drawn > 70 && compared > 50_000, `${drawn} applications, ${compared} pairs`);
    assert.ok(inPart < compared / 10, `${inPart} pairs are shown in part`);
  });
});
