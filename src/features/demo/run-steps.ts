import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { idOf, isKubernetesStep, KUBERNETES_STEPS, type KubernetesStep } from './kubernetes-steps';
import { isPolicyStep, POLICY_STEPS, type DemoEdit } from './steps';
import { Command } from '../../app/ids';
import { resourceObject } from '../../cluster/etcd/change';
import { newResource } from '../../policy/documents';
import { addRule, removeRule } from '../../policy/calico1/edit';
import { parseRule } from '../../policy/calico1/grammar';
import { connected, type CommandContext, type Connected } from '../../app/commands';
import { editProfile, requireProfile, storedRule } from '../../app/policy-edit';

/** Runs a step of a walkthrough that changes the cluster. */
export async function runDemoStep(context: CommandContext, step: unknown): Promise<void> {
  if (step === 'launch') await vscode.commands.executeCommand(Command.launchGroup, 'demo');
  else if (isKubernetesStep(step)) await createPolicies(context, step);
  else if (isPolicyStep(step)) await changeRules(context, POLICY_STEPS[step]);
}

async function changeRules(context: CommandContext, edits: readonly DemoEdit[]): Promise<void> {
  const cluster = connected(context);
  // All profiles must exist before the first is changed.
  for (const { profile } of edits) requireProfile(profile, cluster.store.snapshot);
  let changes = 0;
  for (const edit of edits) changes += (await apply(cluster, edit)) ? 1 : 0;
  context.reporter.done(
    changes === 0
      ? l10n.t('These rules already exist.')
      : l10n.t('{0} {1} changed.', changes, changes === 1 ? 'rule' : 'rules'),
  );
}

/** Creates the policies of a step, unless there are policies of their names. */
async function createPolicies(context: CommandContext, step: KubernetesStep): Promise<void> {
  const { cluster } = connected(context);
  let created = 0;
  for (const { spec, ...policy } of KUBERNETES_STEPS[step]) {
    const id = idOf(policy);
    const { kind } = await cluster.objects.replace(resourceObject(id), undefined, newResource(id, spec, {}).json);
    created += kind === 'done' ? 1 : 0;
  }
  context.reporter.done(
    created === 0
      ? l10n.t('These policies already exist.')
      : l10n.t('{0} {1} created.', created, created === 1 ? 'policy' : 'policies'),
  );
}

/** Applies one edit. Returns whether it changed something. */
async function apply(cluster: Connected, { profile, direction, change, rule: text }: DemoEdit): Promise<boolean> {
  const { snapshot } = cluster.store;
  const { rule } = parseRule(text);
  if (!rule) return false;
  const { name } = requireProfile(profile, snapshot);
  const stored = storedRule(rule, name, snapshot);
  const outcome = await editProfile(cluster, name, (current) =>
    change === 'add' ? addRule(current, direction, stored) : removeRule(current, direction, stored),
  );
  return outcome === 'changed';
}
