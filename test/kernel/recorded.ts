import { readCases } from '../conformance/cases';
import type { VerdictCase } from '../conformance/verdicts';
import type { Rule } from '../../src/policy/calico1/rule';
import { MACHINES, OUTSIDER, type TestFlow, type TestPolicy, type TestProfile } from './policy';

/** A policy with flows whose verdicts were measured on a kernel that Felix itself had programmed. */
export interface Recorded {
  readonly id: string;
  readonly policy: TestPolicy;
  readonly flows: readonly TestFlow[];
  readonly passed: readonly boolean[];
}

type Case = VerdictCase & {
  readonly facts: {
    readonly invalid_profiles: readonly string[];
    readonly refused_profiles: Readonly<Partial<Record<'4' | '6', readonly string[]>>>;
  };
};

/** The measurements between machines of the test network, over IPv4. */
export function recordedPolicies(): Recorded[] {
  return readCases<Case>('verdicts.jsonl')
    .filter(isPossible)
    .map(translated)
    .filter(({ flows }) => flows.length > 0);
}

function isPossible({ endpoints }: Case): boolean {
  return endpoints.every(({ ip, host }) => !host && machineAt(ip) !== undefined);
}

function translated({ id, profiles, endpoints, flows, facts }: Case): Recorded {
  const dead = [...facts.invalid_profiles, ...(facts.refused_profiles[4] ?? [])];
  const machineOf = (name: string) => machineAt(endpoints.find((endpoint) => endpoint.name === name)?.ip) ?? '';
  const asked = flows.flatMap(
    ({ src, dst, protocol, src_port, dst_port, icmp_type, icmp_code, ip_version, verdict }) => {
      const known = protocol === 'tcp' || protocol === 'udp' || (protocol === 'icmp' && icmp_type === 8 && !icmp_code);
      if (!known || ip_version !== 4 || src === dst) return [];
      const flow: TestFlow = {
        from: machineOf(src),
        to: machineOf(dst),
        protocol,
        sourcePort: src_port ?? EPHEMERAL,
        destinationPort: dst_port ?? 0,
      };
      return [{ flow, passed: verdict === 'allow' }];
    },
  );
  return {
    id,
    policy: {
      profiles: Object.fromEntries(
        Object.entries(profiles).map(([name, { tags, rules }]) => [
          name,
          { tags: (tags ?? []) as string[], rules: dead.includes(name) ? undefined : rulesOf(rules) },
        ]),
      ),
      workloads: endpoints
        .filter(({ external }) => !external)
        .map(({ name, profiles: own }) => ({ name: machineOf(name), profiles: own })),
    },
    flows: asked.map(({ flow }) => flow),
    passed: asked.map(({ passed }) => passed),
  };
}

/** Flows measured from a port that no rule matches. */
const EPHEMERAL = 45_678;

function machineAt(address: string | null | undefined): string | undefined {
  return [...MACHINES, OUTSIDER].find((machine) => machine[4] === address)?.name;
}

/** Keys with null values count as missing. */
function rulesOf(stored: unknown): TestProfile['rules'] {
  if (stored === undefined) return undefined;
  const { inbound_rules: inbound = [], outbound_rules: outbound = [] } = stored as Record<string, readonly Rule[]>;
  const bare = (rule: Rule): Rule => Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== null));
  return { inbound: inbound.map(bare), outbound: outbound.map(bare) };
}
