import * as vscode from 'vscode';
import { appNamed, dataOf } from '../cluster/joins';
import { adaptGroup } from '../cluster/marathon/adapt';
import type { MarathonClient } from '../cluster/marathon/client';
import { effectiveGroup, type GroupFile } from '../cluster/marathon/groupFile';
import { Command } from '../ids';
import { demoGroup } from '../settings';
import { connected, register, targets, type CommandContext, type Connected } from './context';
import { changeAndFollow, offerCancel, requireMarathon } from './deployments';
import { chooseGroupFile } from './groupChoice';
import { pickApp, pickGroup } from './pick';

/** Launch and destroy groups, scale apps, cancel deployments. */
export function registerGroupCommands(context: CommandContext): vscode.Disposable[] {
  const { tree, reporter } = context;
  return [
    register(Command.launchGroup, context, async (argument) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const chosen = await chooseGroupFile(context, argument);
      if (!chosen || !(await mayReplace(chosen.file, cluster))) return;
      const { file } = chosen;
      const definition = chosen.bundled ? adaptGroup(file.definition, dataOf(cluster.store.snapshot.marathon)?.version ?? '0.14.2') : file.definition;
      const path = file.id === undefined ? demoGroup() : effectiveGroup(file.id);
      const launch = (client: MarathonClient, force: boolean, signal: AbortSignal) => client.putGroup(file.id?.startsWith('/') === false ? '/' : path, definition, { force }, signal);
      if (await changeAndFollow(context, cluster, `Launching ${path}`, launch)) reporter.done(`${path} is launched.`);
    }),
    register(Command.destroyGroup, context, async (...args) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const [node] = targets(args, tree, 'group');
      const group = node?.group ?? (await pickGroup('Destroy which group?', cluster.store.snapshot));
      if (group === undefined) return;
      const apps = dataOf(cluster.store.snapshot.marathon)?.apps.filter(({ id }) => id.startsWith(`${group}/`)) ?? [];
      const verb = 'Destroy Group';
      const answer = await vscode.window.showWarningMessage(`Destroy ${group}?`, { modal: true, detail: `Marathon stops and forgets ${apps.length} ${apps.length === 1 ? 'app' : 'apps'}: ${apps.map(({ id }) => id).join(', ')}.` }, verb);
      if (answer !== verb) return;
      if (await changeAndFollow(context, cluster, `Destroying ${group}`, (client, force, signal) => client.deleteGroup(group, { force }, signal))) reporter.done(`${group} is destroyed.`);
    }),
    register(Command.scaleApp, context, async (...args) => {
      const cluster = connected(context);
      requireMarathon(cluster);
      const { snapshot } = cluster.store;
      const [node] = targets(args, tree, 'app');
      const id = typeof args[0] === 'string' ? args[0] : node?.app;
      const app = id === undefined ? await pickApp('Scale which app?', snapshot) : appNamed(id, dataOf(snapshot.marathon));
      if (!app) return;
      const typed = await vscode.window.showInputBox({ title: `Scale ${app.id}`, prompt: 'Number of instances', value: String(app.instances), ignoreFocusOut: true, validateInput: (text) => (/^\d{1,4}$/.test(text.trim()) ? undefined : 'A whole number from 0 to 9999.') });
      if (typed === undefined) return;
      const instances = Number(typed.trim());
      if (await changeAndFollow(context, cluster, `Scaling ${app.id} to ${instances}`, (client, force, signal) => client.scaleApp(app.id, instances, { force }, signal))) reporter.done(`${app.id} has ${instances} ${instances === 1 ? 'instance' : 'instances'}.`);
    }),
    register(Command.cancelDeployment, context, async (...args) => {
      const cluster = connected(context);
      const { client } = requireMarathon(cluster);
      const [node] = targets(args, tree, 'deployment');
      const id = node?.deployment ?? (await vscode.window.showQuickPick(dataOf(cluster.store.snapshot.marathon)?.deployments.map((deployment) => deployment.id) ?? [], { title: 'Cancel which deployment?' }));
      if (id !== undefined) await offerCancel(context, client, id);
    }),
  ];
}

/** Apps of the group that the file leaves out would be stopped: that must be wanted. */
async function mayReplace(file: GroupFile, { store }: Connected): Promise<boolean> {
  const group = file.id === undefined ? demoGroup() : effectiveGroup(file.id);
  const stopped = dataOf(store.snapshot.marathon)?.apps.map(({ id }) => id).filter((id) => id.slice(0, id.lastIndexOf('/')) === group && !file.apps.includes(id) && !file.apps.includes(id.slice(group.length + 1))) ?? [];
  if (stopped.length === 0) return true;
  const verb = 'Launch and Stop Them';
  return (await vscode.window.showWarningMessage(`Launching this file stops ${stopped.join(', ')}.`, { modal: true, detail: `They run in ${group}, and the file leaves them out. Marathon replaces a group as a whole.` }, verb)) === verb;
}
