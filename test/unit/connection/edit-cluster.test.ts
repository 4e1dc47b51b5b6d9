import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CommandContext } from '../../../src/app/commands';
import { Dialogs } from '../../../src/features/connection/dialogs/dialogs';
import type { ConnectionParts } from '../../../src/features/connection/register';

const OWN = { name: 'prod', etcd: ['http://10.0.0.1:2379'] };
const SHARED = { name: 'prod', etcd: ['http://10.0.0.2:2379'] };

/** A list or an input, which answers itself: the first choice that matches, or its value; stays open otherwise. */
interface Shown {
  readonly title: string;
  readonly items: readonly { readonly label: string; readonly description?: string }[];
  readonly value?: string;
}

describe('editing a cluster', () => {
  let values: { readonly globalValue?: unknown; readonly workspaceValue?: unknown };
  let shown: Shown[];
  let answers: string[];
  let ran: string[];
  let failures: string[];

  function quickInput(): object {
    let accept = () => undefined as unknown;
    const hides: (() => unknown)[] = [];
    const hide = () => hides.forEach((listener) => listener());
    const input = {
      items: [] as Shown['items'],
      activeItems: [] as Shown['items'],
      title: '',
      value: '',
      onDidAccept: (listener: typeof accept) => void (accept = listener),
      onDidHide: (listener: () => unknown) => void hides.push(listener),
      onDidChangeValue: () => undefined,
      onDidTriggerItemButton: () => undefined,
      show: () => {
        shown.push(input);
        const answer = answers.shift();
        input.activeItems = input.items.filter(({ label }) => label === answer);
        if (input.activeItems.length > 0) accept();
        else hide();
      },
      hide: () => hide(),
      dispose: () => undefined,
    };
    return input;
  }

  before(() => {
    Object.assign(vscode.workspace, { isTrusted: true, getConfiguration: () => ({ inspect: () => values }) });
    Object.assign(vscode.window, { createQuickPick: quickInput, createInputBox: quickInput });
    Object.assign(vscode.commands, { executeCommand: (command: string) => ran.push(command) });
  });
  beforeEach(() => ([shown, answers, ran, failures] = [[], [], [], []]));
  after(() => {
    for (const name of ['isTrusted', 'getConfiguration']) Reflect.deleteProperty(vscode.workspace, name);
    for (const name of ['createQuickPick', 'createInputBox']) Reflect.deleteProperty(vscode.window, name);
    Reflect.deleteProperty(vscode.commands, 'executeCommand');
  });

  const edit = () =>
    new Dialogs({
      session: { connection: { state: 'disconnected' } },
      reporter: { failure: (error: Error) => failures.push(error.message) },
    } as unknown as CommandContext & ConnectionParts).edit('prod');

  it('asks which definition, if both the user and the folder have one', async () => {
    values = { globalValue: [OWN], workspaceValue: [SHARED] };
    answers = ['In your settings'];
    await edit();
    assert.deepEqual(
      shown[0]?.items.map(({ label, description }) => [label, description]),
      [
        ['In this folder’s settings', 'http://10.0.0.2:2379'],
        ['In your settings', 'http://10.0.0.1:2379'],
      ],
    );
    // The wizard of the chosen definition follows.
    assert.equal(shown[1]?.value, 'prod');
    assert.deepEqual(ran, []);
  });

  it('opens the folder’s settings, which others may share', async () => {
    values = { globalValue: [OWN], workspaceValue: [SHARED] };
    answers = ['In this folder’s settings'];
    await edit();
    assert.equal(shown.length, 1);
    assert.deepEqual(ran, ['workbench.action.openWorkspaceSettings']);
  });

  it('asks nothing if only one defines it', async () => {
    values = { globalValue: [OWN] };
    await edit();
    assert.deepEqual(
      shown.map(({ value }) => value),
      ['prod'],
    );
    values = { workspaceValue: [SHARED] };
    await edit();
    assert.equal(shown.length, 1);
    assert.deepEqual(failures, ['prod is defined in this folder’s settings, not in your own.']);
  });
});
