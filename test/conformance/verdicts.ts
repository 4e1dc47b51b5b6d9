import type { Flow } from '../../src/policy/model/flow';
import { readKeys, translateCalicoV1 } from '../../src/policy/calico1/translate';
import { DEFAULT_SETTINGS } from '../../src/policy/calico3/translate';
import { CompiledModel, judge as judgeModel, passes } from '../../src/policy/verdict';
import { composeModel } from '../../src/policy/model/compose';
import type { Outcome } from './cases';

/** A line of verdicts.jsonl. */
export interface VerdictCase {
  readonly id: string;
  readonly profiles: Readonly<Record<string, RecordedProfile>>;
  readonly endpoints: readonly RecordedEndpoint[];
  readonly flows: readonly RecordedFlow[];
  readonly felix_options?: { readonly DefaultEndpointToHostAction?: 'DROP' | 'RETURN' | 'ACCEPT' };
}

/** A running Felix under a sequence of changes. */
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

/** Evaluates each flow of a measured policy. */
export function replayVerdicts(test: VerdictCase): Outcome[] {
  const action = test.felix_options?.DefaultEndpointToHostAction;
  const model = modelOf(test.profiles, test.endpoints, action);
  return test.flows.map((flow, index) => judge(`${test.id}#${index + 1}`, flow, test.endpoints, model));
}

/** Evaluates after each change. {@link LiveFelix} tracks how a running Felix differs from a new one. */
export function replayLifecycle(test: LifecycleCase): Outcome {
  const felix = new LiveFelix(test.endpoints);
  for (const step of test.steps) {
    felix.change(step.change);
    const refused = isRefused(felix.policy());
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

/** A running Felix: its kernel keeps connections, and rules whose replacement iptables rejected. */
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
      // Felix 1.4 compares the lists as sets, and programs nothing if only the order changed.
      const same =
        listed?.length === endpoint.profiles.length && listed.every((name) => endpoint.profiles.includes(name));
      return listed && !same ? { ...endpoint, profiles: listed } : endpoint;
    });
  }

  policy(): CompiledModel {
    return modelOf(this.#profiles, this.endpoints);
  }

  connect(flow: RecordedFlow, refused: boolean): Outcome {
    const connection = JSON.stringify([flow.src, flow.dst, flow.protocol, flow.src_port, flow.dst_port]);
    if (flow.src_port !== null && this.connections.has(connection))
      return flow.verdict === 'allow' ? { id: connection } : { id: connection, failure: 'an open connection was cut' };
    if (flow.src_port !== null && flow.verdict === 'allow') this.connections.add(connection);
    return judge(connection, flow, this.endpoints, refused ? modelOf(this.#loaded, this.endpoints) : this.policy());
  }
}

/** Whether iptables refuses the rules of a profile for IPv4. */
function isRefused({ model }: CompiledModel): boolean {
  return model.profiles.some(
    ({ rules }) =>
      rules.state === 'in-force' &&
      [...rules.ingress, ...rules.egress].some(({ flaw, match }) => flaw === 'refused' && match.ipVersion === 4),
  );
}

/** The policy as translated from etcd's data. */
function modelOf(
  profiles: Readonly<Record<string, RecordedProfile>>,
  endpoints: readonly RecordedEndpoint[],
  fromWorkloads: 'DROP' | 'RETURN' | 'ACCEPT' = 'DROP',
): CompiledModel {
  const entries: [string, unknown][] = Object.entries(profiles).flatMap(([name, stored]) =>
    Object.entries(stored).map(([leaf, value]): [string, unknown] => [`policy/profile/${name}/${leaf}`, value]),
  );
  for (const { name, profiles: ids, ip, ip6, external, host } of endpoints) {
    if (external) continue;
    if (host) {
      entries.push([`host/${name}/bird_ip`, ip], [`host/${name}/config/DefaultEndpointToHostAction`, fromWorkloads]);
      continue;
    }
    const nets = (address: string | null | undefined) => (address ? [address] : []);
    const endpoint = { state: 'active', name: `cali${name}`, mac: 'ee:ee:ee:ee:ee:ee', profile_ids: ids };
    const on = endpoints.find((candidate) => candidate.host)?.name ?? 'host';
    entries.push([
      `host/${on}/workload/o/w/endpoint/${name}`,
      { ...endpoint, ipv4_nets: nets(ip), ipv6_nets: nets(ip6) },
    ]);
  }
  const texts = entries.map(([key, value]): [string, string] => [
    `/calico/v1/${key}`,
    typeof value === 'string' && !key.includes('/profile/') ? value : JSON.stringify(value),
  ]);
  return new CompiledModel(composeModel([translateCalicoV1(readKeys(texts), '1.4')], DEFAULT_SETTINGS));
}

function judge(
  id: string,
  recorded: RecordedFlow,
  endpoints: readonly RecordedEndpoint[],
  model: CompiledModel,
): Outcome {
  const party = (name: string): Flow['source'] => {
    const given = partyOf(name, recorded, endpoints);
    if (!('endpoint' in given)) return given;
    const found = [...model.directory].find(({ endpoint }) => endpoint.id.endsWith(`/${name}`));
    return { endpoint: found?.endpoint.id ?? name };
  };
  const { enforced } = judgeModel(flowOf(recorded, party), model);
  // A packet to its own sender bypasses Felix and arrives.
  return passes(enforced) === (recorded.verdict === 'allow')
    ? { id }
    : { id, failure: `${enforced.outcome}, measured ${recorded.verdict}: ${JSON.stringify(recorded)}` };
}

function partyOf(name: string, recorded: RecordedFlow, endpoints: readonly RecordedEndpoint[]): Flow['source'] {
  const found = endpoints.find((endpoint) => endpoint.name === name);
  if (found?.external) return { address: (recorded.ip_version === 4 ? found.ip : found.ip6) ?? '' };
  return found?.host ? { host: name } : { endpoint: name };
}

function flowOf(recorded: RecordedFlow, party: (name: string) => Flow['source']): Flow {
  return {
    source: party(recorded.src),
    destination: party(recorded.dst),
    protocol: recorded.protocol,
    ipVersion: recorded.ip_version,
    ...(recorded.src_port !== null && { sourcePort: recorded.src_port }),
    ...(recorded.dst_port !== null && { destinationPort: recorded.dst_port }),
    ...(recorded.icmp_type !== null && { icmpType: recorded.icmp_type }),
    ...(recorded.icmp_code !== null && { icmpCode: recorded.icmp_code }),
  };
}
