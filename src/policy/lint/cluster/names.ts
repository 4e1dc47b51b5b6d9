import * as l10n from '@vscode/l10n';
import { nameOf } from '../../explain/names';
import type { ObjectRef, Origin, Path } from '../../model/origin';

/** Formats a path as the API does: `spec.ingress[0].from[1]`. */
export function placeName(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Returns an object's name for the start of a sentence. */
export function subjectOf(object: ObjectRef): string {
  const name = nameOf(object);
  return object.source === 'key' ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}

/** Returns the display name of a part of an object: its path, or the number of a rule of Calico v1. */
export function partName({ object, path }: Origin): string {
  const [list, index] = path;
  if (object.source !== 'key' || typeof index !== 'number') return placeName(path);
  return list === 'inbound_rules' ? l10n.t('inbound rule {0}', index + 1) : l10n.t('outbound rule {0}', index + 1);
}
