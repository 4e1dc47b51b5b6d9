import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CalicoStars } from '../../src/extension';
import { Command, Tool, type ToolId } from '../../src/app/ids';
import { registerTools } from '../../src/features/chat-tools/register';
import { Tools } from '../../src/features/chat-tools/tools';
import { RulesHost } from './rules-host';

const RULE = 'allow tcp from tag client to ports 9000';

/** The user gets no messages. */
const say = (message: unknown) => assert.ifError(message);
const SILENT = { done: say, warning: say, failure: say };

describe('tools for language models', () => {
  const host = new RulesHost();
  let stars: CalicoStars;

  before(async () => {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    await host.start();
  });
  beforeEach(() => host.reset());
  after(() => host.stop());

  /** Calls a tool as a chat does, but without one. VS Code confirms in the user's place if necessary. */
  async function invoke(tool: ToolId, input: object): Promise<Record<string, unknown>> {
    const { content } = await vscode.lm.invokeTool(tool, { input, toolInvocationToken: undefined });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart && content.length === 1);
    return JSON.parse(part.value) as Record<string, unknown>;
  }

  it('are offered while a cluster is connected', () => {
    const offered = new Set(vscode.lm.tools.map(({ name }) => name));
    assert.deepEqual(
      Object.values(Tool).filter((tool) => !offered.has(tool)),
      [],
    );
  });

  it('list the policy with network names', async () => {
    const { profiles, cluster } = await invoke(Tool.listPolicy, { profile: 'frontend' });
    assert.deepEqual(
      [cluster, profiles],
      [
        'Local Demo',
        [
          {
            name: 'frontend',
            tags: ['frontend'],
            members: ['frontend'],
            inbound: ['allow from tag frontend'],
            outbound: ['allow'],
          },
        ],
      ],
    );
  });

  it('explain a flow', async () => {
    const { verdict, nearMisses } = await invoke(Tool.explainFlow, { from: 'client', to: 'frontend', port: 9000 });
    assert.equal(verdict, 'denied');
    assert.match(
      JSON.stringify(nearMisses),
      new RegExp(`calicoctl profile frontend rule add inbound (--at=\\d )?${RULE}`),
    );
  });

  it('preview a change and change nothing', async () => {
    const { opens, commands } = await invoke(Tool.previewChange, {
      profile: 'frontend',
      edits: [{ action: 'add', direction: 'inbound', rule: RULE }],
    });
    assert.deepEqual(
      [opens, commands],
      [['client → frontend:9000'], [`calicoctl profile frontend rule add inbound ${RULE}`]],
    );
    assert.equal((await host.stored('frontend')).inbound_rules.length, 1);
  });

  it('ask for consent with the commands and their effects', async () => {
    const tools = new Tools({ session: stars.session, reporter: SILENT });
    const { confirmationMessages } = await tools.prepare(Tool.applyChange, {
      profile: 'frontend',
      edits: [
        { action: 'add', direction: 'inbound', rule: RULE },
        { action: 'remove', direction: 'inbound', position: 1 },
      ],
    });
    assert.equal(confirmationMessages?.title, 'Change the policy of Local Demo?');
    const { message } = confirmationMessages;
    assert.ok(message instanceof vscode.MarkdownString && message.isTrusted !== true);
    assert.match(
      message.value,
      /rule add inbound allow tcp from tag client to ports 9000\ncalicoctl profile frontend rule remove inbound allow from tag frontend/,
    );
    assert.match(
      message.value.replaceAll('&#58;', ':'),
      /Opens one connection.*\n- client → frontend:9000[^]*Closes nothing/,
    );
    for (const tool of [Tool.listPolicy, Tool.explainFlow, Tool.previewChange])
      assert.equal((await tools.prepare(tool, {})).confirmationMessages, undefined);
    await assert.rejects(
      tools.prepare(Tool.applyChange, {
        profile: 'nowhere',
        edits: [{ action: 'add', direction: 'inbound', rule: RULE }],
      }),
      /There is no profile named “nowhere”\. Profiles: /,
    );
    assert.equal((await host.stored('frontend')).inbound_rules.length, 1);
  });

  it('make a change that Undo reverts', async () => {
    const { changed, opens } = await invoke(Tool.applyChange, {
      profile: 'frontend',
      edits: [{ action: 'add', direction: 'inbound', rule: RULE, position: 1 }],
    });
    assert.deepEqual([changed, opens], [true, ['client → frontend:9000']]);
    assert.deepEqual((await host.stored('frontend')).inbound_rules[0], {
      action: 'allow',
      protocol: 'tcp',
      src_tag: host.id('client'),
      dst_ports: [9000],
    });
    assert.equal(
      (await invoke(Tool.explainFlow, { from: 'client', to: 'frontend', port: 9000 }))['verdict'],
      'allowed',
      'the next answer includes the change',
    );
    await vscode.commands.executeCommand(Command.undoPolicy);
    assert.equal((await host.stored('frontend')).inbound_rules.length, 1);
  });

  it('run a script that Undo reverts', async () => {
    await invoke(Tool.applyChange, { script: 'calicoctl profile backend tag add client' });
    assert.deepEqual(await host.storedTags('backend'), [host.id('backend'), host.id('client')]);
    await vscode.commands.executeCommand(Command.undoPolicy);
    assert.deepEqual(await host.storedTags('backend'), [host.id('backend')]);
  });

  it('return errors that a model can act on', async () => {
    await assert.rejects(
      invoke(Tool.explainFlow, { from: 'client', to: 'nobody', port: 1 }),
      /There is no workload, app, profile or address named “nobody”\. Workloads: backend, client, frontend, management-ui\./,
    );
    await assert.rejects(
      invoke(Tool.applyChange, { script: 'calicoctl profile nowhere tag add x' }),
      /The script would fail/,
    );
    await assert.rejects(invoke(Tool.previewChange, {}), /either “profile” with “edits”, or “script”/);
  });

  it('are not registered if the editor does not support tools', () => {
    assert.deepEqual(registerTools({ session: stars.session, reporter: SILENT }, undefined), []);
    assert.deepEqual(registerTools({ session: stars.session, reporter: SILENT }, {}), []);
  });
});

describe('tools for language models without a cluster', () => {
  it('report that none is connected', async () => {
    await vscode.commands.executeCommand(Command.disconnect);
    await assert.rejects(
      Promise.resolve(vscode.lm.invokeTool(Tool.listPolicy, { input: {}, toolInvocationToken: undefined })),
      /No cluster is connected\. Start the local demo or connect to a cluster first\./,
    );
  });
});
