import { isRecord, sameJson } from '../../../base/json';
import { readCalicoObject } from '../../../policy/calico3/decode';
import { withDefaults, type Writing } from '../../../policy/calico3/defaults';
import { readKubernetesObject } from '../../../policy/kubernetes/decode';
import { withServerDefaults } from '../../../policy/kubernetes/defaults';
import { LAST_APPLIED } from '../objects';
import { metadataOf, type ApiObjectJson } from './bodies';

/**
 * Whether a stored object is what the server makes of a sent one: with defaults, and without empty lists and maps.
 * @param writing How the server sets the defaults of Calico's objects.
 */
export function isStoredAs(sent: ApiObjectJson, stored: ApiObjectJson, writing: Writing): boolean {
  return sameJson(normal(sent, writing), normal(stored, writing));
}

/** Whether a stored object has everything that was applied. Other managers may have set more. */
export function hasApplied(sent: ApiObjectJson, stored: ApiObjectJson, writing: Writing): boolean {
  return covers(normal(stored, writing), normal(sent, writing));
}

/** Returns what the writer of an object decides about it, in one of the forms that mean the same. */
function normal(object: ApiObjectJson, writing: Writing): unknown {
  const complete = withoutEmpty(defaulted(object, writing));
  const { labels = {}, annotations = {} } = metadataOf(isRecord(complete) ? complete : {});
  const own = Object.entries(isRecord(annotations) ? annotations : {}).filter(([key]) => key !== LAST_APPLIED);
  return { labels, annotations: Object.fromEntries(own), spec: isRecord(complete) ? (complete['spec'] ?? {}) : {} };
}

function defaulted(object: ApiObjectJson, writing: Writing): unknown {
  const calico = readCalicoObject(object)?.value;
  if (calico) return withDefaults(calico, writing);
  const kubernetes = readKubernetesObject(object)?.value;
  if (kubernetes?.kind === 'NetworkPolicy') return withServerDefaults(kubernetes);
  return kubernetes ?? object;
}

/** Elements of lists stay: an empty rule means something. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, withoutEmpty(item)] as const)
    .filter(([, item]) => item !== undefined && item !== null && !isEmpty(item));
  return Object.fromEntries(entries);
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0;
}

function covers(whole: unknown, part: unknown): boolean {
  if (!isRecord(whole) || !isRecord(part)) return sameJson(whole, part);
  return Object.entries(part).every(([key, value]) => covers(whole[key], value));
}
