import * as l10n from '@vscode/l10n';
import type * as vscode from 'vscode';
import { appNamed, dataOf } from '../../cluster/model/indexes';
import { formsFor } from '../../cluster/marathon/adapt';
import { effectiveGroup } from '../../cluster/marathon/writes/group-file';
import { planOfDestroying, planOfScaling } from '../../cluster/marathon/writes/plan';
import { describePlan } from '../../cluster/marathon/writes/plan-text';
import { MarathonWrites } from '../../cluster/marathon/writes/writes';
import { Command } from '../../app/ids';
import { demoGroup } from '../../app/settings';
import { ask, confirm } from '../../app/text/window';
import { mayCarryOut, planGroup } from './confirm-plan';
import { connected, register, targets, type CommandContext } from '../../app/commands';
import { changeAndFollow, offerCancel, requireMarathon } from './deployments';
import { chooseGroupFile } from './group-choice';
import { pickApp, pickDeployment, pickGroup } from '../../app/pick';

/** Registers commands that launch and destroy groups, scale apps and cancel deployments. */
export function registerGroupCommands(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter } = context;
  return [
    register(Command.launchGroup, context, async (argument) => {
      const cluster = connected(context);
      const { client } = requireMarathon(cluster);
      const chosen = await chooseGroupFile(context, argument);
      if (!chosen) return;
      const { file } = chosen;
      const group = file.id === undefined ? demoGroup() : effectiveGroup(file.id);
      // A relative ID is resolved against the request's path.
      const path = file.id?.startsWith('/') === false ? '/' : group;
      const version = dataOf(cluster.store.snapshot.marathon)?.version;
      const forms = chosen.bundled ? formsFor(file.definition, version) : [file.definition];
      const { definition, plan } = await planGroup(client, path, forms, cluster);
      if (
        !(await mayCarryOut(
          l10n.t('Launch {0}?', group),
          plan,
          plan.stops.length > 0 ? l10n.t('Launch and Stop Apps') : l10n.t('Launch Group'),
          cluster,
        ))
      )
        return;
      if (
        await changeAndFollow(context, cluster, l10n.t('Launching {0}', group), (writes, force, signal) =>
          writes.putGroup(path, group, definition, { force }, signal),
        )
      )
        reporter.done(l10n.t('Launched {0}.', group));
    }),
    register(Command.destroyGroup, context, async (...args) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const [node] = targets(args, tree, 'group');
      const group = node?.group ?? (await pickGroup(l10n.t('Destroy which group?'), cluster.store.snapshot));
      if (group === undefined) return;
      const plan = planOfDestroying(group, dataOf(cluster.store.snapshot.marathon));
      const verb = l10n.t('Destroy Group');
      const detail =
        plan.stops.length === 0
          ? l10n.t('It has no known apps.')
          : `${
              plan.stops.length === 1
                ? l10n.t('Marathon stops and removes 1 app.')
                : l10n.t('Marathon stops and removes {0} apps.', plan.stops.length)
            }\n\n${describePlan(plan)}`;
      if (!(await confirm(l10n.t('Destroy {0}?', group), detail, cluster, verb))) return;
      if (
        await changeAndFollow(context, cluster, l10n.t('Destroying {0}', group), (writes, force, signal) =>
          writes.deleteGroup(group, { force }, signal),
        )
      )
        reporter.done(l10n.t('Destroyed {0}.', group));
    }),
    register(Command.scaleApp, context, async (...args) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const { snapshot } = cluster.store;
      const [node] = targets(args, tree, 'app');
      const id = typeof args[0] === 'string' ? args[0] : node?.app;
      const app =
        id === undefined
          ? await pickApp(l10n.t('Scale which app?'), snapshot)
          : appNamed(id, dataOf(snapshot.marathon));
      if (!app) return;
      const typed = await ask({
        title: l10n.t('Scale {0}', app.id),
        prompt: l10n.t('Number of instances'),
        value: String(app.instances),
        check: (text) => (/^\d{1,4}$/.test(text.trim()) ? undefined : l10n.t('Enter a whole number from 0 to 9999.')),
      });
      if (typed === undefined) return;
      const instances = Number(typed.trim());
      if (
        !(await mayCarryOut(
          l10n.t('Scale {0}?', app.id),
          planOfScaling(app.id, app.instances, instances),
          l10n.t('Scale Down'),
          cluster,
        ))
      )
        return;
      if (
        await changeAndFollow(
          context,
          cluster,
          l10n.t('Scaling {0} to {1}', app.id, instances),
          (writes, force, signal) => writes.scaleApp(app.id, instances, { force }, signal),
        )
      )
        reporter.done(
          instances === 1 ? l10n.t('{0} has 1 instance.', app.id) : l10n.t('{0} has {1} instances.', app.id, instances),
        );
    }),
    register(Command.cancelDeployment, context, async (...args) => {
      const cluster = connected(context);
      const { client } = requireMarathon(cluster);
      const [node] = targets(args, tree, 'deployment');
      const id =
        node?.deployment ?? (await pickDeployment(l10n.t('Cancel which deployment?'), cluster.store.snapshot))?.id;
      if (id !== undefined) await offerCancel(context, cluster, new MarathonWrites(client), id);
    }),
  ];
}
