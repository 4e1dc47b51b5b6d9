import { CompiledModel } from '../../../src/policy/verdict';
import { lintCluster, type ClusterFinding } from '../../../src/policy/lint/cluster';
import type { Outcome } from '../cases';
import { modelOf, readObjects, Unreadable } from './cluster';
import { asManifest } from './connections';
import { disagreement } from './disagreements';

/** A cluster's policy, and the findings of two linters, confirmed by removing what they report. */
export interface LintCase {
  readonly id: string;
  /** Omitted if they are those of the published application with that ID. */
  readonly objects?: readonly unknown[];
  readonly findings: readonly RecordedFinding[];
  /** What the linters disagree about. */
  readonly uncertain?: readonly RecordedFinding[];
}

interface RecordedFinding {
  readonly kind: string;
  readonly policy?: string;
  /** `ingress[0]` */
  readonly rule?: string;
}

/** The kinds that the linters report. */
const KINDS = new Set([
  'empty-policy',
  'empty-rule',
  'redundant-policy',
  'redundant-rule',
  'vacuous-set',
  'conflicting-order',
]);

/** Compares findings of the recorded kinds in both directions. */
export function replayLint({ id, findings, uncertain = [] }: LintCase, objects: readonly unknown[]): Outcome {
  const manifests = objects.map(asManifest);
  try {
    const ours = new Set(
      lintCluster(new CompiledModel(modelOf(manifests, { planned: true })), readObjects(manifests)).flatMap(
        (finding) => textOf(finding) ?? [],
      ),
    );
    const theirs = new Set(findings.map(recordedText));
    const unsure = new Set(uncertain.map(recordedText));
    const missed = [...theirs].filter((text) => !ours.has(text));
    const claimed = [...ours].filter((text) => !theirs.has(text) && !unsure.has(text));
    if (missed.length === 0 && claimed.length === 0) return { id };
    // The linters are right about Kubernetes policies, whose order has no meaning.
    const calico = manifests.some((object) => JSON.stringify(object).includes('projectcalico.org/v3'));
    const skipped = calico ? disagreement(manifests) : undefined;
    if (skipped !== undefined) return { id, skipped };
    return { id, failure: `misses ${missed.join(', ')}; claims ${claimed.join(', ')}` };
  } catch (error) {
    if (error instanceof Unreadable) return { id, skipped: 'holds an object that no server takes' };
    throw error;
  }
}

function recordedText({ kind, policy, rule }: RecordedFinding): string {
  return kind === 'vacuous-set' || kind === 'conflicting-order' ? kind : [kind, policy, rule].filter(Boolean).join(' ');
}

function textOf({ code, origin: { object, path } }: ClusterFinding): string | undefined {
  if (!KINDS.has(code) || object.source !== 'resource') return undefined;
  const policy = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  const [, direction = '', index = 0] = path;
  return recordedText({ kind: code, policy, ...(code.endsWith('rule') && { rule: `${direction}[${index}]` }) });
}
