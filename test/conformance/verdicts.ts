import { compilePolicy, verdict, type CompiledPolicy, type Flow, type PolicyHost } from '../../src/policy/verdict';
import type { Outcome } from './cases';

/** One line of verdicts.jsonl. */
export interface VerdictCase {
  readonly id: string;
  readonly profiles: Readonly<Record<string, RecordedProfile>>;
  readonly endpoints: readonly RecordedEndpoint[];
  readonly flows: readonly RecordedFlow[];
  readonly felix_options?: { readonly DefaultEndpointToHostAction?: NonNullable<PolicyHost['fromWorkloads']> };
}

/** A live Felix under a sequence of changes. */
export interface LifecycleCase {
  readonly kind: 'lifecycle';
  readonly id: string;
  readonly endpoints: readonly RecordedEndpoint[];
  readonly steps: readonly {
    readonly step: number;
    readonly change: Change;
    readonly kernel_refused: boolean;
    readonly connections_kept?: boolean;
    readonly flows: readonly RecordedFlow[];
  }[];
}

interface Change {
  readonly profiles?: Readonly<Record<string, RecordedProfile | null>>;
  readonly endpoints?: Readonly<Record<string, readonly string[]>>;
}

interface RecordedProfile {
  readonly tags?: unknown;
  readonly rules?: unknown;
}

interface RecordedEndpoint {
  readonly name: string;
  readonly profiles: readonly string[];
  readonly ip?: string | null;
  readonly ip6?: string | null;
  readonly external?: boolean;
  readonly host?: boolean;
}

interface RecordedFlow {
  readonly src: string;
  readonly dst: string;
  readonly protocol: string;
  readonly src_port: number | null;
  readonly dst_port: number | null;
  readonly icmp_type: number | null;
  readonly icmp_code: number | null;
  readonly ip_version: 4 | 6;
  readonly verdict: 'allow' | 'deny';
}

/** Asks the engine about each flow of a measured policy. */
export function replayVerdicts(test: VerdictCase): Outcome[] {
  const policy = compile(test.profiles, test.endpoints, test.felix_options?.DefaultEndpointToHostAction);
  return test.flows.map((flow, index) => judge(`${test.id}#${index + 1}`, flow, test.endpoints, policy));
}

/** Asks the engine after each change. What a live Felix adds to a fresh one is kept by {@link LiveFelix}. */
export function replayLifecycle(test: LifecycleCase): Outcome {
  const felix = new LiveFelix(test.endpoints);
  for (const step of test.steps) {
    felix.change(step.change);
    const policy = felix.policy();
    const refused = [...policy.profiles.values()].some((profile) => profile.program(4, 'inbound') === 'refused');
    if (refused !== step.kernel_refused)
      return { id: test.id, failure: `step ${step.step}: refused by iptables: ${String(refused)}` };
    if (!step.connections_kept) felix.connections.clear();
    for (const flow of step.flows) {
      const { failure } = felix.connect(flow, step.kernel_refused);
      if (failure !== undefined) return { id: test.id, failure: `step ${step.step}: ${failure}` };
    }
  }
  return { id: test.id };
}

/** A Felix that runs on: its kernel keeps connections, and rules over which iptables refused others. */
class LiveFelix {
  readonly connections = new Set<string>();
  #profiles: Readonly<Record<string, RecordedProfile>> = {};
  #loaded: Readonly<Record<string, RecordedProfile>> = {};

  constructor(private endpoints: readonly RecordedEndpoint[]) {}

  change({ profiles, endpoints }: Change): void {
    this.#loaded = this.#profiles;
    for (const [name, changed] of Object.entries(profiles ?? {})) {
      const others = Object.entries(this.#profiles).filter(([other]) => other !== name);
      this.#profiles = Object.fromEntries(
        changed ? [...others, [name, { ...this.#profiles[name], ...changed }]] : others,
      );
    }
    this.endpoints = this.endpoints.map((endpoint) => {
      const listed = endpoints?.[endpoint.name];
      // Felix 1.4 compares the lists as sets, and programs nothing when only the order changed.
      const same =
        listed?.length === endpoint.profiles.length && listed.every((name) => endpoint.profiles.includes(name));
      return listed && !same ? { ...endpoint, profiles: listed } : endpoint;
    });
  }

  policy(): CompiledPolicy {
    return compile(this.#profiles, this.endpoints);
  }

  connect(flow: RecordedFlow, refused: boolean): Outcome {
    const connection = JSON.stringify([flow.src, flow.dst, flow.protocol, flow.src_port, flow.dst_port]);
    if (flow.src_port !== null && this.connections.has(connection))
      return flow.verdict === 'allow' ? { id: connection } : { id: connection, failure: 'an open connection was cut' };
    if (flow.src_port !== null && flow.verdict === 'allow') this.connections.add(connection);
    return judge(connection, flow, this.endpoints, refused ? compile(this.#loaded, this.endpoints) : this.policy());
  }
}

function compile(
  profiles: Readonly<Record<string, RecordedProfile>>,
  endpoints: readonly RecordedEndpoint[],
  fromWorkloads: PolicyHost['fromWorkloads'] = 'DROP',
): CompiledPolicy {
  const addresses = ({ ip, ip6 }: RecordedEndpoint) =>
    [ip, ip6].filter((address) => address !== null && address !== undefined);
  const text = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value));
  return compilePolicy({
    profiles: Object.entries(profiles).map(([name, { tags, rules }]) => ({
      name,
      stored: { tags: text(tags), rules: text(rules) },
    })),
    endpoints: endpoints
      .filter(({ external, host }) => !external && !host)
      .map((endpoint) => ({ name: endpoint.name, profiles: endpoint.profiles, addresses: addresses(endpoint) })),
    hosts: endpoints
      .filter(({ host }) => host)
      .map((endpoint) => ({ name: endpoint.name, addresses: addresses(endpoint), fromWorkloads })),
  });
}

function judge(
  id: string,
  recorded: RecordedFlow,
  endpoints: readonly RecordedEndpoint[],
  policy: CompiledPolicy,
): Outcome {
  const party = (name: string): Flow['source'] => {
    const found = endpoints.find((endpoint) => endpoint.name === name);
    if (found?.external) return { address: (recorded.ip_version === 4 ? found.ip : found.ip6) ?? '' };
    return found?.host ? { host: name } : { endpoint: name };
  };
  const got = verdict(
    {
      source: party(recorded.src),
      destination: party(recorded.dst),
      protocol: recorded.protocol,
      ipVersion: recorded.ip_version,
      ...(recorded.src_port !== null && { sourcePort: recorded.src_port }),
      ...(recorded.dst_port !== null && { destinationPort: recorded.dst_port }),
      ...(recorded.icmp_type !== null && { icmpType: recorded.icmp_type }),
      ...(recorded.icmp_code !== null && { icmpCode: recorded.icmp_code }),
    },
    policy,
  );
  return got.verdict === recorded.verdict
    ? { id }
    : { id, failure: `${got.verdict}, measured ${recorded.verdict}: ${JSON.stringify(recorded)}` };
}
