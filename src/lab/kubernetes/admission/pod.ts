import { fieldsOf, isFields, listOf, textOf, type KubeObject } from '../objects';
import { sameJson } from '../../../base/json';
import { invalidValue, requiredValue } from '../causes';
import type { Draft } from '../kinds/kind';
import type { Cause } from '../status-error';
import { labelSelectorCauses } from './label-selector';
import { matchesSelector } from '../selectors/labels';

/** Seconds that a node may be away before its pods are evicted. */
const TOLERATED = 300;

/** Fills in what a pod's creator left out. */
function podSpecDefaults(spec: Record<string, unknown>): void {
  for (const name of ['initContainers', 'containers']) {
    for (const container of listOf(spec, name) as Record<string, unknown>[]) containerDefaults(container);
  }
  spec['restartPolicy'] ??= 'Always';
  spec['terminationGracePeriodSeconds'] ??= 30;
  spec['dnsPolicy'] ??= 'ClusterFirst';
  spec['securityContext'] ??= {};
  spec['schedulerName'] ??= 'default-scheduler';
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  if (account !== undefined) Object.assign(spec, { serviceAccountName: account, serviceAccount: account });
}

function containerDefaults(container: Record<string, unknown>): void {
  const tag = /:([^/:@]+)(?:@.*)?$/.exec(textOf(container, 'image') ?? '')?.[1] ?? 'latest';
  container['terminationMessagePath'] ??= '/dev/termination-log';
  container['terminationMessagePolicy'] ??= 'File';
  container['imagePullPolicy'] ??= tag === 'latest' ? 'Always' : 'IfNotPresent';
  for (const port of listOf(container, 'ports') as Record<string, unknown>[]) port['protocol'] ??= 'TCP';
}

export function podDefaults(draft: Draft): void {
  const spec = draft['spec'] as Record<string, unknown>;
  podSpecDefaults(spec);
  spec['enableServiceLinks'] ??= true;
}

/** What admission adds to a new pod. */
export function admitPod(draft: Draft): void {
  const spec = draft['spec'] as Record<string, unknown>;
  const tolerations = listOf(spec, 'tolerations');
  const missing = ['not-ready', 'unreachable']
    .map((state) => `node.kubernetes.io/${state}`)
    .filter((key) => !tolerations.some((toleration) => textOf(toleration, 'key') === key))
    .map((key) => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: TOLERATED }));
  spec['tolerations'] = [...tolerations, ...missing];
  spec['priority'] ??= 0;
  spec['preemptionPolicy'] ??= 'PreemptLowerPriority';
  draft['status'] = { phase: 'Pending', qosClass: 'BestEffort' };
}

/** Checks the spec of a pod as far as the lab uses it. */
export function podSpecCauses(spec: unknown, path: string): Cause[] {
  const containers = listOf(spec, 'containers');
  if (containers.length === 0) return [requiredValue(`${path}.containers`)];
  return containers.flatMap((container, index) => [
    ...((textOf(container, 'name') ?? '') === '' ? [requiredValue(`${path}.containers[${index}].name`)] : []),
    ...((textOf(container, 'image') ?? '') === '' ? [requiredValue(`${path}.containers[${index}].image`)] : []),
  ]);
}

export function replicaSetDefaults(draft: Draft): void {
  const spec = draft['spec'] as Record<string, unknown>;
  spec['replicas'] ??= 1;
  podSpecDefaults(fieldsOf(spec, 'template', 'spec'));
}

export function deploymentDefaults(draft: Draft): void {
  replicaSetDefaults(draft);
  const spec = draft['spec'] as Record<string, unknown>;
  const strategy = spec['strategy'] as Record<string, unknown>;
  strategy['type'] ??= 'RollingUpdate';
  if (strategy['type'] === 'RollingUpdate') {
    strategy['rollingUpdate'] = { maxUnavailable: '25%', maxSurge: '25%', ...fieldsOf(strategy, 'rollingUpdate') };
  }
  spec['revisionHistoryLimit'] ??= 10;
  spec['progressDeadlineSeconds'] ??= 600;
}

/** Checks a deployment or replica set: its selector fits its template, and stays as it is. */
export function workloadCauses(draft: Draft, old: KubeObject | undefined): Cause[] {
  const selector = fieldsOf(draft, 'spec')['selector'];
  const template = fieldsOf(draft, 'spec', 'template');
  const labels = fieldsOf(template, 'metadata', 'labels');
  return [
    ...(isFields(selector) ? labelSelectorCauses(selector, 'spec.selector') : [requiredValue('spec.selector')]),
    ...(isFields(selector) && !matchesSelector(selector, labels)
      ? [invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]
      : []),
    ...podSpecCauses(fieldsOf(template, 'spec'), 'spec.template.spec'),
    ...(old && !sameJson(fieldsOf(old, 'spec')['selector'], selector)
      ? [invalidValue('spec.selector', selector, 'field is immutable')]
      : []),
  ];
}
