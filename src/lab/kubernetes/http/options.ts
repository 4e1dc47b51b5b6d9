import { isOn } from './flag';
import { fieldsOf, isFields, listOf, textOf, type Fields } from '../objects';
import { forbiddenValue, invalidValue, requiredValue, tooLong, unsupportedValue } from '../causes';
import { badRequest, invalid, type Cause } from '../status-error';
import type { WriteOptions } from '../api/cluster';
import type { DeleteOptions } from '../api/delete';
import { integer } from '../api/list';

/** Bytes of the name of a manager of fields. */
const LONGEST_MANAGER = 128;

/** The kinds of options, for messages. */
type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions';

/**
 * Reads the options of a write from its query.
 * @param agent The header User-Agent, which names the manager if the query doesn't.
 * @throws StatusError 422
 */
export function writeOptions(
  kind: OptionsKind,
  query: URLSearchParams,
  agent: string | undefined,
  warn: (text: string) => void,
  isApply = false,
): WriteOptions & { readonly force: boolean } {
  const dryRun = query.getAll('dryRun');
  const manager = query.get('fieldManager') ?? '';
  const validation = query.get('fieldValidation') ?? '';
  const force = isOn(query, 'force');
  const causes: Cause[] = [
    ...(isApply && manager === '' ? [requiredValue('fieldManager', 'is required for apply patch')] : []),
    ...(!isApply && query.has('force') && kind === 'PatchOptions'
      ? [forbiddenValue('force', 'may not be specified for non-apply patch')]
      : []),
    ...managerCauses(manager),
    ...dryRunCauses(dryRun),
    ...(['', 'Ignore', 'Strict', 'Warn'].includes(validation)
      ? []
      : [unsupportedValue('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn'])]),
  ];
  refuse(kind, causes);
  return {
    dryRun: dryRun.length > 0,
    manager: manager === '' ? (agent?.split('/')[0] ?? 'unknown') || 'unknown' : manager,
    validation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    force,
    warn,
  };
}

function managerCauses(manager: string): Cause[] {
  if (Buffer.byteLength(manager) > LONGEST_MANAGER) return [tooLong('fieldManager', LONGEST_MANAGER)];
  const position = Array.from(manager).findIndex((sign) => /\p{C}/u.test(sign));
  if (position < 0) return [];
  const code = manager.codePointAt(position)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
  return [invalidValue('fieldManager', manager, `invalid character U+${code} (at position ${position})`)];
}

function dryRunCauses(values: readonly string[]): Cause[] {
  return values.every((value) => value === 'All') ? [] : [unsupportedDryRun(values)];
}

function unsupportedDryRun(values: readonly string[]): Cause {
  return unsupportedValue('dryRun', values, ['All']);
}

function refuse(kind: OptionsKind, causes: readonly Cause[]): void {
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', what: kind }, causes);
}

/**
 * Reads the options of a deletion: from its body, if it has one, otherwise from its query.
 * @throws StatusError
 */
export function deleteOptions(query: URLSearchParams, body: Fields | undefined): DeleteOptions {
  if (body) checkKind(body);
  const given = body ?? {};
  const dryRun = body ? listOf(given, 'dryRun').map(String) : query.getAll('dryRun');
  const propagation = body ? textOf(given, 'propagationPolicy') : (query.get('propagationPolicy') ?? undefined);
  const grace = body ? given['gracePeriodSeconds'] : integer(query, 'gracePeriodSeconds');
  const preconditions = fieldsOf(given, 'preconditions');
  const uid = textOf(preconditions, 'uid');
  const resourceVersion = textOf(preconditions, 'resourceVersion');
  refuse('DeleteOptions', [
    ...(propagation !== undefined && given['orphanDependents'] !== undefined
      ? [invalidValue('propagationPolicy', propagation, 'orphanDependents and deletionPropagation cannot be both set')]
      : []),
    ...(propagation === undefined || ['Foreground', 'Background', 'Orphan'].includes(propagation)
      ? []
      : [unsupportedValue('propagationPolicy', propagation, ['Foreground', 'Background', 'Orphan', 'nil'])]),
    ...dryRunCauses(dryRun),
  ]);
  return {
    dryRun: dryRun.length > 0,
    ...(typeof grace === 'number' && { gracePeriod: grace }),
    ...(propagation !== undefined && { propagation }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
}

function checkKind(body: unknown): void {
  const kind = textOf(body, 'kind') ?? '';
  if (!isFields(body) || kind === '' || kind === 'DeleteOptions') return;
  const version = textOf(body, 'apiVersion') ?? '';
  throw badRequest(`no kind "${kind}" is registered for version "${version}" in scheme "pkg/runtime/scheme.go:111"`);
}
