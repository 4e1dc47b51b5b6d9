import * as l10n from '@vscode/l10n';
import { settle, type Fate } from '../../connection/outcome';
import type { DeploymentAnswer } from '../answers';
import type { ChangeOptions, MarathonClient } from '../client';
import { isBelow } from '../path-id';
import { isAsWritten } from './written';

/** A change that was made. Its deployment is not known when the answer was lost and it has ended since. */
export interface WriteResult {
  readonly deploymentId?: string;
}

/**
 * Changes of Marathon, each made once. One whose answer is lost is found out by reading: what was there before is read
 * first, so that it can be told from what is there after.
 */
export class MarathonWrites {
  constructor(private readonly client: MarathonClient) {}

  /** @param path where to put it: the group's absolute id, or `/` for a definition with a relative id. @param group the absolute id of the group that changes. */
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
        // Somebody else may have changed it meanwhile.
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

/** What is there, or undefined when that cannot be read: the change is made all the same. */
async function known<T>(asked: Promise<T | undefined>): Promise<{ readonly value: T | undefined } | undefined> {
  return asked.then(
    (value) => ({ value }),
    () => undefined,
  );
}
