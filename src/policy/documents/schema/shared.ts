import * as l10n from '@vscode/l10n';
import { field, objectOf, oneOf, value, type Field, type LabelOwner, type ObjectSchema, type Schema } from './types';

/** A flag. */
export const FLAG = oneOf({ true: () => l10n.t('Yes.'), false: () => l10n.t('No.') });

/** Protocols by name. Numbers from 1 to 255 are accepted too. */
export const PROTOCOL = oneOf({
  TCP: () => l10n.t('The only protocol besides UDP and SCTP that has ports.'),
  UDP: () => l10n.t('For example, DNS. Ports can follow.'),
  SCTP: () => l10n.t('Ports can follow.'),
  ICMP: () => l10n.t('For IPv4 only. A type can follow in “icmp”.'),
  ICMPv6: () => l10n.t('For IPv6 only. A type can follow in “icmp”.'),
  UDPLite: () => l10n.t('Without ports.'),
});

/** The metadata of an object. */
function metadata(namespaced: boolean, labels: LabelOwner): ObjectSchema {
  const namespace: Readonly<Record<string, Field>> = namespaced
    ? { namespace: field(value('namespace'), () => l10n.t('The namespace of the object.')) }
    : {};
  return objectOf({
    name: field(value('text'), () => l10n.t('The name of the object. It can’t be changed.')),
    ...namespace,
    labels: field({ kind: 'map', of: labels }, () => l10n.t('Labels of the object itself.')),
    annotations: field({ kind: 'map', of: 'annotations' }, () => l10n.t('Notes for people and tools.')),
    creationTimestamp: field(value('text'), () => l10n.t('When the object was created.')),
    resourceVersion: field(value('text'), () =>
      l10n.t('The version of the object that this text is based on. Saving over another version asks first.'),
    ),
    uid: field(value('text'), () => l10n.t('The identity of the object. An object created again has another one.')),
  });
}

/** A whole object with a specification. @param labels Whether selectors match its own labels. */
export function resource(
  apiVersion: string,
  kind: string,
  { namespaced, labels, spec }: { readonly namespaced: boolean; readonly labels: LabelOwner; readonly spec: Schema },
): ObjectSchema {
  return objectOf({
    apiVersion: field(oneOf({ [apiVersion]: () => l10n.t('The version of the format.') }), () =>
      l10n.t('The version of the object’s format.'),
    ),
    kind: field(oneOf({ [kind]: () => l10n.t('The kind of this object.') }), () =>
      l10n.t('The kind of the object. It can’t be changed.'),
    ),
    metadata: field(metadata(namespaced, labels), () => l10n.t('The name, labels and annotations of the object.')),
    spec: field(spec, () => l10n.t('What the object does.')),
  });
}
