import type { GlobalPolicySpec, EntityRule, Port, Rule } from '../../src/policy/calico3/objects';
import { convertPolicy } from '../../src/policy/kubernetes/conversion';
import { readKubernetesObject } from '../../src/policy/kubernetes/decode';
import type { KubernetesPolicy } from '../../src/policy/kubernetes/objects';
import { validateKubernetesPolicy } from '../../src/policy/kubernetes/validation';
import { formatSelector, parseV3Selector } from '../../src/policy/selectors';
import type { Outcome } from './cases';

/** A Kubernetes policy, and the output of Calico's converter. */
export interface ConversionCase {
  readonly what: string;
  readonly object: unknown;
  readonly serverRejects?: string;
  readonly calico?: { readonly metadata: unknown; readonly spec: GlobalPolicySpec };
  readonly partial?: boolean;
}

/** Compares the meaning of the policies: selectors in canonical form, ports as ranges, lists of networks as sets. */
export function replayConversion(recorded: ConversionCase): Outcome {
  const id = recorded.what;
  const policy = readKubernetesObject(recorded.object)?.value as KubernetesPolicy | undefined;
  const refused = validateKubernetesPolicy(recorded.object).some(({ refuses }) => refuses);
  const conversion = policy && convertPolicy(policy);
  if (refused !== (recorded.serverRejects !== undefined)) return { id, failure: `refused: ${refused}` };
  if (!conversion?.policy || !recorded.calico) {
    return conversion?.policy || recorded.calico ? { id, failure: 'only one of them converts it' } : { id };
  }
  if (recorded.partial === true && conversion.problems.length === 0) return { id, failure: 'names no problem' };
  if (conversion.ingress.length !== conversion.policy.spec?.ingress?.length) return { id, failure: 'lacks places' };
  const theirs = JSON.stringify(meaning(recorded.calico.spec));
  const ours = JSON.stringify(meaning(conversion.policy.spec));
  return ours === theirs ? { id } : { id, failure: `${ours} instead of ${theirs}` };
}

function meaning(spec: GlobalPolicySpec): unknown {
  return {
    tier: spec.tier,
    order: spec.order,
    types: spec.types ?? [],
    selector: canonical(spec.selector),
    namespaceSelector: canonical(spec.namespaceSelector),
    ingress: (spec.ingress ?? []).map(ruleMeaning),
    egress: (spec.egress ?? []).map(ruleMeaning),
  };
}

function ruleMeaning({ action, protocol, source = {}, destination = {}, metadata }: Rule): unknown {
  return { action, protocol, source: sideMeaning(source), destination: sideMeaning(destination), metadata };
}

function sideMeaning(side: EntityRule): unknown {
  return {
    nets: [...(side.nets ?? [])].sort(),
    notNets: [...(side.notNets ?? [])].sort(),
    selector: canonical(side.selector),
    namespaceSelector: canonical(side.namespaceSelector),
    ports: [...(side.ports ?? [])].map(portMeaning).sort(),
  };
}

function portMeaning(port: Port): string {
  return /^\d+$/.test(String(port)) ? `${port}:${port}` : String(port);
}

/** Calico quotes values without escaping quotes. Selectors that it can't parse again are compared as text. */
function canonical(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const parsed = parseV3Selector(text);
  return parsed.ok
    ? formatSelector(parsed.selector)
    : text
        .replace(/'((?:(?!' && ).)*)'/g, '"$1"')
        .replace(/^/, '(')
        .replace(/$/, ')');
}
