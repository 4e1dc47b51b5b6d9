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
    ['rules', () => pickRule('Which?', snapshot()), Command.addRule],
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

describe('the picker of rules', () => {
  interface Shown {
    items: readonly { readonly label: string; readonly description?: string }[];
    activeItems: Shown['items'];
  }
  /** Accepts the item with this description in the next quick pick, and returns all items. */
  function acceptNext(description: string): Promise<Shown['items']> {
    return new Promise((resolve) => {
      Object.assign(vscode.window, {
        createQuickPick: () => {
          let accept: () => void;
          const list = {
            items: [],
            activeItems: [],
            onDidTriggerItemButton: () => undefined,
            onDidAccept: (listener: () => void) => (accept = listener),
            onDidHide: () => undefined,
            hide: () => undefined,
            show: () => {
              resolve(list.items);
              list.activeItems = list.items.filter((item) => item.description === description);
              accept();
            },
          } as unknown as Shown & { show(): void };
          return list;
        },
      });
    });
  }
  after(() => Reflect.deleteProperty(vscode.window, 'createQuickPick'));

  it('lists those of all profiles by text, profile and number', async () => {
    const web = profile('web', [{ action: 'allow', src_tag: 'lb' }, { action: 'deny' }]);
    const id = 'a'.repeat(64);
    const db = profile(id, [{ action: 'allow', src_tag: 'web', protocol: 'tcp', dst_ports: [5432] }], []);
    const broken = profile('broken', [{ action: 'shrug' }]);
    const shown = acceptNext('web, inbound rule 2');
    const chosen = await pickRule(
      'Which?',
      snapshot({
        policy: { profiles: [web, db, broken] },
        networks: [{ id, name: 'db', driver: 'calico', scope: 'global', subnets: [], containers: [] }],
      }),
    );
    assert.deepEqual(
      (await shown).map(({ label, description }) => `${label} | ${description ?? ''}`),
      [
        'allow from tag lb | web, inbound rule 1',
        'deny | web, inbound rule 2',
        'allow | web, outbound rule 1',
        'allow tcp from tag web to ports 5432 | db, inbound rule 1',
      ],
    );
    assert.deepEqual(chosen, { profile: 'web', direction: 'inbound', position: 2, rule: { action: 'deny' } });
  });
});
