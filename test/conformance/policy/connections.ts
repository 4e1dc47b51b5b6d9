import { judge, type CompiledModel } from '../../../src/policy/verdict';
import { contains, formatAddress, parseAddress, parseNetwork, type Network } from '../../../src/policy/model/address';
import type { Party } from '../../../src/policy/model/flow';
import { compiled } from './cluster';

/** Connections as tools list them: workloads as `namespace/name[Kind]`, outside machines as networks. */
export interface Connection {
  readonly from: string;
  readonly to: string;
  /** `all` for every port of TCP, UDP and SCTP, else for example `TCP 80,443; UDP 53-54`. */
  readonly ports: string;
}

/** One end of a connection. */
export interface End {
  readonly name: string;
  readonly party: Party;
  /** Policy can't tell ends with the same key apart. */
  readonly key: string;
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

type Protocol = (typeof PROTOCOLS)[number];

export interface Port {
  readonly protocol: Protocol;
  readonly port: number;
}

/** Manifests, prepared for evaluation at every port and address where the result can change. */
export class Manifests {
  readonly model: CompiledModel;
  readonly #answers = new Map<string, string>();
  readonly workloads: readonly End[];

  constructor(
    objects: readonly unknown[],
    readonly ports: readonly Port[],
  ) {
    const manifests = objects.map(asManifest);
    this.model = compiled(manifests, { planned: true });
    const names = namesOf(objects);
    const workloads = new Map<string, End>();
    for (const { endpoint, class: endpointClass } of this.model.directory) {
      if (endpoint.kind !== 'workload') continue;
      const name = names.get(endpoint.id) ?? endpoint.id;
      const key = `${endpointClass.id} ${JSON.stringify(endpoint.ports)}`;
      workloads.set(name, { name, party: { endpoint: endpoint.id }, key });
    }
    this.workloads = [...workloads.values()];
  }

  /** Whether each port is allowed, as a text of 1 and 0. */
  answers(from: End, to: End): string {
    const key = `${from.key}\n${to.key}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answers = this.ports.map(({ protocol, port }) => {
      const flow = { source: from.party, destination: to.party, protocol, destinationPort: port };
      return judge(flow, this.model).enforced.outcome === 'allowed' ? '1' : '0';
    });
    this.#answers.set(key, answers.join(''));
    return answers.join('');
  }
}

/** An outside address as an end. */
export function outside(address: string): End {
  return { name: address, party: { address }, key: address };
}

/** The tools select pods only by labels, and don't know host networks. */
export function asManifest(object: unknown): unknown {
  const {
    kind,
    spec,
    status: _status,
    ...others
  } = object as { kind: string; spec?: Record<string, unknown>; status?: unknown };
  if (kind !== 'Pod') return object;
  const { nodeName: _node, hostNetwork: _host, ...rest } = spec ?? {};
  return { kind, ...others, spec: rest };
}

/** The controllers of the listed workloads, by endpoint ID. */
function namesOf(objects: readonly unknown[]): ReadonlyMap<string, string> {
  return new Map(
    objects.map((object) => {
      const { kind, metadata } = object as {
        readonly kind: string;
        readonly metadata: {
          readonly name: string;
          readonly namespace?: string;
          readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[];
        };
      };
      const { name, namespace = 'default', ownerReferences: [owner] = [] } = metadata;
      const id = kind === 'Pod' ? `${namespace}/${name}` : `${namespace}/${kind} ${name}`;
      const shown = owner ?? { kind, name };
      return [id, `${namespace}/${shown.name}[${shown.kind}]`] as const;
    }),
  );
}

/** Ports where the result can change: those in texts, and their neighbors. */
export function portsWorthAsking(...sources: readonly unknown[]): readonly Port[] {
  const numbers = new Set([1, 30_000, 65_535]);
  for (const [, found] of JSON.stringify(sources).matchAll(/(?<![\d.\w/])(\d{1,5})(?![\d.\w/])/g))
    for (const port of [Number(found) - 1, Number(found), Number(found) + 1])
      if (port >= 1 && port <= 65_535) numbers.add(port);
  return PROTOCOLS.flatMap((protocol) => [...numbers].map((port) => ({ protocol, port })));
}

/** Addresses where the result can change: the borders of all networks in texts, and their neighbors. */
export function addressesWorthAsking(...sources: readonly unknown[]): readonly string[] {
  const words = new Set([0x01_01_01_01]);
  for (const [text] of JSON.stringify(sources).matchAll(/\d+\.\d+\.\d+\.\d+\/\d+/g)) {
    const network = parseNetwork(text);
    if (network?.version !== 4) continue;
    const size = 2 ** (32 - network.prefix);
    const first = Math.floor((network.words[0] ?? 0) / size) * size;
    for (const word of [first - 1, first, first + size - 1, first + size])
      if (word > 0 && word < 2 ** 32 - 1) words.add(word);
  }
  return [...words].map((word) => formatAddress({ version: 4, words: [word] }));
}

/** Recorded connections, prepared for evaluation. */
export class Connections {
  readonly #answers = new Map<string, string>();
  readonly #outside: readonly { readonly text: string; readonly networks: readonly Network[] }[];

  constructor(
    connections: readonly Connection[],
    readonly ports: readonly Port[],
  ) {
    for (const { from, to, ports: text } of connections) this.#answers.set(`${from} ${to}`, answersOf(text, ports));
    const texts = new Set(connections.flatMap(({ from, to }) => [from, to]).filter((text) => !text.includes('[')));
    this.#outside = [...texts].map((text) => ({
      text,
      networks: text
        .split(',')
        .map(parseNetwork)
        .filter((network) => network !== undefined),
    }));
  }

  /** Whether each port is allowed, as a text of 1 and 0. */
  answers(from: End, to: End): string {
    const found = this.#namesOf(from).flatMap((source) =>
      this.#namesOf(to).flatMap((destination) => this.#answers.get(`${source} ${destination}`) ?? []),
    );
    const [only = '0'.repeat(this.ports.length), ...more] = found;
    if (more.length === 0) return only;
    return this.ports.map((_, index) => (found.some((answers) => answers[index] === '1') ? '1' : '0')).join('');
  }

  /** The networks that contain an outside address. */
  #namesOf({ name }: End): readonly string[] {
    const address = parseAddress(name);
    if (!address) return [name];
    return this.#outside
      .filter(({ networks }) => networks.some((network) => contains(network, address)))
      .map(({ text }) => text);
  }
}

function answersOf(text: string, ports: readonly Port[]): string {
  const ranges = parsePorts(text);
  return ports
    .map(({ protocol, port }) => (ranges[protocol].some(([first, last]) => port >= first && port <= last) ? '1' : '0'))
    .join('');
}

function parsePorts(text: string): Readonly<Record<Protocol, readonly (readonly [number, number])[]>> {
  const every = [[1, 65_535]] as const;
  if (text === 'all') return { TCP: every, UDP: every, SCTP: every };
  const of = (protocol: Protocol) =>
    text
      .split('; ')
      .filter((part) => part.startsWith(`${protocol} `))
      .flatMap((part) => part.slice(protocol.length + 1).split(','))
      .map((range) => {
        const [first = '', last = first] = range.split('-');
        return [Number(first), Number(last)] as const;
      });
  return { TCP: of('TCP'), UDP: of('UDP'), SCTP: of('SCTP') };
}
