import * as l10n from '@vscode/l10n';
import { isRecord } from '../../../base/json';
import type { Writing } from '../../calico3/defaults';
import { validateCalicoObject } from '../../calico3/validation';
import { validateKubernetesPolicy } from '../../kubernetes/validation';
import { below, type Origin } from '../../model/origin';
import { found, type ClusterFinding, type ObjectFix } from './finding';

/**
 * Finds problems of objects as written, before they are decoded: parts that servers reject, ignore, or read differently
 * than expected. The values are parsed JSON or YAML, one per document.
 */
export function lintWritten(
  values: readonly unknown[],
  writing: Exclude<Writing, 'raw-crd'>,
): readonly ClusterFinding[] {
  const objects = values.filter(isRecord);
  return [
    ...duplicates(objects),
    ...objects.flatMap((object) => {
      const current = currentVersion(object);
      const written = current === undefined ? object : { ...object, apiVersion: current };
      return [...versions(object, current), ...refusals(written, object, writing), ...nulls(object)];
    }),
  ];
}

type Written = Readonly<Record<string, unknown>>;

function originOf({ apiVersion, kind, metadata }: Written): Origin {
  const { name, namespace } = isRecord(metadata) ? metadata : {};
  return {
    object: {
      source: 'resource',
      apiVersion: textOf(apiVersion),
      kind: textOf(kind),
      namespace: typeof namespace === 'string' ? namespace : undefined,
      name: textOf(name),
    },
    path: [],
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Of two documents with the same name, the last wins. */
function duplicates(objects: readonly Written[]): readonly ClusterFinding[] {
  const last = new Map<string, Written>();
  const key = (object: Written) => JSON.stringify({ ...originOf(object).object, apiVersion: groupOf(object) });
  for (const object of objects) last.set(key(object), object);
  return objects.flatMap((object) => {
    const { object: ref } = originOf(object);
    if (last.get(key(object)) === object || ref.source !== 'resource' || ref.name === '') return [];
    const message = l10n.t('Another document has this kind, namespace and name: only the last one is kept.');
    return [found('duplicate-object', originOf(object), message)];
  });
}

function groupOf({ apiVersion }: Written): string {
  return textOf(apiVersion).replace(/\/?v\d.*$/, '');
}

/** Returns the public API version for a policy kind written under another one. */
function currentVersion({ apiVersion, kind }: Written): string | undefined {
  const version = textOf(apiVersion);
  if (kind === 'NetworkPolicy' && /^(extensions|networking\.k8s\.io)\/v1beta\d$/.test(version))
    return 'networking.k8s.io/v1';
  const calico = /^(crd\.)?projectcalico\.org\//.test(version) && CALICO_KINDS.has(textOf(kind));
  return calico && version !== 'projectcalico.org/v3' ? 'projectcalico.org/v3' : undefined;
}

const CALICO_KINDS: ReadonlySet<string> = new Set([
  'NetworkPolicy',
  'GlobalNetworkPolicy',
  'StagedNetworkPolicy',
  'StagedGlobalNetworkPolicy',
  'StagedKubernetesNetworkPolicy',
  'Tier',
  'NetworkSet',
  'GlobalNetworkSet',
  'HostEndpoint',
]);

function versions(object: Written, current: string | undefined): readonly ClusterFinding[] {
  if (current === undefined) return [];
  const version = textOf(object['apiVersion']);
  const message = version.startsWith('crd.')
    ? l10n.t('{0} is Calico’s storage format, which is not validated: use {1}.', version, current)
    : l10n.t('{0} no longer exists: use {1}.', version, current);
  const fix = { title: l10n.t('Use {0}', current), path: ['apiVersion'], value: current };
  return [found('api-version', below(originOf(object), 'apiVersion'), message, fix)];
}

function refusals(current: Written, object: Written, writing: Exclude<Writing, 'raw-crd'>): readonly ClusterFinding[] {
  const findings = [...validateCalicoObject(current, writing), ...validateKubernetesPolicy(current)];
  return findings.map(({ path, message, refuses, suggestion }) => {
    const fix: ObjectFix | undefined =
      suggestion === undefined ? undefined : { title: l10n.t('Write {0}', suggestion), path, value: suggestion };
    return found(refuses ? 'refused' : 'unknown-field', below(originOf(object), ...path), message, fix);
  });
}

/** Reports a selector that a template left empty: it means the policy's own namespace, not all namespaces. */
function nulls(object: Written): readonly ClusterFinding[] {
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  return ['ingress', 'egress'].flatMap((direction) =>
    elements(spec[direction]).flatMap((rule, index) =>
      ['from', 'to'].flatMap((far) =>
        elements(rule[far]).flatMap((peer, place) => {
          if (!('podSelector' in peer) || peer['namespaceSelector'] !== null) return [];
          const path = ['spec', direction, index, far, place, 'namespaceSelector'];
          const message = l10n.t(
            'A null counts as absent, so this is the policy’s own namespace. Use {} for all namespaces.',
          );
          return [found('null-selector', below(originOf(object), ...path), message)];
        }),
      ),
    ),
  );
}

function elements(value: unknown): readonly Written[] {
  return Array.isArray(value) ? value.map((item: unknown) => (isRecord(item) ? item : {})) : [];
}
