import assert from 'node:assert/strict';
import { computedNode, type ComputedNode } from '../../../src/features/graph/state/computed/computed-node';
import { edgesBetween } from '../../../src/features/graph/state/computed/edges-between';
import { isOutside, outsideNodes } from '../../../src/features/graph/state/computed/outside-nodes';
import type { ObservedEdge } from '../../../src/features/graph/state/stages';
import { contains, parseAddress } from '../../../src/policy/model/address';
import { Connectivity } from '../../../src/policy/reach';
import type { CompiledModel } from '../../../src/policy/verdict';

/** What a port of an edge stands for; 0 for a protocol without ports. */
export interface AskedPort {
  readonly protocol: string;
  readonly port: number;
}

/** The computed graph of a model: given nodes for workloads, and one for each range outside that policies tell apart. */
export class DrawnPolicy {
  readonly #nodes: readonly ComputedNode[];
  readonly #edges: ReadonlyMap<string, ObservedEdge>;

  /** @param workloads Nodes by name, with the endpoints that each stands for. */
  constructor(
    model: CompiledModel,
    workloads: readonly { readonly name: string; readonly endpoints: readonly string[] }[],
  ) {
    const connectivity = Connectivity.of(model);
    const groups = workloads.map(({ name, endpoints }) => ({
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
      parties: endpoints,
      listening: [],
    }));
    this.#nodes = [...groups, ...outsideNodes(connectivity)].map((node) => computedNode(node, connectivity));
    this.#edges = new Map(
      [...edgesBetween(this.#nodes, connectivity).keys()].map((edge) => [`${edge.from}\n${edge.to}`, edge]),
    );
  }

  /**
   * Whether the edge between two ends shows each port as allowed, as a text of 1 and 0.
   * @param from The name of a node, or an address outside.
   * @returns undefined if the edge holds only for some of the ends.
   */
  answers(from: string, to: string, ports: readonly AskedPort[]): string | undefined {
    return this.isPartly(from, to) ? undefined : this.shown(from, to, ports);
  }

  /** Whether the edge holds only for some of the workloads of its ends. */
  isPartly(from: string, to: string): boolean {
    return this.#edge(from, to)?.partly === true;
  }

  /** Whether the edge shows each port as allowed, at least for some. */
  shown(from: string, to: string, ports: readonly AskedPort[]): string {
    const [source, destination] = [this.#nodeOf(from), this.#nodeOf(to)];
    // Such edges are left out.
    if (destination.node.kind === 'outside' && source.node.access?.outbound === 'all') return '1'.repeat(ports.length);
    const shown = this.#edge(from, to)?.ports ?? [];
    const isShown = ({ protocol, port }: AskedPort) =>
      shown.some(
        ({ protocol: of = 'tcp', first, last }) => of === protocol.toLowerCase() && first <= port && port <= last,
      );
    return ports.map((port) => (isShown(port) ? '1' : '0')).join('');
  }

  #edge(from: string, to: string): ObservedEdge | undefined {
    return this.#edges.get(`${this.#nodeOf(from).node.id}\n${this.#nodeOf(to).node.id}`);
  }

  #nodeOf(name: string): ComputedNode {
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
