import { parseAllDocuments } from 'yaml';
import { lintCluster, lintWritten, type ClusterFinding } from '../../../src/policy/lint/cluster';
import { placeName } from '../../../src/policy/lint/cluster/names';
import type { Outcome } from '../cases';
import { modelOf, readObjects } from './cluster';

/** One line of kubernetes.jsonl, as far as lint has a part in it. */
export interface LintedCase {
  readonly id: string;
  readonly objects: readonly unknown[];
  /** A manifest as somebody wrote it, with its mistake; the objects are what came of it. */
  readonly text?: string;
  readonly lint?: readonly RecordedWarning[];
}

interface RecordedWarning {
  /** `NetworkPolicy shop/web`; left out where there is only one policy. */
  readonly object?: string;
  readonly path?: string;
  readonly text: string;
}

/** Asks for each warning whether some finding stands at its place. */
export function replayKubernetesLint({ id, objects, text, lint = [] }: LintedCase): Outcome[] {
  const documents = text === undefined ? [] : parseAllDocuments(text, { version: '1.1' });
  const written = [...documents].map((document) => document.toJS() as unknown);
  const findings = [...lintCluster(modelOf(objects), readObjects(objects)), ...lintWritten(written, 'api-server')];
  return lint.map((warning, index) => {
    const outcome = { id: `${id} lint#${index}` };
    return findings.some((finding) => standsAt(finding, warning))
      ? outcome
      : { ...outcome, failure: `no finding like: ${warning.text}` };
  });
}

/** Whether a finding stands on the object at the path, above it or below it. */
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
