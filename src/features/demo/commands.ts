import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { DEMO_KINDS, demoName, isDemoKind, type DemoKind } from '../../app/local-demos';
import { Command } from '../../app/ids';
import { choose, confirm } from '../../app/text/window';
import { register, withProgress, type CommandContext, type LocalDemos } from '../../app/commands';

/** Registers start, stop, reset and the steps of the local demos. */
export function registerDemo(context: CommandContext): vscode.Disposable[] {
  const { demos, reporter } = context;
  return [
    register(Command.startDemo, context, async (wanted) => {
      const kind = isDemoKind(wanted) ? wanted : await startable(demos, wanted === RUNNING);
      if (!kind) return;
      const connection = await withProgress(l10n.t('Starting the local cluster'), (_, signal) =>
        demos.start(kind, signal),
      );
      if (connection.state === 'connected') reporter.done(l10n.t('Local cluster started.'));
    }),
    register(Command.runDemoStep, context, async (step) => (await import('./run-steps')).runDemoStep(context, step)),
    register(Command.stopDemo, context, async () => {
      const kind = await oneOf(context);
      if (kind) await demos.stop(kind);
    }),
    register(Command.resetDemo, context, async () => {
      const kind = await oneOf(context);
      if (
        !kind ||
        !(await confirm(
          l10n.t('Reset the local demo?'),
          LOST[kind](),
          { definition: { name: demoName(kind) } },
          l10n.t('Reset'),
        ))
      )
        return;
      await demos.reset(kind);
      reporter.done(l10n.t('The local cluster was reset.'));
    }),
  ];
}

/** The argument for the demo that runs. */
const RUNNING = 'running';

/** Returns the demo to start, or to connect to. @param mayBeSole Whether the only one that runs is wanted. */
async function startable({ running }: LocalDemos, mayBeSole: boolean): Promise<DemoKind | undefined> {
  return mayBeSole && running.length === 1 ? running[0] : choice(DEMO_KINDS, running);
}

/** What a reset removes. */
const LOST: Readonly<Record<DemoKind, () => string>> = {
  mesos: () => l10n.t('This removes every network, app and rule in it. Other clusters are not affected.'),
  kubernetes: () =>
    l10n.t('This removes every object in it, and starts the stars without policies. Other clusters are not affected.'),
};

/** Returns the demo that a command is about: the connected one, else the one that runs. */
async function oneOf({ demos }: CommandContext): Promise<DemoKind | undefined> {
  const { connected, running } = demos;
  return connected ?? (running.length > 1 ? choice(running, running) : running[0]);
}

/** Asks for one of several demos. */
async function choice(kinds: readonly DemoKind[], running: readonly DemoKind[]): Promise<DemoKind | undefined> {
  const described: Readonly<Record<DemoKind, { readonly label: string; readonly description: string }>> = {
    mesos: { label: 'Mesos', description: l10n.t('Docker networks, Marathon and profiles of Calico in etcd') },
    kubernetes: { label: 'Kubernetes', description: l10n.t('namespaces, pods and network policies') },
  };
  const items = kinds.map((kind) => ({
    ...described[kind],
    ...(running.includes(kind) && { detail: l10n.t('It is running.') }),
    kind,
  }));
  return (await choose(items, { title: l10n.t('Local Demo'), placeholder: l10n.t('Which cluster?') }))?.kind;
}
