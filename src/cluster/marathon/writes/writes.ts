import * as l10n from '@vscode/l10n';
import { settle, type Fate } from '../../connection/outcome';
import type { DeploymentAnswer } from '../answers';
import type { ChangeOptions, MarathonClient } from '../client';
import { isBelow } from '../path-id';
import { isAsWritten } from './written';

/** A change that was made. Without a deployment ID if the answer was lost and the deployment has ended since. */
export interface WriteResult {
  readonly deploymentId?: string;
}

/** Makes changes in Marathon, each once. If an answer is lost, compares the state with the one before the change. */
export class MarathonWrites {
  constructor(private readonly client: MarathonClient) {}

  /**
   * @param path Where to put it: the group's absolute ID, or `/` for a definition with a relative ID.
   * @param group The absolute ID of the changed group.
   */
  async putGroup(
    path: string,
    group: string,
    definition: object,
    options: ChangeOptions,
    signal?: AbortSignal,
  ): Promise<WriteResult> {
    const before = await known(this.client.group(group, signal));
    return settle<WriteResult>({
      subject: l10n.t('The group {0}', group),
      write: () => this.client.putGroup(path, definition, options, signal),
      find: async (reading): Promise<Fate<WriteResult>> => {
        if (!before) return { kind: 'unknown' };
        const now = await this.client.group(group, reading);
        if (now?.version === before.value?.version) return { kind: 'not-made' };
        // Another client may have changed it in the meantime.
        if (!now || !isAsWritten(definition, now)) return { kind: 'unknown' };
        return made(await this.#deployment(reading, ({ version }) => version === now.version));
      },
    });
  }

  async deleteGroup(group: string, options: ChangeOptions, signal?: AbortSignal): Promise<WriteResult> {
    return settle<WriteResult>({
      subject: l10n.t('The group {0}', group),
      write: () => this.client.deleteGroup(group, options, signal),
      find: async (reading): Promise<Fate<WriteResult>> => {
        if (await this.client.group(group, reading)) return { kind: 'not-made' };
        return made(
          await this.#deployment(reading, ({ affectedApps, affectedPods }) =>
            [...affectedApps, ...affectedPods].some((id) => isBelow(id, group)),
          ),
        );
      },
    });
  }

  async scaleApp(id: string, instances: number, options: ChangeOptions, signal?: AbortSignal): Promise<WriteResult> {
    const before = await known(this.client.app(id, signal));
    return settle<WriteResult>({
      subject: l10n.t('The app {0}', id),
      write: () => this.client.scaleApp(id, instances, options, signal),
      find: async (reading): Promise<Fate<WriteResult>> => {
        const now = await this.client.app(id, reading);
        if (now?.instances === instances)
          return made(await this.#deployment(reading, ({ affectedApps }) => affectedApps.includes(id)));
        return before && before.value?.version === now?.version ? { kind: 'not-made' } : { kind: 'unknown' };
      },
    });
  }

  async cancelDeployment(id: string, options: ChangeOptions, signal?: AbortSignal): Promise<void> {
    await settle<unknown>({
      subject: l10n.t('The deployment'),
      write: () => this.client.cancelDeployment(id, options, signal),
      find: async (reading) =>
        (await this.client.deployments(reading)).includes(id)
          ? { kind: 'not-made' }
          : { kind: 'made', value: undefined },
    });
  }

  async #deployment(
    signal: AbortSignal,
    belongs: (deployment: DeploymentAnswer) => boolean,
  ): Promise<string | undefined> {
    return (await this.client.runningDeployments(signal)).find(belongs)?.id;
  }
}

function made(deploymentId: string | undefined): Fate<WriteResult> {
  return { kind: 'made', value: { ...(deploymentId !== undefined && { deploymentId }) } };
}

/** Returns the current state, or undefined if it can't be read. The change is made in either case. */
async function known<T>(asked: Promise<T | undefined>): Promise<{ readonly value: T | undefined } | undefined> {
  return asked.then(
    (value) => ({ value }),
    () => undefined,
  );
}
