import * as l10n from '@vscode/l10n';
import type { PartName, TreeNode } from '../../../app/tree-nodes';
import { formatAge, formatSpan, formatTime } from '../../../base/age';
import { dataOf, problemsOf } from '../../../cluster/model/indexes';
import type { Part, PolicyData, Snapshot } from '../../../cluster/model/snapshot';
import { staleOf } from '../../../cluster/model/staleness';
import { configLines } from './host-rows';
import { nodesOf } from './resource-nodes';
import type { Row } from './row';

type PartNode = Extract<
  TreeNode,
  { readonly kind: Exclude<PartName, 'policies'> | 'loading' | 'failure' | 'problem' | 'hint' }
>;

/** The row of a part of the cluster, or of something about a whole part; undefined if it no longer applies. */
export function partRow(node: PartNode, snapshot: Snapshot, now: number): Row | undefined {
  switch (node.kind) {
    case 'networks':
      return {
        label: l10n.t('Networks'),
        ...amount(snapshot.networks, (networks) => networks.length, now),
        icon: 'type-hierarchy-sub',
        expand: 'expanded',
      };
    case 'profiles':
      return {
        label: l10n.t('Profiles'),
        ...amount(snapshot.policy, countProfiles, now),
        ...config(snapshot),
        icon: 'shield',
        expand: 'expanded',
      };
    case 'applications':
      return {
        label: l10n.t('Applications'),
        ...amount(snapshot.marathon, ({ apps }) => apps.length, now),
        icon: 'server-process',
        expand: 'expanded',
      };
    case 'loading':
      return { label: l10n.t('Loading…'), icon: 'loading~spin', expand: 'none' };
    case 'failure': {
      const part = snapshot[PARTS[node.of]];
      return part.state === 'failed'
        ? {
            label: part.failure.message,
            tooltip: [
              part.failure.message,
              ...(part.failure.advice === undefined ? [] : [part.failure.advice]),
              ...(staleOf(part)
                ? [
                    l10n.t(
                      'The rows below were last updated at {0}, {1}, and may be out of date.',
                      formatTime(part.since, now),
                      formatAge(now - part.since),
                    ),
                  ]
                : []),
            ],
            icon: 'warning',
            color: 'list.warningForeground',
            expand: 'none',
          }
        : undefined;
    }
    case 'problem': {
      const problem = problemsOf(snapshot[PARTS[node.of]])[node.index];
      return (
        problem && {
          label: problem.message,
          tooltip: [problem.message, ...(problem.advice === undefined ? [] : [problem.advice])],
          icon: 'warning',
          color: 'list.warningForeground',
          expand: 'none',
        }
      );
    }
    case 'hint':
      return { ...hintFor(node.of, snapshot), icon: 'info', expand: 'none' };
  }
}

function config({ policy }: Snapshot): Pick<Row, 'tooltip'> {
  const lines = configLines(dataOf(policy) ?? {});
  return lines.length > 0 ? { tooltip: lines } : {};
}

function countProfiles({ profiles, resources }: PolicyData): number {
  return resources ? nodesOf(resources, 'Profile').length : profiles.length;
}

const PARTS = { networks: 'networks', profiles: 'policy', policies: 'policy', applications: 'marathon' } as const;

function hintFor(of: PartName, snapshot: Snapshot): { readonly label: string; readonly description: string } {
  switch (of) {
    case 'networks':
      return { label: l10n.t('None yet'), description: l10n.t('create one with +') };
    case 'profiles':
      return { label: l10n.t('None yet'), description: l10n.t('created with a network') };
    case 'policies':
      return { label: l10n.t('None yet'), description: l10n.t('everything may connect') };
    case 'applications':
      return snapshot.marathon.state === 'absent'
        ? { label: l10n.t('No Marathon'), description: l10n.t('none is configured') }
        : { label: l10n.t('None yet'), description: l10n.t('launch a group') };
  }
}

/** The number of items, and the age of the data if it can't be updated. */
function amount<T>(part: Part<T>, countOf: (data: T) => number, now: number): { description?: string } {
  const data = dataOf(part);
  const stale = staleOf(part);
  return data === undefined
    ? {}
    : {
        description: stale
          ? l10n.t('{0} · {1}, {2} old', countOf(data), stale.trouble, formatSpan(now - stale.since))
          : String(countOf(data)),
      };
}
