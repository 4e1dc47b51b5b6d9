import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Command } from '../../../src/app/ids';
import {
  pickAnyProfile,
  pickApp,
  pickCluster,
  pickDeployment,
  pickGroup,
  pickNetwork,
  pickPolicy,
  pickProfile,
  pickRule,
  pickTag,
  pickTier,
} from '../../../src/app/pick';
import { profile, snapshot } from '../cluster/fixtures';

describe('a picker that has nothing', () => {
  const told: string[] = [];
  const ran: unknown[] = [];
  before(() => {
    Object.assign(vscode.window, {
      showInformationMessage: (message: string, ...buttons: readonly object[]) => {
        told.push(message);
        return Promise.resolve(buttons[0]);
      },
    });
    Object.assign(vscode.commands, {
      executeCommand: (command: unknown) => {
        ran.push(command);
        return Promise.resolve();
      },
    });
  });
  after(() => {
    Reflect.deleteProperty(vscode.window, 'showInformationMessage');
    Reflect.deleteProperty(vscode.commands, 'executeCommand');
  });

  const bare = { ...profile('web', [], []), tags: [] };
  const rows: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ['profiles', () => pickProfile('Which?', snapshot()), Command.createNetwork],
    ['profiles to remove', () => pickAnyProfile('Which?', snapshot()), Command.createNetwork],
    ['policies', () => pickPolicy('Which?', snapshot()), Command.createPolicy],
    ['tiers', () => pickTier('Which?', snapshot()), Command.createTier],
    ['networks', () => pickNetwork('Which?', snapshot()), Command.createNetwork],
    ['apps', () => pickApp('Which?', snapshot()), Command.launchGroup],
    ['groups', () => pickGroup('Which?', snapshot()), Command.launchGroup],
    ['deployments', () => pickDeployment('Which?', snapshot()), Command.refresh],
    ['clusters', () => pickCluster('Which?', []), Command.addCluster],
    [
      'rules',
      () => (bare.kind === 'profile' ? pickRule('Which?', bare, snapshot()) : assert.fail('broken')),
      Command.addRule,
    ],
    [
      'tags',
      () => (bare.kind === 'profile' ? pickTag('Which?', bare, snapshot()) : assert.fail('broken')),
      Command.addTag,
    ],
  ];
  for (const [what, pick, way] of rows)
    it(`says so for ${what}, and offers the way out`, async () => {
      assert.equal(await pick(), undefined);
      // The message is answered after the picker.
      await new Promise(setImmediate);
      assert.match(told.at(-1) ?? '', /^[^.]*\bno\b.*\.$/);
      assert.equal(ran.at(-1), way);
    });
});
