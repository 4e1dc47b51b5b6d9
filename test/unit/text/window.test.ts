import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { ask, confirm } from '../../../src/app/text/window';

describe('dialogs', () => {
  const shown: { readonly question: string; readonly detail: string }[] = [];
  before(() => {
    Object.assign(vscode.window, {
      showWarningMessage: (question: string, { detail }: { detail: string }, verb: string) => {
        shown.push({ question, detail });
        return Promise.resolve(verb);
      },
    });
  });
  beforeEach(() => shown.splice(0));
  after(() => Reflect.deleteProperty(vscode.window, 'showWarningMessage'));

  it('say whose object they are about, however long their detail is', async () => {
    const of = { definition: { name: 'prod' } };
    assert.equal(await confirm('Remove web?', 'It is not in use.', of, 'Remove'), 'Remove');
    await confirm('Remove web?', 'It is used. '.repeat(1_000), of, 'Remove');
    assert.deepEqual(shown[0], { question: 'Remove web?', detail: 'Cluster: prod\n\nIt is not in use.' });
    assert.match(shown[1]?.detail ?? '', /^Cluster: prod\n\nIt is used\. [^]*…$/);
  });
});

describe('inputs', () => {
  /** What the shown input listens to, by event. */
  const listeners = new Map<string, (value?: string) => unknown>();
  const on = (event: string) => (listener: (value?: string) => unknown) => void listeners.set(event, listener);
  const input: { value: string; validationMessage?: unknown } & Readonly<Record<string, unknown>> = {
    value: '',
    validationMessage: undefined,
    onDidChangeValue: on('change'),
    onDidAccept: on('accept'),
    onDidHide: on('hide'),
    show: () => undefined,
    hide: () => listeners.get('hide')?.(),
    dispose: () => undefined,
  };
  const fire = (event: string, value?: string) => {
    listeners.get(event)?.(value);
    return new Promise((resolve) => setImmediate(resolve));
  };
  before(() => {
    Object.assign(vscode.window, { createInputBox: () => input });
  });
  after(() => {
    Reflect.deleteProperty(vscode.window, 'createInputBox');
  });

  it('show what is missing as a hint while it is typed, and as an error when it is accepted', async () => {
    const answer = ask({
      title: 'Run',
      prompt: '',
      value: 'profile ',
      check: (text) => (text === 'profile ' ? { incomplete: 'A name follows.' } : undefined),
    });
    await fire('change', input.value);
    // Only errors are plain texts.
    assert.deepEqual(Object.entries(input.validationMessage as object)[0], ['message', 'A name follows.']);
    await fire('accept');
    assert.equal(input.validationMessage, 'A name follows.');
    input.value = 'profile web';
    await fire('change', input.value);
    assert.equal(input.validationMessage, undefined);
    await fire('accept');
    assert.equal(await answer, 'profile web');
  });
});
