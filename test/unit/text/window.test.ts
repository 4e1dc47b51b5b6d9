import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { confirm } from '../../../src/app/text/window';

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
