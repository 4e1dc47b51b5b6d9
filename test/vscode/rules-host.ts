import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { etcdOf } from '../../src/cluster/connection/definition';
import type { Connection } from '../../src/cluster/connection/session';
import type { CalicoStars } from '../../src/extension';
import { Command } from '../../src/app/ids';
import { endpointName } from '../../src/cluster/analysis/stored';
import type { BrokenProfile, Profile } from '../../src/policy/calico1/profile';
import { policyNamed } from '../../src/cluster/model/policies';

/** A profile's stored rules. */
interface StoredRules {
  readonly inbound_rules: readonly unknown[];
  readonly extra?: unknown;
}

/** The demo with its four networks and its group, and helpers that edit documents and write to etcd independently. */
export class RulesHost {
  stars!: CalicoStars;
  #store!: Extract<Connection, { state: 'connected' }>['store'];
  #etcd = '';

  async start(): Promise<void> {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    this.stars = await extension.activate();
    const { session } = this.stars;
    await vscode.commands.executeCommand(Command.startDemo, 'mesos');
    assert.ok(session.connection.state === 'connected');
    this.#store = session.connection.store;
    this.#etcd = etcdOf(session.connection.definition)[0] ?? assert.fail();
    await vscode.commands.executeCommand(Command.createDemoNetworks);
    await vscode.commands.executeCommand(Command.launchGroup, 'demo');
    await this.#store.when(
      ({ marathon, policy, networks }) =>
        marathon.state === 'ready' &&
        marathon.data.apps.every(({ running }) => running === 1) &&
        networks.state === 'ready' &&
        networks.data.length === 4 &&
        policy.state === 'ready' &&
        policy.data.endpoints.length === 4,
      AbortSignal.timeout(20_000),
    );
    await this.reset();
  }

  async stop(): Promise<void> {
    await vscode.commands.executeCommand(Command.stopDemo);
  }

  /** Resets every profile to its network's defaults. */
  async reset(): Promise<void> {
    for (const name of ['client', 'frontend', 'backend']) {
      await this.putTags(name, JSON.stringify([this.id(name)]));
      await this.put(name, [{ action: 'allow', src_tag: this.id(name) }]);
    }
  }

  async closeAll(): Promise<void> {
    for (const document of vscode.workspace.textDocuments) {
      if (!document.isDirty) continue;
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }

  /** The ID of a network, under which its profile is stored. */
  id(name: string): string {
    const { networks } = this.#store.snapshot;
    return (
      (networks.state === 'ready' ? networks.data.find((network) => network.name === name)?.id : undefined) ??
      assert.fail(name)
    );
  }

  /** The name of a network's only endpoint in the model. */
  endpoint(name: string): string {
    const { policy } = this.#store.snapshot;
    const endpoints = policy.state === 'ready' ? policy.data.endpoints : [];
    return endpointName(endpoints.find(({ profileIds }) => profileIds.includes(this.id(name))) ?? assert.fail(name));
  }

  async open(name: string): Promise<vscode.TextDocument> {
    await vscode.commands.executeCommand(Command.openRules, { kind: 'profile', profile: this.id(name) });
    return vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
  }

  rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
    const start = document.getText().indexOf(text);
    assert.ok(start >= 0, `“${text}” is missing in\n${document.getText()}`);
    return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
  }

  async insert(document: vscode.TextDocument, after: string, text: string): Promise<void> {
    await this.#edit(
      document,
      new vscode.Range(this.rangeOf(document, after).end, this.rangeOf(document, after).end),
      text,
    );
  }

  async append(document: vscode.TextDocument, text: string): Promise<void> {
    const { end } = document.lineAt(document.lineCount - 1).range;
    await this.#edit(document, new vscode.Range(end, end), text);
  }

  async replace(document: vscode.TextDocument, old: string, text: string): Promise<void> {
    await this.#edit(document, this.rangeOf(document, old), text);
  }

  /** Resolves when the document's text meets the condition. */
  async text(document: vscode.TextDocument, condition: (text: string) => boolean): Promise<void> {
    await until(
      (check) => vscode.workspace.onDidChangeTextDocument(check),
      () => (condition(document.getText()) ? true : undefined),
      () => document.getText(),
    );
  }

  /** Resolves with a document's findings when they meet the condition. */
  async findings(
    document: vscode.TextDocument,
    condition: (findings: readonly vscode.Diagnostic[]) => boolean,
  ): Promise<readonly vscode.Diagnostic[]> {
    const now = () => vscode.languages.getDiagnostics(document.uri);
    return until(
      (check) => vscode.languages.onDidChangeDiagnostics(check),
      () => (condition(now()) ? now() : undefined),
      () =>
        now()
          .map(({ message }) => message)
          .join('\n'),
    );
  }

  /** Resolves when a tab has the requested title. */
  async tab(condition: (label: string) => boolean): Promise<void> {
    const labels = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(
      (check) => vscode.window.tabGroups.onDidChangeTabs(check),
      () => (labels().some(condition) ? true : undefined),
      () => labels().join('\n'),
    );
  }

  /** Resolves when a profile of the snapshot meets the condition. */
  async seen(name: string, condition: (profile: Profile | BrokenProfile) => boolean): Promise<void> {
    await this.#store.when(
      ({ policy }) =>
        policy.state === 'ready' &&
        policy.data.profiles.some((profile) => profile.name === this.id(name) && condition(profile)),
      AbortSignal.timeout(10_000),
    );
  }

  async stored(name: string): Promise<StoredRules> {
    return JSON.parse(await this.#get(name, 'rules')) as StoredRules;
  }

  async storedTags(name: string): Promise<unknown> {
    return JSON.parse(await this.rawTags(name)) as unknown;
  }

  rawTags(name: string): Promise<string> {
    return this.#get(name, 'tags');
  }

  /** Writes the inbound rules as another client, and waits until the extension has read them. */
  async put(name: string, inbound: readonly unknown[], more: object = {}): Promise<void> {
    const rules = JSON.stringify({
      id: this.id(name),
      inbound_rules: inbound,
      outbound_rules: [{ action: 'allow' }],
      ...more,
    });
    await this.#put(name, 'rules', rules);
    await this.seen(name, ({ stored }) => stored.rules === rules);
  }

  async putTags(name: string, tags: string): Promise<void> {
    await this.#put(name, 'tags', tags);
    await this.seen(name, ({ stored }) => stored.tags === tags);
  }

  /** Writes a policy of a tier as another client, and waits until the extension has read it; undefined removes it. */
  async putPolicy(tier: string, name: string, stored: object | undefined): Promise<void> {
    const text = await this.writePolicy(tier, name, stored);
    await this.seenPolicy(tier, name, (seen) => seen === text);
  }

  /** Writes a policy of a tier as another client, or removes it. Returns the stored text. */
  async writePolicy(tier: string, name: string, stored: object | undefined): Promise<string | undefined> {
    const text = stored && JSON.stringify(stored);
    await fetch(
      this.#policy(tier, name),
      text === undefined ? { method: 'DELETE' } : { method: 'PUT', body: new URLSearchParams({ value: text }) },
    );
    return text;
  }

  /** Resolves when a policy of the snapshot meets the condition. */
  async seenPolicy(tier: string, name: string, condition: (text: string | undefined) => boolean): Promise<void> {
    await this.#store.when(
      ({ policy }) => policy.state === 'ready' && condition(policyNamed({ tier, name }, policy.data)?.stored),
      AbortSignal.timeout(10_000),
    );
  }

  async storedPolicy(tier: string, name: string): Promise<string> {
    const { node } = (await (await fetch(this.#policy(tier, name))).json()) as { node: { value: string } };
    return node.value;
  }

  async remove(name: string): Promise<void> {
    await fetch(`${this.#profile(name)}?recursive=true`, { method: 'DELETE' });
  }

  async #edit(document: vscode.TextDocument, range: vscode.Range, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, range, text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  async #get(name: string, leaf: string): Promise<string> {
    const { node } = (await (await fetch(`${this.#profile(name)}/${leaf}`)).json()) as { node: { value: string } };
    return node.value;
  }

  async #put(name: string, leaf: string, value: string): Promise<void> {
    await fetch(`${this.#profile(name)}/${leaf}`, { method: 'PUT', body: new URLSearchParams({ value }) });
  }

  #policy(tier: string, name: string): string {
    return `${this.#etcd}/v2/keys/calico/v1/policy/tier/${tier}/policy/${name}`;
  }

  #profile(name: string): string {
    return `${this.#etcd}/v2/keys/calico/v1/policy/profile/${this.id(name)}`;
  }
}

/** Resolves with the next edit that the extension applies, which is not applied. */
export function nextEdit(): Promise<vscode.WorkspaceEdit> {
  const { workspace } = vscode;
  const apply = workspace.applyEdit.bind(workspace);
  const replace = (value: typeof vscode.workspace.applyEdit) =>
    Object.defineProperty(workspace, 'applyEdit', { value, configurable: true, writable: true });
  return new Promise((resolve) => {
    replace((edit) => {
      replace(apply);
      resolve(edit);
      return Promise.resolve(false);
    });
  });
}

/** Returns an edit as after the confirmation that VS Code asks for. */
export function confirmed(edit: vscode.WorkspaceEdit): vscode.WorkspaceEdit {
  const without = new vscode.WorkspaceEdit();
  for (const [uri, edits] of edit.entries())
    without.set(
      uri,
      edits.map(({ range, newText }) => vscode.TextEdit.replace(range, newText)),
    );
  return without;
}

/** Resolves with the first defined result of `ask`, called now and on each event. */
export function until<T>(
  subscribe: (check: () => void) => { dispose(): unknown },
  ask: () => T | undefined,
  describe: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => end(() => reject(new Error(`The expected state was not reached:\n${describe()}`))),
      10_000,
    );
    const end = (settle: () => void) => {
      clearTimeout(late);
      subscription.dispose();
      settle();
    };
    const check = () => {
      const answer = ask();
      if (answer !== undefined) end(() => resolve(answer));
    };
    const subscription = subscribe(check);
    check();
  });
}
