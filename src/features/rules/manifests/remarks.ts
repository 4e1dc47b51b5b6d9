import * as l10n from '@vscode/l10n';
import { changedInStyle, type Manifest, type ManifestPart, type Span } from '../../../policy/documents';
import type { ClusterFinding, ObjectFix } from '../../../policy/lint/cluster';
import { ALL_SEVERITIES } from '../../../policy/lint/levels';
import type { LintLevels } from '../../../policy/lint';
import { resourceKey } from '../../../policy/resources';
import type { ObjectRemark } from '../editor/objects/lint';

/** A finding of lint in an object of a file. */
export interface ManifestRemark extends ObjectRemark {
  readonly part: ManifestPart;
}

/**
 * Returns the findings in the objects of a file, at their places in it. Of an object that the file defines twice, the
 * last definition counts.
 * @param findings By the keys of objects.
 */
export function manifestRemarks(
  { parts }: Manifest,
  findings: ReadonlyMap<string, readonly ClusterFinding[]>,
  levels: LintLevels,
): readonly ManifestRemark[] {
  const last = lastOf(parts);
  return parts.flatMap((part): readonly ManifestRemark[] => {
    const key = resourceKey(part.id);
    const { object, yaml } = part.document;
    if (!object) return [];
    const found = last.get(key) === part ? (findings.get(key) ?? []) : replaced(part, levels);
    return found.map((finding) => {
      const { path } = finding.origin;
      return { ...yaml.spanOf(path.length > 0 ? path : NAME), finding, part };
    });
  });
}

const NAME = ['metadata', 'name'];

/** Returns the part that counts of each object, by its key. */
export function lastOf(parts: readonly ManifestPart[]): ReadonlyMap<string, ManifestPart> {
  return new Map(parts.filter(({ document }) => document.object).map((part) => [resourceKey(part.id), part]));
}

function replaced({ id }: ManifestPart, levels: LintLevels): readonly ClusterFinding[] {
  const code = 'duplicate-object';
  const severity = levels[code] ?? ALL_SEVERITIES[code];
  if (severity === 'off') return [];
  const { kind, namespace, name } = id;
  const object = { source: 'resource', apiVersion: '', kind, namespace, name } as const;
  const message = l10n.t('The file defines this object again below: only the last definition counts.');
  return [{ code, severity, origin: { object, path: [] }, message }];
}

/** Returns the replacement in a file that fixes a finding; undefined if it would change the style of other lines. */
export function fixIn({ source }: ManifestPart, { path, value }: ObjectFix): (Span & { text: string }) | undefined {
  const inside = source.schema?.kind === 'list' ? [0, ...path] : path;
  const change = changedInStyle(source.text, [{ kind: 'set', path: inside, value }]);
  return change && { ...change, start: change.start + source.start, end: change.end + source.start };
}
