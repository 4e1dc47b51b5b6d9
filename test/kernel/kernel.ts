import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Round } from './agent';
import { Namespaces } from './namespaces';
import { addressOf, HOST, MACHINES, OUTSIDER, SENDERS, type TestFlow, type TestPolicy, type Version } from './policy';
import { MARKER_PORT, render, type SetMatching } from './render';

/** The legacy programs that Felix 1.4 used; those for nftables work as well. */
const FLAVOURS = ['iptables-legacy', 'iptables', 'iptables-nft'];

/** Kernel features that rendered policies may require besides sets. */
const NEEDED = `*filter
:FORWARD ACCEPT
-A FORWARD -m conntrack --ctstate INVALID -m mark --mark 0x1/0x1 -m mac --mac-source 02:00:00:00:00:01 -j DROP
-A FORWARD -p tcp -m multiport ! --source-ports 1,2:3 -j MARK --set-mark 0x1/0x1
-A FORWARD -j LOG
COMMIT
`;

const PATIENCE = 5_000;

/** The network namespaces of a test, in which policies are programmed one after another. */
export class Kernel {
  readonly #agents = new Map<string, Agent>();

  private constructor(
    readonly namespaces: Namespaces,
    readonly flavour: string,
    readonly matching: SetMatching,
  ) {}

  /** Creates the namespaces. Throws if this machine lacks the permission, or its kernel a required feature. */
  static create(): Kernel {
    const namespaces = new Namespaces(`calico-stars-${process.pid}`);
    try {
      namespaces.create();
      return new Kernel(namespaces, flavourOf(namespaces), hasSets(namespaces) ? 'sets' : 'marks');
    } catch (error) {
      namespaces.remove();
      throw error;
    }
  }

  /** Starts the senders. */
  start(): void {
    for (const { name } of SENDERS) this.#agents.set(name, startAgent(this.namespaces.of(name)));
  }

  /** Programs a policy, sends the flows, and returns which of them the host has accepted. */
  async passing(
    policy: TestPolicy,
    version: Version,
    flows: readonly TestFlow[],
    isExpected: (passed: readonly boolean[]) => boolean,
  ): Promise<boolean[]> {
    const { sets, filter } = render(policy, version, this.matching);
    if (sets !== '') this.namespaces.run('ipset', ['restore'], sets);
    this.#restore(version, filter + counters(version, flows));
    await Promise.all(SENDERS.map(({ name }) => this.#send(name, version, flows)));
    return this.#counted(version, flows, isExpected);
  }

  /** Ends the senders and removes the namespaces. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#agents.values()].map(async ({ process: child, gone }) => {
        child.stdin.end();
        await gone;
      }),
    );
    this.namespaces.remove();
  }

  /** Replaces both tables together, with counters at zero. */
  #restore(version: Version, tables: string): void {
    this.namespaces.run(programOf(this.flavour, version, 'restore'), [], tables);
  }

  async #send(from: string, version: Version, flows: readonly TestFlow[]): Promise<void> {
    const own = flows.filter((flow) => flow.from === from);
    const echoes = own.filter(({ protocol }) => protocol === 'icmp').map(({ to }) => addressOf(to, version));
    await ping(this.namespaces.of(from), version, echoes);
    const agent = this.#agents.get(from);
    if (!agent) throw new Error(`Unknown machine ${from}.`);
    const round: Round = {
      version,
      flows: own.flatMap(({ protocol, to, sourcePort, destinationPort }) =>
        protocol === 'icmp' ? [] : [{ protocol, address: addressOf(to, version), sourcePort, destinationPort }],
      ),
      marker: { address: addressOf(markerTarget(from), version), port: MARKER_PORT },
    };
    const answer = once(agent.lines, 'line');
    agent.process.stdin.write(`${JSON.stringify(round)}\n`);
    await Promise.race([answer, agent.gone.then(() => Promise.reject(new Error(`The sender of ${from} has ended.`)))]);
  }

  /** Waits for the last packet of every machine; then, for unexpected results, whether packets are only late. */
  #counted(
    version: Version,
    flows: readonly TestFlow[],
    isExpected: (passed: readonly boolean[]) => boolean,
  ): boolean[] {
    for (const began = performance.now(); ;) {
      const saved = this.namespaces.run(programOf(this.flavour, version, 'save'), ['-c']);
      const hits = (pattern: RegExp) => [...saved.matchAll(pattern)].map(([, packets]) => packets !== '0');
      const sent = hits(/^\[(\d+):\d+\] -A POSTROUTING/gm);
      const received = hits(/^\[(\d+):\d+\] -A INPUT (?!.* -j )/gm);
      const passed = flows.map((flow) => (isToHost(flow) ? received : sent).shift() ?? false);
      // The counters of last packets remain.
      const arrived = sent.every(Boolean);
      const waited = performance.now() - began;
      if (arrived && (isExpected(passed) || waited > PATIENCE / 5)) return passed;
      if (waited > PATIENCE) throw new Error('Packets that every policy allows do not arrive.');
    }
  }
}

/** The destination of a machine's last packet. */
function markerTarget(from: string): string {
  return from === OUTSIDER.name ? (MACHINES[0]?.name ?? '') : OUTSIDER.name;
}

function isToHost({ to }: TestFlow): boolean {
  return to === HOST.name;
}

/**
 * The end of the filter table, and the table after it: one counter per flow in order, and one per machine for its last
 * packet. A packet that gets there has passed.
 */
function counters(version: Version, flows: readonly TestFlow[]): string {
  const lineOf = ({ from, to, protocol, sourcePort, destinationPort }: TestFlow) => {
    const ends = `-s ${addressOf(from, version)} -d ${addressOf(to, version)}`;
    if (protocol !== 'icmp') return `${ends} -p ${protocol} --sport ${sourcePort} --dport ${destinationPort}`;
    return version === 4 ? `${ends} -p icmp -m icmp --icmp-type 8` : `${ends} -p icmpv6 -m icmp6 --icmpv6-type 128`;
  };
  const markers = SENDERS.map(
    ({ name }) =>
      `-A POSTROUTING -s ${addressOf(name, version)} -d ${addressOf(markerTarget(name), version)} -p udp --sport ${MARKER_PORT} --dport ${MARKER_PORT}`,
  );
  return [
    ...flows.filter(isToHost).map((flow) => `-A INPUT ${lineOf(flow)}`),
    'COMMIT',
    '*mangle',
    ':POSTROUTING ACCEPT',
    ...flows.filter((flow) => !isToHost(flow)).map((flow) => `-A POSTROUTING ${lineOf(flow)}`),
    ...markers,
    'COMMIT',
    '',
  ].join('\n');
}

/** The sender of one machine. */
interface Agent {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: Interface;
  readonly gone: Promise<unknown>;
}

function startAgent(namespace: string): Agent {
  const agent = path.join(import.meta.dirname, 'agent.ts');
  const child = spawn('ip', ['netns', 'exec', namespace, process.execPath, '--import', 'tsx', agent], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { process: child, lines: createInterface({ input: child.stdout }), gone: once(child, 'exit') };
}

/** Sends one echo request to each address without waiting for answers. */
async function ping(namespace: string, version: Version, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  const child = spawn(
    'ip',
    ['netns', 'exec', namespace, 'fping', `-${version}`, '-q', '-c1', '-t1', '-i0', ...addresses],
    { stdio: 'ignore' },
  );
  await once(child, 'exit');
}

function programOf(flavour: string, version: Version, action: 'restore' | 'save'): string {
  return `${version === 4 ? flavour : flavour.replace('iptables', 'ip6tables')}-${action}`;
}

function flavourOf(namespaces: Namespaces): string {
  const failures: string[] = [];
  for (const flavour of FLAVOURS) {
    try {
      for (const version of [4, 6] as const) namespaces.run(programOf(flavour, version, 'restore'), ['--test'], NEEDED);
      return flavour;
    } catch (error) {
      failures.push(String(error));
    }
  }
  throw new Error(`No iptables variant works: ${failures.join('; ')}`);
}

function hasSets(namespaces: Namespaces): boolean {
  try {
    namespaces.run('ipset', ['create', '-exist', 'probe', 'hash:ip']);
    namespaces.run(
      programOf(flavourOf(namespaces), 4, 'restore'),
      ['--test'],
      '*filter\n:FORWARD ACCEPT\n-A FORWARD -m set --match-set probe src -j DROP\nCOMMIT\n',
    );
    return true;
  } catch {
    return false;
  }
}
