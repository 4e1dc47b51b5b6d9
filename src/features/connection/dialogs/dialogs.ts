import * as l10n from '@vscode/l10n';
import { isKubernetes, placeOf, type ClusterDefinition } from '../../../cluster/connection/definition';
import type { Connection } from '../../../cluster/connection/session';
import type { CommandContext } from '../../../app/commands';
import { DEMO_KINDS, demoName, demoNamed, demoWith } from '../../../app/local-demos';
import { configuredClusters, folderCluster, ownCluster, removeCluster, saveCluster } from '../../../app/settings';
import { pickCluster } from '../../../app/pick';
import { choose, confirm, type Item } from '../../../app/text/window';
import { ClusterError } from '../../../cluster/connection/errors';
import { clusterIdentity } from '../../../cluster/connection/definition';
import { askContext } from './contexts';
import { askCredentials } from './ask-credentials';
import { openSettings, reportInvalid } from '../fixes';
import { SERVICES } from '../credential-store';
import { showHealth } from '../health/health-list';
import type { ConnectionParts } from '../register';
import { askCluster } from './wizard';

/** A place where a cluster is defined. */
interface Place extends Item {
  /** The user's own definition, if it is the place. */
  readonly own: ClusterDefinition | undefined;
}

/** Dialogs that add, edit and remove clusters, set credentials and show health. */
export class Dialogs {
  constructor(private readonly parts: CommandContext & ConnectionParts) {}

  async add(): Promise<void> {
    const definition = await askCluster([
      ...DEMO_KINDS.map(demoName),
      ...configuredClusters().clusters.map(({ name }) => name),
    ]);
    if (!definition) return;
    await saveCluster(definition);
    await this.parts.connector.connect(definition);
  }

  /** Connects to a context of the kubeconfig, which becomes one of the user's clusters. */
  async connectContext(): Promise<void> {
    const chosen = await askContext();
    if (!chosen) return;
    const { clusters } = configuredClusters();
    const known = clusters.find((cluster) => clusterIdentity(cluster) === clusterIdentity(chosen));
    const taken = new Set([...DEMO_KINDS.map(demoName), ...clusters.map(({ name }) => name)]);
    const definition = known ?? { ...chosen, name: freeName(chosen.name, taken) };
    if (!known) await saveCluster(definition);
    await this.parts.connector.connect(definition);
  }

  async edit(argument: unknown): Promise<void> {
    const chosen = await this.#choose(argument, l10n.t('Edit Cluster'));
    const definition = chosen && (await this.#own(chosen, l10n.t('Edit {0}', chosen.name)));
    if (!definition) return;
    const others = configuredClusters()
      .clusters.map(({ name }) => name)
      .filter((name) => name !== definition.name);
    // A context is chosen, not described.
    if (isKubernetes(definition)) {
      await openSettings().run();
      return;
    }
    const edited = await askCluster([...DEMO_KINDS.map(demoName), ...others], definition);
    if (!edited) return;
    await saveCluster(edited, definition.name);
    this.parts.reporter.done(l10n.t('Updated {0} in the settings.', edited.name));
  }

  async remove(argument: unknown): Promise<void> {
    const chosen = await this.#choose(argument, l10n.t('Remove Cluster'));
    const definition = chosen && (await this.#own(chosen, l10n.t('Remove {0}', chosen.name)));
    if (!definition) return;
    const verb = l10n.t('Remove');
    if (
      (await confirm(
        l10n.t('Remove {0} from your settings?', definition.name),
        l10n.t('Its stored credentials are removed, too. The cluster itself is not changed.'),
        { definition },
        verb,
      )) !== verb
    )
      return;
    this.#disconnectFrom(definition);
    await this.#forget(definition);
    await removeCluster(definition.name);
    this.parts.reporter.done(l10n.t('Removed {0} from the settings.', definition.name));
  }

  async setCredentials(argument: unknown): Promise<void> {
    const definition = await this.#choose(argument, l10n.t('Set Credentials'));
    if (!definition || !(await askCredentials(definition, this.parts.credentials))) return;
    const { connector } = this.parts;
    // They apply to the next connection.
    if (this.#connectedTo(definition)) await connector.connect(definition);
    else this.parts.reporter.done(l10n.t('Stored the credentials for {0}.', definition.name));
  }

  async signOut(argument: unknown): Promise<void> {
    const definition = await this.#choose(argument, l10n.t('Sign Out'));
    if (!definition) return;
    this.#disconnectFrom(definition);
    await this.#forget(definition);
    this.parts.reporter.done(l10n.t('Signed out of {0}. No credentials are stored for it.', definition.name));
  }

  async health(argument: unknown): Promise<void> {
    const { demos } = this.parts;
    const { acting: connection } = this.parts.sessions;
    const isOfCurrent = argument === undefined && connection.state !== 'disconnected';
    const demo = isOfCurrent ? demoWith(connection.definition.identity) : demoNamed(argument);
    const definition = demo
      ? demos.definitions.find(({ identity }) => demoWith(identity) === demo)
      : await this.#choose(
          argument ?? (connection.state === 'disconnected' ? undefined : connection.definition.name),
          l10n.t('Cluster Health'),
        );
    if (definition) await showHealth(definition, this.parts.credentials);
  }

  async #choose(argument: unknown, title: string): Promise<ClusterDefinition | undefined> {
    const { clusters } = configuredClusters();
    const named = clusters.find(({ name }) => name === argument);
    if (named) return named;
    const { reporter, session } = this.parts;
    if (reportInvalid(reporter) && clusters.length === 0) return undefined;
    // The window's own cluster is the likeliest.
    const rank = (cluster: ClusterDefinition) => Number(!isOf(session.connection, cluster));
    return pickCluster(
      title,
      clusters.toSorted((a, b) => rank(a) - rank(b)),
    );
  }

  /**
   * Returns the user's own definition of a cluster. The settings of the folder are shared with others, so they are
   * changed only by hand: opens them if the user chooses them where both define the name, and reports a cluster that
   * only they define.
   */
  async #own({ name }: ClusterDefinition, title: string): Promise<ClusterDefinition | undefined> {
    const [own, shared] = [ownCluster(name), folderCluster(name)];
    if (own && !shared) return own;
    const settings = openSettings('workspace');
    if (!own || !shared) {
      this.parts.reporter.failure(
        new ClusterError(
          'invalid',
          l10n.t('{0} is defined in this folder’s settings, not in your own.', name),
          l10n.t('Change it in the folder’s .vscode/settings.json.'),
        ),
        settings,
      );
      return undefined;
    }
    const chosen = await choose<Place>(
      [
        {
          label: l10n.t('In this folder’s settings'),
          description: placeOf(shared),
          detail: l10n.t('They apply here. Opens the settings, which others may share.'),
          own: undefined,
        },
        {
          label: l10n.t('In your settings'),
          description: placeOf(own),
          detail: l10n.t('They apply in other folders.'),
          own,
        },
      ],
      { title, placeholder: l10n.t('{0} is defined in two places', name) },
    );
    if (chosen && !chosen.own) await settings.run();
    return chosen?.own;
  }

  async #forget(definition: ClusterDefinition): Promise<void> {
    await Promise.all(SERVICES.map((service) => this.parts.credentials.clear(definition, service)));
  }

  #disconnectFrom(definition: ClusterDefinition): void {
    const connection = this.#connectedTo(definition);
    if (connection) this.parts.sessions.disconnect(connection.definition.name);
  }

  /** Returns the connection to a cluster, under whatever name. */
  #connectedTo(definition: ClusterDefinition): Exclude<Connection, { state: 'disconnected' }> | undefined {
    return this.parts.sessions.all
      .map(({ connection }) => connection)
      .filter((connection) => connection.state !== 'disconnected')
      .find((connection) => isOf(connection, definition));
  }
}

function isOf(connection: Connection, definition: ClusterDefinition): boolean {
  return connection.state !== 'disconnected' && clusterIdentity(connection.definition) === clusterIdentity(definition);
}

/** Returns a name that no other cluster has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name} ${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
