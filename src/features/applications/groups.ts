import type * as vscode from 'vscode';
import { appNamed, dataOf } from '../../cluster/model/indexes';
import { formsFor } from '../../cluster/marathon/adapt';
import { effectiveGroup } from '../../cluster/marathon/writes/group-file';
import { planOfDestroying, planOfScaling } from '../../cluster/marathon/writes/plan';
import { describePlan } from '../../cluster/marathon/writes/plan-words';
import { MarathonWrites } from '../../cluster/marathon/writes/writes';
import { Command } from '../../app/ids';
import { demoGroup } from '../../app/settings';
import { ask, choose, confirm } from '../../app/text/window';
import { mayCarryOut, planGroup } from './confirm-plan';
import { connected, register, targets, type CommandContext } from '../../app/commands';
import { changeAndFollow, offerCancel, requireMarathon } from './deployments';
import { chooseGroupFile } from './group-choice';
import { pickApp, pickGroup } from '../../app/pick';

/** Launch and destroy groups, scale apps, cancel deployments. */
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
      // A relative id is resolved against the path that it is put to.
      const path = file.id?.startsWith('/') === false ? '/' : group;
      const version = dataOf(cluster.store.snapshot.marathon)?.version;
      const forms = chosen.bundled ? formsFor(file.definition, version) : [file.definition];
      const { definition, plan } = await planGroup(client, path, forms, cluster);
      if (
        !(await mayCarryOut(`Launch ${group}?`, plan, plan.stops.length > 0 ? 'Launch and Stop Them' : 'Launch Group'))
      )
        return;
      if (
        await changeAndFollow(context, cluster, `Launching ${group}`, (writes, force, signal) =>
          writes.putGroup(path, group, definition, { force }, signal),
        )
      )
        reporter.done(`${group} is launched.`);
    }),
    register(Command.destroyGroup, context, async (...args) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const [node] = targets(args, tree, 'group');
      const group = node?.group ?? (await pickGroup('Destroy which group?', cluster.store.snapshot));
      if (group === undefined) return;
      const plan = planOfDestroying(group, dataOf(cluster.store.snapshot.marathon));
      const verb = 'Destroy Group';
      const detail =
        plan.stops.length === 0
          ? 'No app was seen in it.'
          : `Marathon stops and forgets ${plan.stops.length} ${plan.stops.length === 1 ? 'app' : 'apps'}.\n\n${describePlan(plan)}`;
      if (!(await confirm(`Destroy ${group}?`, detail, verb))) return;
      if (
        await changeAndFollow(context, cluster, `Destroying ${group}`, (writes, force, signal) =>
          writes.deleteGroup(group, { force }, signal),
        )
      )
        reporter.done(`${group} is destroyed.`);
    }),
    register(Command.scaleApp, context, async (...args) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const { snapshot } = cluster.store;
      const [node] = targets(args, tree, 'app');
      const id = typeof args[0] === 'string' ? args[0] : node?.app;
      const app =
        id === undefined ? await pickApp('Scale which app?', snapshot) : appNamed(id, dataOf(snapshot.marathon));
      if (!app) return;
      const typed = await ask({
        title: `Scale ${app.id}`,
        prompt: 'Number of instances',
        value: String(app.instances),
        check: (text) => (/^\d{1,4}$/.test(text.trim()) ? undefined : 'A whole number from 0 to 9999.'),
      });
      if (typed === undefined) return;
      const instances = Number(typed.trim());
      if (!(await mayCarryOut(`Scale ${app.id}?`, planOfScaling(app.id, app.instances, instances), 'Scale Down')))
        return;
      if (
        await changeAndFollow(context, cluster, `Scaling ${app.id} to ${instances}`, (writes, force, signal) =>
          writes.scaleApp(app.id, instances, { force }, signal),
        )
      )
        reporter.done(`${app.id} has ${instances} ${instances === 1 ? 'instance' : 'instances'}.`);
    }),
    register(Command.cancelDeployment, context, async (...args) => {
      const cluster = connected(context);
      const { client } = requireMarathon(cluster);
      const [node] = targets(args, tree, 'deployment');
      const id =
        node?.deployment ??
        (
          await choose(
            (dataOf(cluster.store.snapshot.marathon)?.deployments ?? []).map((deployment) => ({
              label: deployment.id,
              id: deployment.id,
            })),
            { title: 'Cancel which deployment?' },
          )
        )?.id;
      if (id !== undefined) await offerCancel(context, new MarathonWrites(client), id);
    }),
  ];
}
