import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { givenScript } from '../../../src/features/scripts/ask';
import { parseScript } from '../../../src/features/scripts/lines';
import { accepts, runEntry } from '../../../src/features/scripts/list';
import { planScript } from '../../../src/features/scripts/plan';

describe('a plan', () => {
  const described = (...lines: readonly string[]) =>
    runEntry(planScript(parseScript(lines.join('\n')), { keys: new Map(), networks: [] }), 'one').description;

  it('counts its changes, not its lines', () => {
    assert.equal(described('export X=1', 'calicoctl profile add a', 'calicoctl profile a show'), '1 change in one');
    assert.equal(described('calicoctl profile add a', 'calicoctl profile add b', '# later'), '2 changes in one');
    assert.equal(described('calicoctl profile show'), 'changes nothing in one');
  });

  it('runs from any row, and a preview from its own', () => {
    assert.ok(accepts('run', 'run', 'run') && accepts('run', 'run', 'an effect') && accepts('run', 'run', undefined));
    assert.ok(!accepts('run', undefined, undefined));
    assert.ok(accepts('preview', 'run', 'run') && !accepts('preview', 'run', 'an effect'));
  });
});

describe('the script to run', () => {
  const inputs: { value: string; valueSelection: readonly [number, number]; hide?: () => void }[] = [];
  const select = (text: string) =>
    Object.assign(vscode.window, {
      activeTextEditor: { selection: { isEmpty: false }, document: { getText: () => text } },
    });
  before(() => {
    Object.assign(vscode.window, {
      createInputBox: () => {
        const listeners: (() => void)[] = [];
        const input = {
          value: '',
          valueSelection: [0, 0] as const,
          onDidChangeValue: () => undefined,
          onDidAccept: (accept: () => void) => void listeners.push(accept),
          onDidHide: () => undefined,
          show: () => listeners.forEach((accept) => accept()),
          hide: () => undefined,
        };
        inputs.push(input);
        return input;
      },
    });
  });
  after(() => {
    for (const name of ['createInputBox', 'activeTextEditor']) Reflect.deleteProperty(vscode.window, name);
  });

  it('starts with the one command that is selected in the editor, selected', async () => {
    select('  calicoctl profile show\n');
    assert.equal(await givenScript('Run'), 'calicoctl profile show');
    assert.deepEqual([inputs.length, inputs[0]?.valueSelection], [1, [0, 22]]);
  });

  it('is the selection if that has several commands', async () => {
    select('calicoctl profile add a\ncalicoctl profile add b');
    assert.equal(await givenScript('Run'), 'calicoctl profile add a\ncalicoctl profile add b');
    assert.equal(inputs.length, 1);
  });
});
