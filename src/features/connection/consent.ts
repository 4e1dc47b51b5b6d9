import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import type { Memento } from 'vscode';
import { isKubernetes, placeOf, type ClusterDefinition } from '../../cluster/connection/definition';
import { ClusterError } from '../../cluster/connection/errors';

const KEY = 'foreignEndpoints';

export interface ConsentParts {
  /** Returns the user's own definition of a name. */
  readonly own: (name: string) => ClusterDefinition | undefined;
  /** The window's storage: consent for one folder applies only there. */
  readonly storage: Memento;
  readonly confirm: (
    question: string,
    detail: string,
    of: { readonly definition: ClusterDefinition },
    verb: string,
  ) => Promise<boolean>;
}

/**
 * Asks before workspace settings point a name of the user's own clusters to other addresses. Users expect the cluster
 * they know by that name, and their secrets may be meant for it.
 */
export class Consent {
  constructor(private readonly parts: ConsentParts) {}

  /** @throws ClusterError if the user did not consent. Nothing was sent then. */
  async require(definition: ClusterDefinition): Promise<void> {
    const { own, storage, confirm } = this.parts;
    const mine = definition.identity === undefined ? own(definition.name) : undefined;
    if (!mine) return;
    const [places, ours] = [placesOf(definition), placesOf(mine)];
    const others = places.filter((place) => !ours.includes(place));
    if (others.length === 0) return;
    const agreed = createHash('sha256')
      .update(JSON.stringify([definition.name, places]))
      .digest('hex');
    const stored: unknown = storage.get(KEY);
    const known = Array.isArray(stored) ? stored.filter((entry): entry is string => typeof entry === 'string') : [];
    if (known.includes(agreed)) return;
    const detail = l10n.t(
      'This folder’s settings define other addresses for {0} than your own settings:\n\n{1}\n\nYours: {2}',
      definition.name,
      others.join('\n'),
      ours.join(', '),
    );
    if (
      !(await confirm(
        l10n.t('Connect to the {0} of this folder?', definition.name),
        detail,
        { definition },
        l10n.t('Connect'),
      ))
    ) {
      throw new ClusterError(
        'forbidden',
        l10n.t(
          '{0} was not connected because this folder’s settings define other addresses for it than yours. Nothing was sent there.',
          definition.name,
        ),
        l10n.t('Connect again to be asked again, or rename one of the two.'),
      );
    }
    await storage.update(KEY, [...known, agreed]);
  }
}

/** Returns all addresses that a cluster's secrets may be sent to. */
function placesOf(definition: ClusterDefinition): readonly string[] {
  if (isKubernetes(definition)) return [placeOf(definition)];
  const { etcd, marathon, docker = [], collector, loadBalancer, trustedHosts = [] } = definition;
  return [...etcd, marathon, ...docker, collector, loadBalancer, ...trustedHosts]
    .filter((place) => place !== undefined)
    .sort();
}
