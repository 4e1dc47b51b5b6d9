import * as l10n from '@vscode/l10n';
import { datastoreOf } from '../../cluster/connection/opened';
import { joined } from '../../base/text/list';
import type * as vscode from 'vscode';
import { collectorAddress } from '../../cluster/collector/address';
import { readState } from '../../cluster/etcd/calicoctl';
import { ClusterError, isClusterError, messageOf } from '../../cluster/connection/errors';
import { networksOf } from '../../cluster/model/indexes';
import type { PolicyData } from '../../cluster/model/snapshot';
import { connected, type Acting, type Connected } from '../../app/commands';
import { Tool, type ToolId } from '../../app/ids';
import { statement } from '../../app/text/editor';
import { plain, plainJson } from '../../base/text/plain';
import { makeChange } from './apply';
import { changeOf, effectOfChange, planCommands, planEdits, type RequestedChange, type ChangeEffect } from './change';
import { explainFlow } from './flow';
import { changeInput, flowInput, listInput, readInput } from './input';
import { listPolicy, policyIn } from './list';

/** Implements the tools. Answers are compact JSON. Errors are sentences that the model can act on. */
export class Tools {
  constructor(private readonly context: Acting) {}

  /** Runs a tool. */
  async invoke(tool: ToolId, input: unknown, signal: AbortSignal): Promise<string> {
    try {
      return JSON.stringify(plainJson(await this.#answer(tool, input, signal)));
    } catch (error) {
      throw new Error(sentences(error), { cause: error });
    }
  }

  /** Returns the progress message of a tool and, for changes, what the user must confirm. */
  async prepare(tool: ToolId, input: unknown): Promise<vscode.PreparedToolInvocation> {
    switch (tool) {
      case Tool.listPolicy:
        return { invocationMessage: l10n.t('Reading policy') };
      case Tool.explainFlow:
        return { invocationMessage: l10n.t('Checking policy for a connection') };
      case Tool.previewChange:
        return { invocationMessage: l10n.t('Checking what a policy change opens and closes') };
      case Tool.applyChange:
        return this.#confirmation(input);
    }
  }

  async #answer(tool: ToolId, input: unknown, signal: AbortSignal): Promise<object> {
    const cluster = connected(this.context);
    const { definition, store } = cluster;
    switch (tool) {
      case Tool.listPolicy:
        return {
          cluster: definition.name,
          ...listPolicy(readInput(listInput, input), policyOf(cluster), store.snapshot),
        };
      case Tool.explainFlow:
        return explainFlow(
          readInput(flowInput, input),
          policyOf(cluster),
          store.snapshot,
          collectorAddress(definition),
          Date.now(),
        );
      case Tool.previewChange:
        return (await this.#plan(cluster, input)).effect;
      case Tool.applyChange: {
        const { change, effect } = await this.#plan(cluster, input);
        await makeChange(cluster, change, signal);
        this.context.reporter.done(l10n.t('Changed {0} from chat.', joined(effect.profiles)));
        return {
          changed: true,
          ...effect,
          undo: l10n.t('The user can undo it with “Calico Stars: Undo Last Policy Change”.'),
        };
      }
    }
  }

  async #confirmation(input: unknown): Promise<vscode.PreparedToolInvocation> {
    try {
      const cluster = connected(this.context);
      const { effect } = await this.#plan(cluster, input);
      return {
        invocationMessage: plain(l10n.t('Changing {0}', joined(effect.profiles))),
        confirmationMessages: {
          title: plain(l10n.t('Change the policy of {0}?', cluster.definition.name)),
          message: inMarkdown(effect),
        },
      };
    } catch (error) {
      throw new Error(sentences(error), { cause: error });
    }
  }

  async #plan(
    cluster: Connected,
    input: unknown,
  ): Promise<{ readonly change: RequestedChange; readonly effect: ChangeEffect }> {
    const asked = changeOf(readInput(changeInput, input));
    const { snapshot } = cluster.store;
    const change =
      'script' in asked
        ? planCommands(asked.script, await readState(datastoreOf(cluster.cluster).store, networksOf(snapshot)))
        : planEdits(asked.profile, asked.edits, snapshot);
    const effect = effectOfChange(change, snapshot);
    if (!effect) throw unknownPolicy();
    return { change, effect };
  }
}

function policyOf({ store }: Connected): PolicyData {
  const policy = policyIn(store.snapshot);
  if (!policy) throw unknownPolicy();
  return policy;
}

function unknownPolicy(): ClusterError {
  return new ClusterError(
    'unreachable',
    l10n.t('The cluster’s policy is not loaded yet.'),
    l10n.t('Try again in a moment.'),
  );
}

/** Returns what the user confirms: the commands, and everything they open and close. */
function inMarkdown({
  commands,
  opens,
  closes,
  opensPairs,
  closesPairs,
  notes = [],
}: ChangeEffect): vscode.MarkdownString {
  const list = (title: string, items: readonly string[]) => ({
    text: items.length === 0 ? l10n.t('{0} nothing.', title) : `${title}:`,
    items,
  });
  return statement(commands, [
    list(opensPairs > 0 ? l10n.t('Opens {0}', counted(opensPairs)) : l10n.t('Opens'), opens),
    list(closesPairs > 0 ? l10n.t('Closes {0}', counted(closesPairs)) : l10n.t('Closes'), closes),
    ...notes.map((text) => ({ text })),
  ]);
}

function counted(pairs: number): string {
  return pairs === 1 ? l10n.t('one connection') : l10n.t('connections of {0} pairs', pairs);
}

/**
 * Formats an error for a model. Addresses in messages never contain passwords, because such addresses are rejected
 * everywhere.
 */
function sentences(error: unknown): string {
  const advice = isClusterError(error) ? error.advice : undefined;
  return advice === undefined ? messageOf(error) : `${messageOf(error)} ${advice}`;
}
