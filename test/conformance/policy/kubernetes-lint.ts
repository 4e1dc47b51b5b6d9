import { parseAllDocuments } from 'yaml';
import { CompiledModel } from '../../../src/policy/verdict';
import { lintCluster, lintWritten, type ClusterFinding } from '../../../src/policy/lint/cluster';
import { placeName } from '../../../src/policy/lint/cluster/names';
import type { Outcome } from '../cases';
import { modelOf, readObjects } from './cluster';

/** The part of a line of kubernetes.jsonl that concerns lint. */
export interface LintedCase {
  readonly id: string;
  readonly objects: readonly unknown[];
  /** A manifest as written, with its mistake; the objects are the result. */
  readonly text?: string;
  readonly lint?: readonly RecordedWarning[];
}

interface RecordedWarning {
  /** `NetworkPolicy shop/web`; omitted if there is only one policy. */
  readonly object?: string;
  readonly path?: string;
  readonly text: string;
}

/** Checks that each expected warning has a finding at its path. */
export function replayKubernetesLint({ id, objects, text, lint = [] }: LintedCase): Outcome[] {
  const documents = text === undefined ? [] : parseAllDocuments(text, { version: '1.1' });
  const written = [...documents].map((document) => document.toJS() as unknown);
  const findings = [
    ...lintCluster(new CompiledModel(modelOf(objects)), readObjects(objects)),
    ...lintWritten(written, 'api-server'),
  ];
  return lint.map((warning, index) => {
    const outcome = { id: `${id} lint#${index}` };
    return findings.some((finding) => standsAt(finding, warning))
      ? outcome
      : { ...outcome, failure: `no finding like: ${warning.text}` };
  });
}

/** Whether the object has a finding at the path, above it or below it. */
function standsAt({ origin }: ClusterFinding, { object, path = '' }: RecordedWarning): boolean {
  if (origin.object.source !== 'resource') return false;
  const { kind, namespace, name } = origin.object;
  const own = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  if (object !== undefined && object !== own) return false;
  const [found, wanted] = [placeName(origin.path), path];
  return isAbove(found, wanted) || isAbove(wanted, found);
}

function isAbove(above: string, path: string): boolean {
  return above === '' || above === path || path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}
