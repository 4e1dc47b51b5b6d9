import * as l10n from '@vscode/l10n';
import { nameOfKey } from '../calico1/key-name';
import type { ObjectRef, Path } from '../model/origin';
import type { Endpoint } from '../model/endpoint';

/** Returns the display name of an object, for example `NetworkPolicy shop/web`. */
export function nameOf(object: ObjectRef): string {
  switch (object.source) {
    case 'resource': {
      const { kind, namespace, name } = object;
      return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
    }
    case 'key':
      return nameOfKey(object.key);
    case 'built-in':
      return object.name;
  }
}

/** Formats a path in an object, for example `ingress[0].from[1]`, without the part that all objects share. */
export function placeText(path: Path): string {
  const [first, ...rest] = path;
  const shown = first === 'spec' ? rest : path;
  return shown
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Returns the display name of an endpoint: namespace and name of a pod, else the name of its object. */
export function endpointName({ id, kind, origin }: Endpoint): string {
  return kind === 'workload' ? id : nameOf(origin.object);
}

/** Joins several names. */
export function listing(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : l10n.t('{0} and {1}', names.slice(0, -1).join(', '), last);
}
