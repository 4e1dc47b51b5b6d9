import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Command, SECTION, Setting } from '../../src/app/ids';
import { resourceAddressOf } from '../../src/app/rules-uri/address';
import { SCHEME } from '../../src/app/rules-uri/names';
import { followLines, linesOf } from '../../src/app/rules-uri/shown-lines';
import type { ClusterDefinition } from '../../src/cluster/connection/definition';
import type { CalicoStars } from '../../src/extension';
import type { StarPointer } from '../../src/features/graph';
import { writeKubeconfig } from '../../src/lab/kubernetes/kubeconfig';
import { startKubernetes, type KubernetesLab } from '../../src/lab/kubernetes/kubernetes';
import { confirmed, nextEdit, until } from './rules-host';

const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
const run = <T>(command: string, ...args: unknown[]) => vscode.commands.executeCommand<T>(command, ...args);
const configure = (clusters: readonly ClusterDefinition[]) =>
  vscode.workspace.getConfiguration(SECTION).update(Setting.clusters, clusters, vscode.ConfigurationTarget.Global);

describe('documents of policies in Kubernetes', () => {
  let stars: CalicoStars;
  let lab: KubernetesLab;
  let folder: string;
  const send = async (method: string, where: string, body?: object) => {
    const answer = await fetch(`${lab.url}${where}`, {
      method,
      headers: { Authorization: `Bearer ${lab.key}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    assert.ok(answer.ok, where);
    return answer.text();
  };

  const open = async (name: string) => {
    await run(Command.openRules, { kind: 'resource', of: 'KubernetesNetworkPolicy', namespace: 'default', name });
    return vscode.window.activeTextEditor?.document ?? assert.fail('no editor');
  };

  const edited = async (document: vscode.TextDocument, before: string, after: string) => {
    const at = document.getText().indexOf(before);
    const edit = new vscode.WorkspaceEdit();
    const [start, end] = [document.positionAt(at), document.positionAt(at + before.length)];
    edit.replace(document.uri, new vscode.Range(start, end), after);
    await vscode.workspace.applyEdit(edit);
  };

  before(async () => {
    const extension =
      vscode.extensions.getExtension<CalicoStars>('calico-stars.calico-stars') ?? assert.fail('not installed');
    stars = await extension.activate();
    const { session } = stars;
    lab = await startKubernetes();
    const from = (selector: object) => ({ podSelector: {}, ingress: [{ from: [selector] }] });
    for (const [index, name] of ['web', 'db'].entries())
      await send('POST', '/api/v1/namespaces/default/pods', {
        metadata: { name, labels: { role: name } },
        spec: { nodeName: 'node-1', containers: [{ name, image: name }] },
        status: { phase: 'Running', podIP: `10.0.0.${index + 1}`, podIPs: [{ ip: `10.0.0.${index + 1}` }] },
      });
    await send('POST', POLICIES, {
      metadata: { name: 'one' },
      spec: from({ podSelector: { matchLabels: { role: 'web' } } }),
    });
    await send('POST', POLICIES, {
      metadata: { name: 'two' },
      spec: from({ podSelector: { matchExpressions: [{ key: 'role', operator: 'In', values: ['web', 'api'] }] } }),
    });
    await send('POST', POLICIES, {
      metadata: { name: 'other' },
      spec: from({ namespaceSelector: { matchLabels: { role: 'web' } } }),
    });
    folder = await mkdtemp(path.join(tmpdir(), 'label-rename-'));
    const kubeconfig = path.join(folder, 'config');
    await writeKubeconfig(kubeconfig, lab);
    await configure([{ name: 'shop', context: 'calico-stars-lab', kubeconfig }]);
    await run(Command.connect, 'shop');
    assert.ok(session.connection.state === 'connected');
    await session.connection.store.when(({ policy }) => policy.state === 'ready', AbortSignal.timeout(20_000));
  });
  after(async () => {
    for (const document of vscode.workspace.textDocuments)
      if (document.isDirty) {
        await vscode.window.showTextDocument(document);
        await run('workbench.action.revertAndCloseActiveEditor');
      }
    await run('workbench.action.closeAllEditors');
    await run(Command.disconnect);
    await configure([]);
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it('note what they select, and what their rules match and decide', async () => {
    const document = await open('one');
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await run<vscode.InlayHint[]>('vscode.executeInlayHintProvider', document.uri, range);
    assert.deepEqual(
      hints.map(
        ({ position, label }) => `${document.lineAt(position).text.trim()} ${typeof label === 'string' ? label : ''}`,
      ),
      ['podSelector: {} selects 2', '- from: decides 1 pair', '- podSelector: matches 1'],
    );
  });

  it('are named by the kind of the API, and lead to what they select', async () => {
    const document = await open('one');
    assert.equal(document.uri.path, '/shop/object/networking.k8s.io/NetworkPolicy/default/one.calico.yaml');
    const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    const [selects, graph] = lenses.map(({ command }) => command);
    assert.deepEqual([selects?.title, selects?.command], ['Selects 2 pods', Command.showSelected]);
    assert.deepEqual([graph?.title, graph?.command], ['Show in Graph', Command.showGraph]);
    const [pointer] = (graph?.arguments ?? []) as readonly StarPointer[];
    assert.deepEqual(
      [pointer?.name, pointer?.filter, pointer?.addresses?.length],
      ['default/one', 'decidedby:default/default/one', 2],
    );
  });

  it('have the same help as policies in files, which are counted as if they were applied', async () => {
    const file = path.join(folder, 'policies.yaml');
    const policy = (name: string, selector: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: default }
spec:
  podSelector: ${selector}
  policyTypes: [Ingress]
`;
    const text = `${policy('one', '{ matchLabels: { role: db } }')}---\n${policy('new', '{}')}---\n${policy('nobody', '{ matchLabels: { role: none } }')}---\n`;
    await writeFile(file, text);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
    await vscode.window.showTextDocument(document);
    const findings = await until(
      (check) => vscode.languages.onDidChangeDiagnostics(check),
      () => {
        const found = vscode.languages.getDiagnostics(document.uri).filter(({ code }) => code === 'empty-policy');
        return found.length > 0 ? found : undefined;
      },
      () => 'no findings',
    );
    assert.deepEqual(
      findings.map(({ range }) => `${range.start.line} ${document.getText(range)}`),
      ['16 nobody'],
    );
    const lenses = await run<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    const shown = lenses.map(({ range, command }) => `${range.start.line} ${command?.title ?? ''}`);
    // Only what is in the cluster can be shown in the graph.
    assert.deepEqual(shown.sort(), ['0 Selects 1 pod', '0 Show in Graph', '7 Selects 2 pods']);
    const last = document.positionAt(text.length);
    const { items } = await run<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, last);
    assert.deepEqual(items[0]?.label, { label: 'NetworkPolicy', description: 'networking.k8s.io/v1' });
    await run('workbench.action.closeActiveEditor');
  });

  it('are opened at the lines that are told, with unsaved changes too', async () => {
    const { session } = stars;
    assert.ok(session.connection.state === 'connected');
    const { definition, store } = session.connection;
    const place = {
      resource: { kind: 'KubernetesNetworkPolicy', namespace: 'default', name: 'two' },
      path: ['spec', 'ingress', 0],
    } as const;
    const told = () => linesOf(definition, store.snapshot)(place);
    const opened = async () => {
      await run(Command.openRules, place);
      return (vscode.window.activeTextEditor?.selection.active.line ?? 0) + 1;
    };
    const before = told();
    assert.equal(await opened(), before);
    const moved = new Promise<void>((resolve) => {
      const following = followLines(() => {
        following.dispose();
        resolve();
      });
    });
    const edit = new vscode.WorkspaceEdit();
    const { document } = vscode.window.activeTextEditor ?? assert.fail();
    edit.insert(document.uri, new vscode.Position(0, 0), '# One line more.\n');
    await vscode.workspace.applyEdit(edit);
    assert.equal(told(), (before ?? 0) + 1);
    assert.equal(await opened(), told());
    await run('workbench.action.revertAndCloseActiveEditor');
    assert.equal(told(), before);
    await moved;
  });

  it('do not change when they are first read, which would end a rename', async () => {
    const { session } = stars;
    assert.ok(session.connection.state === 'connected');
    const { definition } = session.connection;
    const at = (name: string) =>
      vscode.Uri.from({
        scheme: SCHEME,
        ...resourceAddressOf(definition, { kind: 'KubernetesNetworkPolicy', namespace: 'default', name }),
      });
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(at('other'), '**'));
    const seen: string[] = [];
    watcher.onDidCreate(() => seen.push('created'));
    watcher.onDidChange(() => seen.push('changed'));
    await vscode.workspace.openTextDocument(at('other'));
    await send('PUT', `${POLICIES}/other`, { metadata: { name: 'other' }, spec: { podSelector: {}, ingress: [] } });
    await until(
      (check) => watcher.onDidChange(check),
      () => (seen.includes('changed') ? true : undefined),
      () => seen.join(),
    );
    assert.deepEqual(seen, ['changed']);
    watcher.dispose();
  });

  it('are compared after a conflict without what the server counts by itself', async () => {
    const document = await open('other');
    const spec = (role: string) => ({ podSelector: { matchLabels: { role } }, ingress: [] });
    await send('PUT', `${POLICIES}/other`, { metadata: { name: 'other' }, spec: spec('first') });
    await until(
      (check) => vscode.workspace.onDidChangeTextDocument(check),
      () => (document.getText().includes('first') ? true : undefined),
      () => document.getText(),
    );
    await edited(document, 'first', 'mine');
    const moved = until(
      (check) => vscode.languages.onDidChangeDiagnostics(check),
      () =>
        vscode.languages.getDiagnostics(document.uri).some(({ range }) => range.start.line === 0) ? true : undefined,
      () => 'no notice',
    );
    await send('PUT', `${POLICIES}/other`, { metadata: { name: 'other' }, spec: spec('theirs') });
    await moved;
    await run(Command.compareRules, document.uri);
    const sides = await until(
      (check) => vscode.workspace.onDidOpenTextDocument(check),
      () => {
        const found = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === 'calico-stars-side');
        return found.length === 3 ? found : undefined;
      },
      () => vscode.workspace.textDocuments.map(({ uri }) => uri.toString()).join(),
    );
    const texts = sides.map((side) => side.getText());
    assert.deepEqual(texts.map((text) => /role: (.*)/.exec(text)?.[1]).sort(), ['first', 'mine', 'theirs']);
    assert.deepEqual(
      texts.filter((text) => /resourceVersion|generation|managedFields/.test(text)),
      [],
    );
    await vscode.window.showTextDocument(document);
    await run('workbench.action.revertAndCloseActiveEditor');
  });

  it('rename a label in all policies and files that name it, and write none of them', async () => {
    const file = path.join(folder, 'policy.yaml');
    const text = `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata:
  name: all
spec:
  selector: role == 'web' && pcns.role == 'web'
`;
    await writeFile(file, text);
    await vscode.window.showTextDocument(vscode.Uri.file(file));
    const document = await open('one');
    const position = document.positionAt(document.getText().indexOf('web') + 1);
    const prepared = await run<{ readonly placeholder: string }>('vscode.prepareRename', document.uri, position);
    assert.equal(prepared.placeholder, 'web');
    const asked = nextEdit();
    const own = await run<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, position, 'site');
    // VS Code saves what several documents are renamed in by itself.
    assert.deepEqual(own.entries(), []);
    assert.ok(await vscode.workspace.applyEdit(confirmed(await asked)));
    const dirty = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty);
    assert.equal(dirty.length, 3);
    const changed = dirty.map((edited) => edited.getText()).join('\n');
    assert.match(changed, /matchLabels:\n +role: site/);
    assert.match(changed, /values:\n +- site\n +- api/);
    assert.match(changed, /role == 'site' && pcns\.role == 'web'/);
    assert.equal(await readFile(file, 'utf8'), text);
    assert.ok(!(await send('GET', POLICIES)).includes('site'));
  });
});
