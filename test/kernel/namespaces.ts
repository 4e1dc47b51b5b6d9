import { execFileSync } from 'node:child_process';
import { hardwareAddress } from './render';
import { HOST, MACHINES, OUTSIDER, type Machine } from './policy';

/** The address of the next hop of all machines, as in Calico. */
const GATEWAY = { 4: '169.254.1.1', 6: 'fe80::1' } as const;
const ROUTER_HARDWARE = '02:ca:11:c0:ff:01';

/** A Calico host between machines, each in a network namespace of its own. */
export class Namespaces {
  readonly host: string;
  readonly #created: string[] = [];

  /** @param prefix The prefix of the namespaces' names, which must be unique. */
  constructor(readonly prefix: string) {
    this.host = this.of(HOST.name);
  }

  /** Neighbor entries are static, so that no packet has to wait for resolution. */
  create(): void {
    const all = [...MACHINES, OUTSIDER];
    for (const namespace of [this.host, ...all.map((machine) => this.of(machine.name))]) {
      this.#ip(['netns', 'add', namespace]);
      this.#created.push(namespace);
    }
    this.run('sh', ['-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding']);
    this.#batch(
      this.host,
      all.flatMap((machine) => this.#linkOf(machine)),
    );
    this.#batch(this.host, ['link set lo up', `addr add ${HOST[4]}/32 dev lo`, `addr add ${HOST[6]}/128 dev lo nodad`]);
    for (const machine of all) this.#batch(this.of(machine.name), machineSide(machine));
    this.#batch(this.host, all.flatMap(hostSide));
  }

  remove(): void {
    for (const namespace of this.#created.splice(0)) this.#ip(['netns', 'delete', namespace]);
  }

  /** Returns the namespace of a machine. */
  of(machine: string): string {
    return `${this.prefix}-${machine}`;
  }

  /** Runs a program on the Calico host and returns its output. */
  run(program: string, args: readonly string[], input = ''): string {
    return execFileSync('ip', ['netns', 'exec', this.host, program, ...args], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      maxBuffer: 2 ** 24,
    });
  }

  #linkOf({ name }: Machine): string[] {
    return [
      `link add ${interfaceOf(name)} address ${ROUTER_HARDWARE} type veth peer name eth0 address ${hardwareAddress(name)} netns ${this.of(name)}`,
      `link set ${interfaceOf(name)} up`,
    ];
  }

  #batch(namespace: string, commands: readonly string[]): void {
    this.#ip(['-n', namespace, '-batch', '-'], commands.join('\n'));
  }

  #ip(args: readonly string[], input = ''): void {
    execFileSync('ip', args, { input, stdio: ['pipe', 'pipe', 'pipe'] });
  }
}

function interfaceOf(machine: string): string {
  return machine === OUTSIDER.name ? 'ext0' : `cali-${machine}`;
}

function machineSide({ 4: ipv4, 6: ipv6 }: Machine): string[] {
  return [
    'link set lo up',
    'link set eth0 up',
    `addr add ${ipv4}/32 dev eth0`,
    `addr add ${ipv6}/128 dev eth0 nodad`,
    `neigh replace ${GATEWAY[4]} lladdr ${ROUTER_HARDWARE} dev eth0 nud permanent`,
    `neigh replace ${GATEWAY[6]} lladdr ${ROUTER_HARDWARE} dev eth0 nud permanent`,
    `route add default via ${GATEWAY[4]} dev eth0 onlink`,
    `route add default via ${GATEWAY[6]} dev eth0`,
  ];
}

function hostSide({ name, 4: ipv4, 6: ipv6 }: Machine): string[] {
  return [ipv4, ipv6].flatMap((address) => [
    `route add ${address} dev ${interfaceOf(name)}`,
    `neigh replace ${address} lladdr ${hardwareAddress(name)} dev ${interfaceOf(name)} nud permanent`,
  ]);
}
