import type { ObjectRef, Path } from '../../model/origin';

/** Formats an object's name: `NetworkPolicy shop/web`. */
export function nameOf(object: ObjectRef): string {
  switch (object.source) {
    case 'resource':
      return `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
    case 'key':
      return object.key;
    case 'built-in':
      return object.name;
  }
}

/** Formats a path as the API does: `spec.ingress[0].from[1]`. */
export function placeName(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Whether a path equals another or lies below it. */
export function isWithin(path: Path, above: Path): boolean {
  return above.every((step, index) => path[index] === step);
}
