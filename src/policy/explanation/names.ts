import * as l10n from '@vscode/l10n';
import type { ObjectRef, Path } from '../model/origin';
import type { Endpoint } from '../model/endpoint';

/** What people call an object, e.g. `NetworkPolicy shop/web`. */
export function nameOf(object: ObjectRef): string {
  switch (object.source) {
    case 'resource': {
      const { kind, namespace, name } = object;
      return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
    }
    case 'key':
      return object.key;
    case 'built-in':
      return object.name;
  }
}

/** A place in an object as people write it, e.g. `ingress[0].from[1]`; what all objects begin with is left out. */
export function placeText(path: Path): string {
  const [first, ...rest] = path;
  const shown = first === 'spec' ? rest : path;
  return shown
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** What people call an endpoint: a pod by its namespace and name, others by their object. */
export function endpointName({ id, kind, origin }: Endpoint): string {
  return kind === 'workload' ? id : nameOf(origin.object);
}

/** Several names as one text. */
export function listing(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : l10n.t('{0} and {1}', names.slice(0, -1).join(', '), last);
}
