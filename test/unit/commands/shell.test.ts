import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { TreeNode } from '../../../src/app/tree-nodes';
import { commandsFor } from '../../../src/features/scripts/copied-commands';
import { parse } from 'yaml';
import { objectCommand } from '../../../src/features/scripts/object-command';
import { commandLine } from '../../../src/app/shell-words';
import type { Snapshot } from '../../../src/cluster/model/snapshot';
import { app, idOf, network, profile, snapshot } from '../cluster/fixtures';

/** Names with special characters of a shell. */
const HOSTILE = [
  '$(touch ran)',
  'a;touch ran',
  'a\ntouch ran',
  '`touch ran`',
  "it's",
  'a "b" c',
  "'$(touch ran)'",
  'a && touch ran',
  '> ran',
  '*',
  '~',
  '{a,b}',
  '!!',
  '\\',
  '#x',
  'a b',
  '$HOME',
  '|touch ran',
  'é☃',
];

const RUN = promisify(execFile);

describe('copied commands in a real shell', () => {
  let folder: string;
  let bin: string;
  let work: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'calico-stars-shell-'));
    [bin, work] = [path.join(folder, 'bin'), path.join(folder, 'work')];
    await Promise.all([mkdir(bin), mkdir(work)]);
    for (const program of ['calicoctl', 'kubectl', 'docker', 'curl', 'touch']) {
      // Each call prints its words, each after a mark, terminated by a null byte.
      await writeFile(
        path.join(bin, program),
        `#!/bin/bash\nprintf '%s\\0' ${program} "$@" '<end>' >> ${path.join(folder, 'calls')}\n`,
      );
      await chmod(path.join(bin, program), 0o755);
    }
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('pass an object to kubectl as it is, without what belongs to one cluster', async () => {
    await writeFile(
      path.join(bin, 'kubectl'),
      `#!/bin/bash\nprintf '%s ' "$@" && IFS= read -r -d '' all; printf '%s' "$all"\n`,
    );
    const spec = { podSelector: {}, policyTypes: ['Ingress'] };
    for (const name of HOSTILE) {
      const metadata = { name: 'web', namespace: 'shop', annotations: { note: `${name}\nEOF\n$(touch ran)` } };
      const stored = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec };
      const text = JSON.stringify({ ...stored, metadata: { ...metadata, uid: 'u', resourceVersion: '7' } });
      const command = objectCommand({ text }, { name: 'a', context: 'prod' }) ?? assert.fail();
      const { stdout } = await RUN('/bin/bash', ['--noprofile', '--norc', '-c', `${command}\n`], {
        cwd: work,
        env: { PATH: bin, HOME: folder },
      });
      assert.deepEqual(await readdir(work), [], 'a file was made');
      const [, words, yaml = ''] = /^(--context prod apply -f - )([^]*)$/.exec(stdout) ?? [];
      assert.ok(words !== undefined, stdout);
      assert.deepEqual(parse(yaml), { ...stored, metadata });
    }
    const escaped = objectCommand(
      { text: JSON.stringify({ kind: 'Tier', metadata: { name: '\u001b[2J' } }) },
      undefined,
    );
    assert.match(escaped ?? '', /^calicoctl apply -f - <<'EOF'\n/);
    // eslint-disable-next-line no-control-regex -- a terminal would obey it
    assert.doesNotMatch(escaped ?? '', /\u001b/);
  });

  /** Runs lines as if they were pasted, and returns the words of each call. */
  async function run(lines: readonly string[]): Promise<string[][]> {
    await rm(path.join(folder, 'calls'), { force: true });
    await RUN('/bin/bash', ['--noprofile', '--norc', '-c', `${lines.join('\n')}\n`], {
      cwd: work,
      env: { PATH: bin, HOME: folder, MARATHON_IP: '10.0.0.1' },
    });
    assert.deepEqual(await readdir(work), [], 'a file was made');
    const words = (await readFile(path.join(folder, 'calls'), 'utf8')).split('\0').slice(0, -1);
    const calls: string[][] = [[]];
    for (const word of words) {
      if (word === '<end>') calls.push([]);
      else calls.at(-1)?.push(word);
    }
    return calls.slice(0, -1);
  }

  const hostile = (name: string): Snapshot =>
    snapshot({
      networks: [network(idOf('a'), name, ['10.0.0.0/24', '0.0.0.0/0'])],
      policy: {
        profiles: [
          profile(
            idOf('a'),
            [{ action: 'allow', src_tag: name, src_selector: `role == '${name}'` }],
            [{ action: 'allow' }],
            [idOf('a'), `tag ${name}`],
          ),
        ],
      },
      marathon: { apps: [app(`/${name}`)] },
    });

  const profileNode: TreeNode = { kind: 'profile', profile: idOf('a') };

  for (const name of HOSTILE) {
    it(`pass ${JSON.stringify(name)} as one word, without side effects`, async () => {
      const state = hostile(name);
      assert.deepEqual(await run([commandLine('docker', name, 'x')]), [['docker', name, 'x']]);
      assert.deepEqual(await run(commandsFor({ kind: 'network', networkId: idOf('a') }, state) ?? []), [
        [
          'docker',
          'network',
          'create',
          '--driver',
          'calico',
          '--ipam-driver',
          'calico',
          '--subnet',
          '10.0.0.0/24',
          name,
        ],
      ]);
      const calls = await run(commandsFor(profileNode, state) ?? []);
      assert.deepEqual(
        calls.map((words) => words.slice(0, 3)),
        calls.map(() => ['calicoctl', 'profile', name]),
      );
      assert.deepEqual(calls[0]?.slice(3), ['tag', 'add', `tag ${name}`]);
      const curls = await run([
        ...(commandsFor({ kind: 'app', app: `/${name}` }, state) ?? []),
        ...(commandsFor({ kind: 'app', app: `/${name}` }, state, {
          name: 'a',
          etcd: ['http://e:2379'],
          marathon: 'http://m:8080',
        }) ?? []),
      ]);
      const segment = name === '' ? '' : encodeURIComponent(name);
      assert.deepEqual(curls, [
        ['curl', `http://10.0.0.1:8080/v2/apps/${segment}`],
        ['curl', `http://m:8080/v2/apps/${segment}`],
      ]);
    });
  }

  it('pass the words of a rule one by one, quoted text as one', async () => {
    const state = snapshot({
      policy: {
        profiles: [
          profile(
            'web',
            [{ action: 'allow', protocol: 'tcp', src_selector: "role == 'a b'", dst_ports: [80, '90:99'] }],
            [{ action: 'allow' }],
          ),
        ],
      },
    });
    const calls = await run(commandsFor({ kind: 'direction', profile: 'web', direction: 'inbound' }, state) ?? []);
    assert.deepEqual(calls, [
      [
        'calicoctl',
        'profile',
        'web',
        'rule',
        'add',
        'inbound',
        'allow',
        'tcp',
        'from',
        'selector',
        '"role == \'a b\'"',
        'to',
        'ports',
        '80,90:99',
      ],
    ]);
  });

  it('are unavailable for names that are options or contain control characters', () => {
    for (const name of ['-rf', '--help'])
      assert.throws(() => commandsFor(profileNode, hostile(name)), /read as an option/);
    for (const name of ['a\u0003b', 'a\tb', '\u001b[2J', 'a\rb', 'a\0b'])
      assert.throws(() => commandsFor({ kind: 'network', networkId: idOf('a') }, hostile(name)), /control characters/);
  });
});
