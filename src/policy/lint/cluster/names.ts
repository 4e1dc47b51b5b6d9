import type { ObjectRef, Path } from '../../model/origin';

/** How people call an object: `NetworkPolicy shop/web`. */
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

/** A place as the API writes it: `spec.ingress[0].from[1]`. */
export function placeName(path: Path): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Whether a place lies at another, or below it. */
export function isWithin(path: Path, above: Path): boolean {
  return above.every((step, index) => path[index] === step);
}
